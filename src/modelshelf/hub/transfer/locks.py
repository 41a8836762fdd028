"""The lock under which huggingface_hub makes a blob, so that two programs do not fetch it twice.

The lock is a courtesy and not what keeps the cache right: the library writes to a file of its own
and renames it, and what two of ours wrote to the same partial file is verified before it counts. So
when its holder is stopped or stuck we go on without it.
"""

import errno
import fcntl
import os
import time
from contextlib import suppress

from modelshelf.hub.transfer.held import HeldRepo

_HELD_BY_OTHERS = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK}
# As huggingface_hub makes them: several users may share a cache (utils/_fixes.py, WeakFileLock).
_MODE = 0o664


class BlobLock:
    """The lock of one blob. Its methods do not wait, but they touch the disk.

    It is taken as by filelock, which huggingface_hub uses (`flock`, on a file that stays), but in
    the folder of the locks that is held open, where filelock follows a path.

    Args:
        stuck_seconds: How long its holder may show no growth before `stuck` says so.
    """

    def __init__(self, repo: HeldRepo, blob: str, stuck_seconds: float) -> None:
        self._repo = repo
        self._blob = blob
        self._name = repo.folder.lock(blob).name
        self._stuck_seconds = stuck_seconds
        self._seen_bytes = -1
        self._grown_at = time.monotonic()
        self._fd: int | None = None

    def acquire(self) -> bool:
        """Try to take the lock; False when another program holds it."""
        while self._fd is None:
            fd = self._open()
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                os.close(fd)
                if error.errno in _HELD_BY_OTHERS:
                    return False
                raise
            if os.fstat(fd).st_nlink:
                self._fd = fd
            else:  # Removed between the two calls: it keeps nobody out.
                os.close(fd)
        return True

    def release(self) -> None:
        """Let go of the lock, where it is held."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            os.close(fd)

    def remove(self) -> None:
        """Remove the lock's file; for whoever holds it."""
        self._repo.locks.remove(self._name)

    @property
    def stuck(self) -> bool:
        """Whether the holder has not fetched a byte for too long. Asked after each vain try."""
        now = time.monotonic()
        with os.scandir(self._repo.blobs.fd) as entries:
            fetched = sum(
                entry.stat(follow_symlinks=False).st_size
                for entry in entries
                if entry.name.startswith(f"{self._blob}.") and entry.name.endswith("incomplete")
            )
        if fetched != self._seen_bytes:
            self._seen_bytes, self._grown_at = fetched, now
        return now - self._grown_at >= self._stuck_seconds

    def _open(self) -> int:
        folder = self._repo.locks
        before = folder.size_of(self._name)
        fd = folder.open(self._name, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        if before is None:
            with suppress(PermissionError):
                os.fchmod(fd, _MODE)
        return fd
