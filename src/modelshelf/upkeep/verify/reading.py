"""Reading whole files for their hash without standing in anybody's way.

The thread that reads asks the system for what the disk and the processor have left over (idle
I/O class, lowest priority). What it read is dropped from the page cache again, but for what was
in there before: a model that somebody is serving must not be read from the disk anew because it
was verified.
"""

import ctypes
import errno
import hashlib
import os
import stat
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psutil

from modelshelf.hub.names import git_blob_hash
from modelshelf.hub.transfer.writeback import let_go

CHUNK_BYTES = 4 * 1024 * 1024
_LOWEST = 19
_CACHESTAT = 451  # Linux 6.5; one number on every architecture (include/uapi/asm-generic/unistd.h).
_SHA256_DIGITS = 64


class Stopped(Exception):
    """Somebody asked for it."""


def polite_thread() -> ThreadPoolExecutor:
    """A thread of its own for reading, behind everybody else."""
    return ThreadPoolExecutor(1, thread_name_prefix="verify", initializer=_step_back)


def digest_of(
    path: str,
    algorithm_of: str,
    *,
    stop: threading.Event,
    read: Callable[[int], None],
    bytes_per_second: int | None = None,
) -> tuple[str, os.stat_result]:
    """Hash a file. Blocks: call it in a `polite_thread`.

    Args:
        algorithm_of: A digest whose kind is wanted: sha256, or git's sha1 of a blob.
        stop: Ends the reading.
        read: Is told of the bytes read, chunk by chunk.
        bytes_per_second: No faster than this.

    Returns:
        The digest, and what was read.

    Raises:
        Stopped
        OSError: It cannot be opened or read.
    """
    fd = _open(path)
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
        digest = _new(algorithm_of, status.st_size)
        pages = _PageCache(fd, status.st_size)
        buffer = memoryview(bytearray(min(CHUNK_BYTES, max(status.st_size, 1))))
        at, began = 0, time.monotonic()
        while at < status.st_size and (count := os.preadv(fd, [buffer], at)):
            digest.update(buffer[:count])
            pages.let_go(at, count)
            at += count
            read(count)
            ahead_seconds = (
                at / bytes_per_second - (time.monotonic() - began) if (bytes_per_second) else 0
            )
            if stop.wait(ahead_seconds) if ahead_seconds > 0 else stop.is_set():
                raise Stopped
        return digest.hexdigest(), status
    finally:
        os.close(fd)


def _open(path: str) -> int:
    # A pipe must not be waited for.
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
    # The time of last access tells when a model was used: to be checked is not to be used.
    with suppress(PermissionError):  # Only the owner of a file may leave it untouched.
        return os.open(path, flags | getattr(os, "O_NOATIME", 0))
    return os.open(path, flags)


def _new(algorithm_of: str, size_bytes: int) -> "hashlib._Hash":
    if len(algorithm_of) == _SHA256_DIGITS:
        return hashlib.sha256()
    return git_blob_hash(size_bytes)


def _step_back() -> None:
    thread_id = threading.get_native_id()
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, thread_id, _LOWEST)
    if sys.platform == "linux":
        with suppress(psutil.Error, OSError):
            psutil.Process(thread_id).ionice(psutil.IOPRIO_CLASS_IDLE)


class _Range(ctypes.Structure):
    _fields_ = [("start", ctypes.c_uint64), ("length", ctypes.c_uint64)]


class _Statistics(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_uint64) for name in ("cached", "dirty", "writing", "evicted", "recent")
    ]


class _PageCache:
    """Remembers which chunks of a file were in memory before it was read, to leave it so."""

    def __init__(self, fd: int, size_bytes: int) -> None:
        self._fd = fd
        # All at once, since reading ahead brings in what has not been looked at yet.
        self._stays = [
            _mostly_cached(fd, start, min(CHUNK_BYTES, size_bytes - start))
            for start in range(0, size_bytes, CHUNK_BYTES)
        ]

    def let_go(self, start: int, count: int) -> None:
        chunk = start // CHUNK_BYTES
        if chunk < len(self._stays) and self._stays[chunk]:
            return
        let_go(self._fd, start, start + count)


def _mostly_cached(fd: int, start: int, length: int) -> bool:
    """False also where the system cannot tell."""
    if sys.platform != "linux":
        return False
    found = _Statistics()
    wanted = _Range(start, length)
    libc = ctypes.CDLL(None)
    if libc.syscall(_CACHESTAT, fd, ctypes.byref(wanted), ctypes.byref(found), 0) != 0:
        return False
    return bool(found.cached * os.sysconf("SC_PAGESIZE") * 2 > length)
