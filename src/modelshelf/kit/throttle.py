"""So many in so many seconds: counted in Redis or Valkey, so that all processes count together.

While the server is away each process counts in its own memory: less strict, and never open.
"""

import contextlib
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable

import redis.asyncio as redis
from redis.exceptions import RedisError

MOST_REMEMBERED = 10_000

# One step for the server, so that of many at the same moment none slips in between; its own clock,
# so that those of the processes do not matter. Gives 0, or the seconds until there is a place.
_BEGIN = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local window = tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return math.max(1, math.ceil(tonumber(oldest[2]) + window - now))
end
redis.call('ZADD', KEYS[1], now, ARGV[3])
redis.call('PEXPIRE', KEYS[1], math.ceil(window * 1000))
return 0
"""


class Full(Exception):
    """No more for now; there is a place in so many `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Memory:
    """What one process counts by itself.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun: OrderedDict[str, dict[str, float]] = OrderedDict()

    def begin(self, key: str, most: int, window_seconds: float, mark: str) -> int:
        """0, or the seconds until there is a place."""
        moment = self._clock()
        begun = {
            mark: at
            for mark, at in self._begun.get(key, {}).items()
            if at > moment - window_seconds
        }
        full = len(begun) >= most
        if not full:
            begun[mark] = moment
        self._begun[key] = begun
        self._begun.move_to_end(key)
        if len(self._begun) > MOST_REMEMBERED:
            self._begun.popitem(last=False)
        return max(1, math.ceil(min(begun.values()) + window_seconds - moment)) if full else 0

    def forget(self, key: str, mark: str) -> None:
        self._begun.get(key, {}).pop(mark, None)

    def clear(self, key: str) -> None:
        self._begun.pop(key, None)


class Throttle:
    """Counts beginnings under a key, and refuses when there were too many lately.

    Args:
        url: Where to count together with others; None: in this process alone.
    """

    def __init__(self, url: str | None, memory: Memory | None = None) -> None:
        self._memory = memory or Memory()
        self._redis = (
            redis.from_url(url, socket_connect_timeout=1, socket_timeout=1) if url else None
        )

    async def begin(self, key: str, most: int, window_seconds: float) -> str:
        """Count one; gives its mark. Raises: Full."""
        mark = secrets.token_hex(8)
        wait: int | None = None
        async with self._shared() as server:
            if server is not None:
                wait = int(await server.eval(_BEGIN, 1, key, str(most), str(window_seconds), mark))
        if wait is None:
            wait = self._memory.begin(key, most, window_seconds, mark)
        if wait:
            raise Full(wait)
        return mark

    async def is_first(self, key: str, window_seconds: float) -> bool:
        """Count one, and whether it is the first in so many seconds."""
        try:
            await self.begin(key, 1, window_seconds)
        except Full:
            return False
        return True

    async def forget(self, key: str, mark: str) -> None:
        """Take one back."""
        self._memory.forget(key, mark)
        async with self._shared() as server:
            if server is not None:
                await server.zrem(key, mark)

    async def clear(self, key: str) -> None:
        """Take all back."""
        self._memory.clear(key)
        async with self._shared() as server:
            if server is not None:
                await server.delete(key)

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.aclose()

    @contextlib.asynccontextmanager
    async def _shared(self) -> AsyncIterator["redis.Redis | None"]:
        with contextlib.suppress(RedisError, OSError):
            yield self._redis
