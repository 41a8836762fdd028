"""A brake on guessing passwords."""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from modelshelf.accounts.errors import TooManyAttempts

MOST_FAILURES = 10
WINDOW_SECONDS = 300.0
MOST_REMEMBERED = 10_000


class SignInAttempts:
    """Counts failed sign-ins per account and address, in the memory of this process.

    An attempt counts from its beginning, so that many at the same moment count as many; success
    wipes the slate.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def begin(self, username: str, address: str) -> None:
        """Raises: TooManyAttempts, with `retry_after_seconds`."""
        moment = self._clock()
        begun = self._begun.setdefault((username, address), deque())
        self._begun.move_to_end((username, address))
        while begun and begun[0] <= moment - WINDOW_SECONDS:
            begun.popleft()
        if len(begun) >= MOST_FAILURES:
            seconds = math.ceil(begun[0] + WINDOW_SECONDS - moment)
            raise TooManyAttempts(
                f"There were {MOST_FAILURES} failed sign-ins for this account from your address. "
                f"Try again in {seconds} seconds.",
                retry_after_seconds=seconds,
            )
        begun.append(moment)
        if len(self._begun) > MOST_REMEMBERED:
            self._begun.popitem(last=False)

    def succeeded(self, username: str, address: str) -> None:
        self._begun.pop((username, address), None)
