"""A cap on bytes per second that connections, transfers and processes of a node share."""

import asyncio
import fcntl
import os
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from modelshelf.hub.layout import rate_account
from modelshelf.hub.transfer.disk import disk_problem
from modelshelf.hub.transfer.journal import boot_id
from modelshelf.hub.transfer.links import open_file

# What may pass at once after an idle moment: small, so that the cap holds over any second.
_BURST_SECONDS = 0.05
# Taken from the account at a time: less often than each read, and soon used up.
_QUANTUM_SECONDS = 0.02
# A holder of the lock needs microseconds. One that is stopped just then is not waited for longer.
_LOCK_SECONDS = 1.0
_LOCK_POLL_SECONDS = 0.002
# Where boots cannot be told apart, an older debt may be one of a clock that has begun anew.
_LONGEST_DEBT_SECONDS = 30.0
_ENTRY = struct.Struct("<36sd")


class RateLimiter:
    """Lets bytes pass at a given rate, whoever takes them. Lives on one event loop.

    The account of what has passed is a file in the cache, which is what makes a node: all its
    processes book there, on the machine's monotonic clock.

    Args:
        bytes_per_second: The cap over all connections of all processes that use this cache.
    """

    def __init__(self, bytes_per_second: int, cache_dir: Path) -> None:
        if bytes_per_second <= 0:
            raise ValueError("a rate limit must be positive")
        self.bytes_per_second = bytes_per_second
        self._cache_dir = cache_dir
        self._turn = asyncio.Lock()
        self._credit_bytes = 0
        # Of its own: the rate must not falter when all other threads wait for the disk.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="rate-limit")

    @property
    def portion_bytes(self) -> int:
        """How much to take at once, so that progress stays smooth at a low rate."""
        return max(4 * 1024, min(256 * 1024, self.bytes_per_second // 32))

    async def take(self, size_bytes: int) -> None:
        """Wait until so many bytes may have passed.

        Raises:
            DiskFull, CacheReadOnly: The account cannot be kept.
        """
        async with self._turn:
            missing = size_bytes - self._credit_bytes
            if missing > 0:
                booked = max(missing, int(self.bytes_per_second * _QUANTUM_SECONDS))
                await asyncio.sleep(await self._book(booked / self.bytes_per_second))
                self._credit_bytes += booked
            self._credit_bytes -= size_bytes

    async def _book(self, seconds: float) -> float:
        account = rate_account(self._cache_dir)
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, _book, account, seconds)
        except OSError as error:
            raise disk_problem(error, self._cache_dir) from error


def _book(account: Path, seconds: float) -> float:
    """Take the line for so long, after all who came before; gives when that will be over."""
    account.parent.mkdir(parents=True, exist_ok=True)
    fd = open_file(account, os.O_RDWR)
    try:
        _lock(fd)
        now = time.monotonic()
        paid_until = max(_paid_until(fd, now), now - _BURST_SECONDS) + seconds
        os.pwrite(fd, _ENTRY.pack(boot_id().encode(), paid_until), 0)
    finally:
        os.close(fd)  # Which gives back the lock, too.
    return max(0.0, paid_until - now)


def _lock(fd: int) -> None:
    deadline = time.monotonic() + _LOCK_SECONDS
    while time.monotonic() < deadline:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_LOCK_POLL_SECONDS)
        else:
            return


def _paid_until(fd: int, now: float) -> float:
    data = os.pread(fd, _ENTRY.size, 0)
    if len(data) != _ENTRY.size:
        return 0.0
    boot, paid_until = _ENTRY.unpack(data)
    if boot.rstrip(b"\0") != boot_id().encode():
        return 0.0
    return float(paid_until) if boot_id() else min(paid_until, now + _LONGEST_DEBT_SECONDS)
