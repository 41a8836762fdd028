"""Slow down: bytes per second for one connection, or for all of them together."""

import asyncio
import time
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

# What an idle connection may save up. Short, so that many short requests gain nothing.
_BURST_SECONDS = 0.02


@dataclass
class Pacer:
    """Lets `bytes_per_second` through, whoever asks."""

    bytes_per_second: float
    _free_at: float = 0.0

    @property
    def step_bytes(self) -> int:
        """A piece small enough that a progress bar moves smoothly."""
        return max(1, min(1 << 16, int(self.bytes_per_second / 50)))

    async def let_through(self, count: int) -> None:
        now = time.monotonic()
        self._free_at = max(self._free_at, now - _BURST_SECONDS) + count / self.bytes_per_second
        await asyncio.sleep(max(0.0, self._free_at - now))


@dataclass
class ConnectionPacers:
    """One pacer per connection, kept across the requests that share it."""

    bytes_per_second: float
    _pacers: WeakKeyDictionary[asyncio.BaseTransport, Pacer] = field(
        default_factory=WeakKeyDictionary
    )

    def of(self, connection: asyncio.BaseTransport) -> Pacer:
        return self._pacers.setdefault(connection, Pacer(self.bytes_per_second))
