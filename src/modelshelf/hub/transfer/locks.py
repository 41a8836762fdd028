"""The lock under which huggingface_hub makes a blob, so that two programs do not fetch it twice.

The lock is a courtesy and not what keeps the cache right: every program writes to a file of its
own and renames it. So when its holder is stopped or stuck we go on without it.
"""

import time

from filelock import BaseFileLock, FileLock, Timeout

from modelshelf.hub.layout import RepoFolder

# As huggingface_hub makes them: several users may share a cache (utils/_fixes.py, WeakFileLock).
_MODE = 0o664


class BlobLock:
    """The lock of one blob. Its methods do not wait, but they touch the disk.

    Args:
        stuck_seconds: How long its holder may show no growth before `stuck` says so.
    """

    def __init__(self, folder: RepoFolder, blob: str, stuck_seconds: float) -> None:
        self._folder = folder
        self._blob = blob
        self._stuck_seconds = stuck_seconds
        self._seen_bytes = -1
        self._grown_at = time.monotonic()
        self._lock: BaseFileLock | None = None

    def acquire(self) -> bool:
        """Try to take the lock; False when another program holds it."""
        if self._lock is None:
            self._folder.locks.mkdir(parents=True, exist_ok=True)
            path = self._folder.lock(self._blob)
            self._lock = FileLock(path, mode=_MODE, thread_local=False)
        if self._lock.is_locked:
            return True
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True

    def release(self) -> None:
        """Let go of the lock, where it is held."""
        if self._lock is not None:
            self._lock.release()

    @property
    def stuck(self) -> bool:
        """Whether the holder has not fetched a byte for too long. Asked after each vain try."""
        now = time.monotonic()
        fetched = sum(
            path.lstat().st_size for path in self._folder.blobs.glob(f"{self._blob}.*incomplete")
        )
        if fetched != self._seen_bytes:
            self._seen_bytes, self._grown_at = fetched, now
        return now - self._grown_at >= self._stuck_seconds
