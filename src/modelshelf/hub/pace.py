"""How often we ask: a bucket that fills slowly, so that somebody's typing does not use up what the
Hub grants to all of us.

The Hub grants 500 questions to its API in five minutes to an address without a token, 1,000 to an
account (https://huggingface.co/docs/hub/rate-limits). A long name is typed without waiting, also
where a type of model is two questions; of five minutes at least 140 questions are left to others.
"""

import asyncio
import time

BURST = 60
PER_SECOND = 1.0


class Pace:
    """Lets `burst` through at once, and then so many a second, in the order in which they came."""

    def __init__(self, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        self._burst = burst
        self._per_second = per_second
        self._filled = float(burst)
        self._filled_at = time.monotonic()
        self._turn = asyncio.Lock()

    async def wait(self) -> None:
        """Returns when it is one's turn; whoever is cancelled meanwhile takes nothing."""
        async with self._turn:
            await asyncio.sleep(max(0.0, 1 - self._fill()) / self._per_second)
            self._filled = self._fill() - 1

    def _fill(self) -> float:
        moment = time.monotonic()
        grown = (moment - self._filled_at) * self._per_second
        self._filled, self._filled_at = min(self._burst, self._filled + grown), moment
        return self._filled
