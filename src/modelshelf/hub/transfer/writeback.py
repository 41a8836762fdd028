"""Let the disk begin early, so that a flush finds little left to do.

Python has no call for it, and only Linux has one; elsewhere the flush does it all.
"""

import ctypes
import sys
from collections.abc import Callable
from functools import cache

_SYNC_FILE_RANGE_WRITE = 2  # linux/fs.h
_BLOCK_BYTES = 1024 * 1024


def begin_writeback(fd: int, start: int, end: int) -> None:
    """Begin to write out the whole blocks that the bytes from `start` to `end` completed.

    Only whole ones, so that no page is written twice and what belongs together lies together.
    It waits for nothing but a queue that is full, and is no promise: errors show when the file is
    flushed.
    """
    first, behind = start // _BLOCK_BYTES * _BLOCK_BYTES, end // _BLOCK_BYTES * _BLOCK_BYTES
    if first < behind:
        _sync_file_range()(fd, first, behind - first, _SYNC_FILE_RANGE_WRITE)


@cache
def _sync_file_range() -> Callable[[int, int, int, int], object]:
    function = getattr(ctypes.CDLL(None), "sync_file_range", None) if _LINUX else None
    if function is None:
        return lambda *_: None
    function.argtypes = [ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint]
    return function  # type: ignore[no-any-return]


_LINUX = sys.platform == "linux"
