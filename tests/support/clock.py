"""Time that stands still, for what must come about without any passing."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from tests.support.wait import PATIENCE_SECONDS

_POLL_SECONDS = 0.01


class StandingClock:
    """The time of an event loop, which goes on only when the test says so.

    Files, sockets and threads go on as ever; what waits for time, waits. How busy the machine is
    makes no difference then.
    """

    def __init__(self, began: float) -> None:
        self.now = began

    def go_on(self, seconds: float) -> None:
        self.now += seconds

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        """Wait for what must come about while the clock stands."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not await condition():
            assert time.monotonic() < deadline, "it did not come about while the clock stood still"
            await asyncio.to_thread(time.sleep, _POLL_SECONDS)


@contextmanager
def standing_clock() -> Iterator[StandingClock]:
    """Stop the time of this event loop while the block runs."""
    loop = asyncio.get_running_loop()
    clock, before = StandingClock(loop.time()), loop.time
    loop.time = lambda: clock.now  # type: ignore[method-assign] # It reads no other clock.
    try:
        yield clock
    finally:
        loop.time = before  # type: ignore[method-assign] # As it was.
