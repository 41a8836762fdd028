"""Folders that are held open: what is done in one is done there and nowhere else.

A path is followed anew at each call, so whoever may write to the cache could put a link in a
folder's place between our look and our deed. A descriptor stays with the folder that it was opened
on: names are looked up in it alone, and no link is followed on the way to it from the cache's own.
"""

import errno
import os
import stat
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self

from modelshelf.hub.layout import BLOBS, LOCKS, RepoFolder
from modelshelf.hub.transfer.links import open_file, refused

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class HeldFolder:
    """One folder, open. Its methods block, take plain names, and may be called from any thread.

    Attributes:
        path: Where it was when it was opened; for people only.
    """

    def __init__(self, path: Path, fd: int) -> None:
        self.path = path
        self.fd = fd

    @classmethod
    def at(cls, path: Path) -> Self:
        """The folder that this path leads to, be it over links."""
        return cls(path, os.open(path, _FOLDER))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self.fd >= 0:
            fd, self.fd = self.fd, -1  # A late caller must fail, and not meet another folder.
            os.close(fd)

    def inside(self, name: str, *, make: bool = False) -> "HeldFolder":
        """A folder in this one, which may be made.

        Raises:
            CacheReadOnly: A link lies there.
        """
        if make:
            with suppress(FileExistsError):
                os.mkdir(name, dir_fd=self.fd)
        try:
            fd = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=self.fd)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR) and self.has_link(name):
                raise refused(self.path / name) from error
            raise
        return HeldFolder(self.path / name, fd)

    @contextmanager
    def below(self, names: Sequence[str], *, make: bool = False) -> Iterator["HeldFolder"]:
        """The folder that these names lead to, one after the other; raises as `inside`."""
        place = HeldFolder(self.path, os.dup(self.fd))
        try:
            for name in names:
                inner = place.inside(name, make=make)
                place.close()
                place = inner
            yield place
        finally:
            place.close()

    def open(self, name: str, flags: int) -> int:
        """A descriptor of a file of ours, which is made where it is missing.

        Raises:
            CacheReadOnly: A link lies there.
        """
        return open_file(self.path / name, flags, self.fd)

    def size_of(self, name: str) -> int | None:
        """The size of a file, be it behind a link; None where there is none."""
        try:
            return os.stat(name, dir_fd=self.fd).st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def has_link(self, name: str) -> bool:
        with suppress(OSError):
            return stat.S_ISLNK(os.lstat(name, dir_fd=self.fd).st_mode)
        return False

    def rename(self, name: str, to: str, folder: "HeldFolder | None" = None) -> None:
        """Give an entry another name, here or in another folder, in place of what has it there."""
        os.replace(name, to, src_dir_fd=self.fd, dst_dir_fd=(folder or self).fd)

    def remove(self, name: str) -> None:
        """Remove a file or a link, if it is there."""
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self.fd)

    def remove_empty(self, name: str) -> None:
        """Remove a folder if it is empty."""
        with suppress(OSError):
            os.rmdir(name, dir_fd=self.fd)

    def sync(self) -> None:
        """Bring the names in it to the disk."""
        os.fsync(self.fd)


class HeldRepo:
    """The folder of one model, held open with what is written to in it.

    It is made where it is missing. Blocks.

    Raises:
        CacheReadOnly: It is, or holds, a link.
    """

    def __init__(self, folder: RepoFolder, *, make: bool = True) -> None:
        if make:
            folder.cache_dir.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._once = threading.Lock()
        self._locks: HeldFolder | None = None
        with ExitStack() as opened:
            self.cache = opened.enter_context(HeldFolder.at(folder.cache_dir))
            self.root = opened.enter_context(self.cache.inside(folder.root.name, make=make))
            self.blobs = opened.enter_context(self.root.inside(BLOBS, make=True))
            opened.pop_all()

    @classmethod
    def existing(cls, folder: RepoFolder) -> Self | None:
        """The same; None where there is no such folder, or a link in its place."""
        if folder.root.is_symlink() or folder.blobs.is_symlink() or not folder.root.is_dir():
            return None
        return cls(folder, make=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for held in (self._locks, self.blobs, self.root, self.cache):
            if held is not None:
                held.close()

    def check_in_place(self) -> None:
        """Make sure that paths still lead to what is held: what is made shall be found by them.

        Raises:
            OSError: Somebody put something else in the place of a folder.
        """
        for held, path in ((self.root, self.folder.root), (self.blobs, self.folder.blobs)):
            if not os.path.samestat(os.fstat(held.fd), path.stat()):
                raise OSError(None, f"{path} was replaced meanwhile")

    @property
    def locks(self) -> HeldFolder:
        """Where the locks of its blobs lie; made where it is missing."""
        with self._once:
            if self._locks is None:
                names = (LOCKS, self.folder.locks.name)
                with self.cache.below(names, make=True) as locks:
                    self._locks = HeldFolder(self.folder.locks, os.dup(locks.fd))
            return self._locks
