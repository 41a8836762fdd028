"""Work on the disk, in threads, so that the event loop never waits for it."""

import asyncio
import errno
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from modelshelf.hub.errors import CacheReadOnly, DiskFull
from modelshelf.kit.errors import Problem

P = ParamSpec("P")
T = TypeVar("T")

_FULL = {errno.ENOSPC, errno.EDQUOT}


def disk_problem(error: OSError, cache_dir: Path) -> Problem:
    """What an error of the file system means to a person."""
    if error.errno in _FULL:
        return DiskFull(
            f"The disk that holds {cache_dir} is full. What arrived so far is kept: free some "
            "space, then retry the download."
        )
    return CacheReadOnly(
        f"The cache in {cache_dir} cannot be written: {error.strerror or error}. Check its owner, "
        "its permissions and the disk, then retry the download."
    )


class DiskThreads:
    """A few threads for the file work of one transfer.

    Args:
        cache_dir: Named in what is told to people when the disk fails.
    """

    def __init__(self, count: int, cache_dir: Path) -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="transfer-disk")
        self._cache_dir = cache_dir

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in a thread.

        Raises:
            DiskFull, CacheReadOnly: In place of the OSError that `work` raised.
        """
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, lambda: work(*args, **kwargs))
        except OSError as error:
            raise disk_problem(error, self._cache_dir) from error

    def one_more(self) -> "DiskThreads":
        """Another thread, which does one thing after the other; to be shut down by itself."""
        return DiskThreads(1, self._cache_dir)

    def shutdown(self) -> None:
        """Wait for what runs; what has not begun is dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)
