"""Waiting for what must come about, instead of sleeping and hoping."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

# For a broken product, and never for a slow machine: whatever is awaited comes much sooner.
PATIENCE_SECONDS = 120.0
_POLL_SECONDS = 0.02


def wait_for(condition: Callable[[], T | None], what: str) -> T:
    """Ask until the answer is true, and give it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"{what}: not within {PATIENCE_SECONDS} s"
        time.sleep(_POLL_SECONDS)
    return answer


async def until(
    condition: Callable[[], Awaitable[bool]], deadline_seconds: float = PATIENCE_SECONDS
) -> None:
    """The same in an event loop; a shorter deadline is for what else would come about by itself."""
    deadline = time.monotonic() + deadline_seconds
    while not await condition():
        assert time.monotonic() < deadline, f"it did not come about in {deadline_seconds} s"
        await asyncio.sleep(_POLL_SECONDS)
