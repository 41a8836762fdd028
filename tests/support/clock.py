"""Time that stands still, for what must come about without any passing."""

import asyncio
import time
from collections.abc import Callable

from tests.support.wait import PATIENCE_SECONDS

_POLL_SECONDS = 0.01


class StandingClock:
    """The time of an event loop, which goes on only when the test says so.

    Files, sockets and threads go on as ever; what waits for time, waits. How busy the machine is
    makes no difference then.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._now = loop.time()
        loop.time = lambda: self._now  # type: ignore[method-assign] # The loop reads no other clock.

    def go_on(self, seconds: float) -> None:
        self._now += seconds

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for what must come about while the clock stands."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"{what}: not while the clock stands still"
            await asyncio.to_thread(time.sleep, _POLL_SECONDS)
