"""News from the disk: which repository folders of a cache change, by Linux's inotify.

Only the folders that matter are watched (five in a usual repository), through ctypes: 5,000
repositories take 0.13 s to set up, and other threads run meanwhile. watchfiles takes 2 to 3 s for
the same and holds the interpreter's lock all the time, which would stop downloads (decision 6).

Where there is no inotify, or no watch left (`fs.inotify.max_user_watches`), `CacheWatch` raises
OSError, and the caller has to look by itself from time to time.
"""

import asyncio
import ctypes
import errno
import os
import struct
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from modelshelf.cache.reading.repo import printable
from modelshelf.hub.layout import BLOBS, REFS, SNAPSHOTS, kind_and_id

GATHER_SECONDS = 0.1  # A download writes thousands of times a second: one look answers them all.

# Flags of <sys/inotify.h>.
_MODIFY, _MOVED_FROM, _MOVED_TO, _CREATE, _DELETE = 0x2, 0x40, 0x80, 0x100, 0x200
_DELETE_SELF, _MOVE_SELF, _UNMOUNT = 0x400, 0x800, 0x2000
_OVERFLOW, _IGNORED, _ONLY_FOLDERS, _OF_FOLDER = 0x4000, 0x8000, 0x01000000, 0x40000000
_ENTRIES = _CREATE | _DELETE | _MOVED_FROM | _MOVED_TO
_EVENT = struct.Struct("iIII")  # struct inotify_event: watch, mask, cookie, length of the name
_READ_BYTES = 256 * 1024


class WatchLost(Exception):
    """Something may have been missed: events were dropped, or the cache folder itself is gone.

    Attributes:
        deleted: The cache folder was deleted, and so it was empty; else it may be out of sight.
    """

    def __init__(self, *, deleted: bool = False) -> None:
        super().__init__()
        self.deleted = deleted


class CacheWatch:
    """Watches one cache folder.

    Args:
        cache_dir: Must exist.

    Raises:
        OSError: There is no inotify here, or the folder cannot be watched.
    """

    def __init__(self, cache_dir: Path) -> None:
        self._cache_dir = cache_dir
        if sys.platform != "linux":
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor: int = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._descriptor < 0:
            raise _last_error(cache_dir)
        self._folders: dict[int, str] = {}
        self._root = -1
        self._changed: set[str] = set()
        self._appeared: set[str] = set()
        # A thread may still be adding folders when the watch is closed.
        self._open = threading.Lock()

    def start(self) -> None:
        """Watch everything that is there now. Takes a moment in a large cache: use a thread."""
        root_flags = _ENTRIES | _DELETE_SELF | _MOVE_SELF
        self._root = self._add(str(self._cache_dir), root_flags)
        with os.scandir(self._cache_dir) as entries:
            folders = [entry.name for entry in entries]
        self._watch_repos(folders)

    def close(self) -> None:
        with self._open:
            os.close(self._descriptor)
            self._descriptor = -1

    async def changes(self) -> set[str]:
        """Wait for news; gives the names of the repository folders in which something changed.

        May be cancelled at any time: what was not given yet is given by the next call.

        Raises:
            WatchLost: Look at everything, and begin a new watch.
            OSError: A new folder cannot be watched.
        """
        while True:
            if not self._appeared:
                await self._readable()
                await asyncio.sleep(GATHER_SECONDS)
            self._take()
            if appeared := self._appeared.copy():
                await asyncio.to_thread(self._watch_repos, appeared)
                self._appeared -= appeared
            if folders := self._changed:
                self._changed = set()
                return folders

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        readable = asyncio.Event()
        loop.add_reader(self._descriptor, readable.set)
        try:
            await readable.wait()
        finally:
            loop.remove_reader(self._descriptor)

    def _take(self) -> None:
        """Read the events that are waiting: what changed, and where folders appeared."""
        for watch, mask, name in self._events():
            if watch == self._root and mask & (_DELETE_SELF | _MOVE_SELF):
                raise WatchLost(deleted=bool(mask & _DELETE_SELF))
            if mask & (_OVERFLOW | _UNMOUNT):
                raise WatchLost
            if mask & _IGNORED:
                self._folders.pop(watch, None)
                continue
            folder = name if watch == self._root else self._folders.get(watch)
            if folder is None or not _may_be_listed(folder):
                continue
            self._changed.add(folder)
            if mask & _OF_FOLDER and mask & (_CREATE | _MOVED_TO):
                self._appeared.add(folder)

    def _events(self) -> Iterator[tuple[int, int, str]]:
        while True:
            try:
                data = os.read(self._descriptor, _READ_BYTES)
            except BlockingIOError:
                return
            place = 0
            while place < len(data):
                watch, mask, _cookie, length = _EVENT.unpack_from(data, place)
                place += _EVENT.size
                name = os.fsdecode(data[place : place + length].rstrip(b"\0"))
                place += length
                yield watch, mask, name

    def _watch_repos(self, folders: Iterable[str]) -> None:
        for folder in folders:
            if _may_be_listed(folder):
                self._watch_repo(folder)

    def _watch_repo(self, folder: str) -> None:
        """Watch the folders of a repository; those already watched are left as they are."""
        root = f"{self._cache_dir}/{folder}"
        # Parents first: what appears in them later is told, what is there already is listed below.
        for place in (root, f"{root}/{BLOBS}", f"{root}/{REFS}", f"{root}/{SNAPSHOTS}"):
            self._watch_folder(place, folder)
        try:
            with os.scandir(f"{root}/{SNAPSHOTS}") as entries:
                snapshots = [entry.path for entry in entries]
        except OSError:
            return
        for snapshot in snapshots:
            self._watch_folder(snapshot, folder)

    def _watch_folder(self, path: str, folder: str) -> None:
        try:
            watch = self._add(path, _ENTRIES | _MODIFY)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.ENOMEM):
                raise
        else:
            self._folders[watch] = folder

    def _add(self, path: str, mask: int) -> int:
        with self._open:
            watch: int = self._libc.inotify_add_watch(
                self._descriptor, os.fsencode(path), ctypes.c_uint32(mask | _ONLY_FOLDERS)
            )
            if watch < 0:
                raise _last_error(path)
            return watch


@contextmanager
def watching(cache_dir: Path) -> Iterator[CacheWatch]:
    watch = CacheWatch(cache_dir)
    try:
        yield watch
    finally:
        watch.close()


def _may_be_listed(folder: str) -> bool:
    return kind_and_id(folder) is not None and printable(folder) == folder


def _last_error(path: Path | str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number), str(path))
