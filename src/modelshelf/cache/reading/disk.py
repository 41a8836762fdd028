"""The disk of the cache: how full it is, and whether it can be written at all."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from modelshelf.hub.errors import CacheReadOnly


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk as everybody but root may use it.

    Attributes:
        free_bytes: What can still be written.
        total_bytes: What there is, without the blocks that the file system keeps for root (the
            twentieth part of an ext4): what is not free of it is taken by files.
    """

    free_bytes: int
    total_bytes: int

    @classmethod
    def of(cls, found: os.statvfs_result) -> Self:
        kept_blocks = max(found.f_bfree - found.f_bavail, 0)
        return cls(
            free_bytes=found.f_bavail * found.f_frsize,
            total_bytes=(found.f_blocks - kept_blocks) * found.f_frsize,
        )


@dataclass(frozen=True, slots=True)
class DiskMark:
    """Which disk a folder lies on, as far as that can be told after a restart as well.

    Attributes:
        device: Its number, which may be another's after a restart.
        fsid: What the file system calls itself (`f_fsid` of statvfs), which most of them keep;
            0 where it says nothing.
    """

    device: int
    fsid: int

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Raises OSError where the folder may not be entered."""
        place = f"{folder}/."
        return cls(os.stat(place).st_dev, os.statvfs(place).f_fsid)  # noqa: PTH116 (a Path drops the dot)

    @classmethod
    def read(cls, stored: str) -> Self:
        """What `str` gave."""
        device, fsid = map(int, stored.split(":"))
        return cls(device, fsid)

    def __str__(self) -> str:
        return f"{self.device}:{self.fsid}"

    def is_same(self, other: "DiskMark") -> bool:
        if self.fsid and other.fsid:
            return self.fsid == other.fsid
        return self.device == other.device


def disk_usage(cache_dir: Path) -> Disk:
    """The disk that the cache lies on, or will lie on once the folder exists."""
    return Disk.of(os.statvfs(place_of(cache_dir)))


def place_of(cache_dir: Path) -> Path:
    """The cache's folder, or the nearest one above it that exists."""
    return next(p for p in (cache_dir, *cache_dir.parents) if os.path.exists(p))  # noqa: PTH110 (a Path raises where a folder above may not be entered)


def check_writable(cache_dir: Path) -> None:
    """See that models can be written, and make the folder if it is missing.

    Raises:
        CacheReadOnly
    """
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        if not os.access(cache_dir, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise CacheReadOnly(
            f"The cache {cache_dir} cannot be written: {error.strerror}. Check its owner, its "
            "permissions and the disk, or set MODELSHELF_CACHE_DIR to another folder."
        ) from error
