"""Keeping a task of a node going, whatever it meets."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

FIRST_PAUSE_SECONDS = 1.0
MOST_PAUSE_SECONDS = 60.0

log = structlog.get_logger()


async def supervise(
    name: str, work: Callable[[], Awaitable[None]], first_pause_seconds: float = FIRST_PAUSE_SECONDS
) -> None:
    """Do some work until it ends by itself or is cancelled; when it fails, begin it again.

    An error that nobody foresaw is logged, and one task's error must not end the others, which
    run in the same process. Each failure soon after the one before doubles the pause.
    """
    pause_seconds = first_pause_seconds
    while True:
        began_at = time.monotonic()
        try:
            return await work()
        except Exception:
            if time.monotonic() - began_at > MOST_PAUSE_SECONDS:
                pause_seconds = first_pause_seconds
            log.exception("node_task_failed", task=name, again_in_seconds=pause_seconds)
        await asyncio.sleep(pause_seconds)
        pause_seconds = min(2 * pause_seconds, MOST_PAUSE_SECONDS)
