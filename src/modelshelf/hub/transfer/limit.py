"""A cap on bytes per second that many connections, and many transfers, share."""

import asyncio
import threading
import time

# What may pass at once after an idle moment: small, so that the cap holds over any second.
_BURST_SECONDS = 0.05


class RateLimiter:
    """Lets bytes pass at a given rate, whoever takes them.

    Args:
        bytes_per_second: The cap over all who share this object; they may live in several threads.
    """

    def __init__(self, bytes_per_second: int) -> None:
        if bytes_per_second <= 0:
            raise ValueError("a rate limit must be positive")
        self.bytes_per_second = bytes_per_second
        self._lock = threading.Lock()
        self._paid_until = 0.0

    @property
    def portion_bytes(self) -> int:
        """How much to take at once, so that progress stays smooth at a low rate."""
        return max(4 * 1024, min(256 * 1024, self.bytes_per_second // 32))

    async def take(self, size_bytes: int) -> None:
        """Wait until so many bytes may have passed."""
        await asyncio.sleep(self._reserve(size_bytes))

    def _reserve(self, size_bytes: int) -> float:
        with self._lock:
            now = time.monotonic()
            start = max(self._paid_until, now - _BURST_SECONDS)
            self._paid_until = start + size_bytes / self.bytes_per_second
            return max(0.0, self._paid_until - now)
