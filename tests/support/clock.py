"""Time that stands still, for what must come about without any passing, and time that only waiting
lets pass, for what must take exactly so long."""

import asyncio
import selectors
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any, TypeVar, TypeVarTuple

from tests.support.wait import PATIENCE_SECONDS

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_POLL_SECONDS = 0.01
_LONG_UP_SECONDS = 100_000.0


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


class LeapingClock(selectors.DefaultSelector):
    """The time of an event loop, which leaps to what is awaited next when nothing else is left.

    What runs in threads is waited for first. So everything takes exactly as long as it was made to
    wait, however busy the machine is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = _LONG_UP_SECONDS
        self.in_threads = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout > 0 and not self.in_threads:
            self.now += timeout
            timeout = 0
        return super().select(timeout)

    def leave(self, _work: object) -> None:
        self.in_threads -= 1


class LeapingLoop(asyncio.SelectorEventLoop):
    """An event loop on such a clock."""

    def __init__(self, clock: LeapingClock) -> None:
        super().__init__(clock)
        self._clock = clock

    def time(self) -> float:
        return self._clock.now

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        self._clock.in_threads += 1
        work = super().run_in_executor(executor, func, *args)
        work.add_done_callback(self._clock.leave)
        return work


def run_leaping(clock: LeapingClock, main: Coroutine[Any, Any, None]) -> float:
    """Run to the end; gives how many seconds it was made to wait."""
    began = clock.now
    with asyncio.Runner(loop_factory=lambda: LeapingLoop(clock)) as runner:
        runner.run(main)
    return clock.now - began
