"""Waiting for what must come about, instead of sleeping and hoping."""

import asyncio
import time
from collections.abc import Awaitable, Callable

POLL_SECONDS = 0.02
DEADLINE_SECONDS = 15.0


async def until(
    condition: Callable[[], Awaitable[bool]], deadline_seconds: float = DEADLINE_SECONDS
) -> None:
    """Wait until it is true; the deadline is for a broken product, not for a slow machine."""
    deadline = time.monotonic() + deadline_seconds
    while not await condition():
        assert time.monotonic() < deadline, f"it did not come about in {deadline_seconds} s"
        await asyncio.sleep(POLL_SECONDS)
