"""How much of a file is in the page cache of the system."""

import ctypes
import os
from pathlib import Path

import pytest

from modelshelf.upkeep.verify import reading


def cached_bytes(file: Path) -> int:
    """How many bytes of a file lie in memory; skips the test where the system cannot tell."""
    fd = os.open(file, os.O_RDONLY)
    try:
        found, everything = reading._Statistics(), reading._Range(0, file.stat().st_size)
        places = (ctypes.byref(everything), ctypes.byref(found))
        if ctypes.CDLL(None).syscall(reading._CACHESTAT, fd, *places, 0) != 0:
            # The call is there since Linux 6.5, and a sandbox may forbid it.
            pytest.skip("this kernel cannot tell what is in memory")
        return int(found.cached) * os.sysconf("SC_PAGESIZE")
    finally:
        os.close(fd)


def drop(file: Path) -> None:
    """Take what is on the disk of a file out of memory."""
    fd = os.open(file, os.O_RDONLY)
    try:
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(fd)
