"""How file data gets from memory to the disk, and out of memory, beyond a file's own flush.

Most of it only Linux can, and Python has no call for; elsewhere it does nothing.
"""

import ctypes
import os
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


def let_go(fd: int, start: int, end: int) -> None:
    """Leave the memory that holds bytes `start` to `end` of a file to others.

    Only what is on the disk already goes; it is read from there when somebody wants it again.
    """
    if start < end and hasattr(os, "posix_fadvise"):
        os.posix_fadvise(fd, start, end - start, os.POSIX_FADV_DONTNEED)


def flush_disk(fd: int) -> bool:
    """Bring all to the disk that was written to the file system of an open file.

    Returns:
        False where the system cannot do that; nothing was done then.

    Raises:
        OSError: Something could not be written (told since Linux 5.8).
    """
    function = _syncfs()
    if function is None:
        return False
    if function(fd) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return True


@cache
def _syncfs() -> Callable[[int], int] | None:
    library = ctypes.CDLL(None, use_errno=True) if _LINUX else None
    function = getattr(library, "syncfs", None)
    if function is not None:
        function.argtypes = [ctypes.c_int]
    return function


@cache
def _sync_file_range() -> Callable[[int, int, int, int], object]:
    function = getattr(ctypes.CDLL(None), "sync_file_range", None) if _LINUX else None
    if function is None:
        return lambda *_: None
    function.argtypes = [ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint]
    return function  # type: ignore[no-any-return] # ctypes knows no signatures


_LINUX = sys.platform == "linux"
