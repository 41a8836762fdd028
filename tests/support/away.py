"""A cache whose disk can be away: then an empty folder of another disk lies in its place."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_OTHER_DISK = Path("/dev/shm")


@dataclass(frozen=True)
class Mounted:
    """The place that a disk is mounted on, which is a link here: nobody has to be root.

    Attributes:
        place: What the product is told that the cache is.
        disk: The folder on the cache's own disk.
        empty: What lies in the place while that is away.
    """

    place: Path
    disk: Path
    empty: Path

    def unmount(self) -> None:
        self.place.unlink()
        self.place.symlink_to(self.empty)

    def mount(self) -> None:
        self.place.unlink()
        self.place.symlink_to(self.disk)


@contextmanager
def mounted(place: Path, disk: Path) -> Iterator[Mounted]:
    """Mount a disk on a place that is not there yet."""
    disk.mkdir(parents=True, exist_ok=True)
    if not _OTHER_DISK.is_dir() or _OTHER_DISK.stat().st_dev == disk.stat().st_dev:
        # What tells an empty mount point from an empty cache is that it lies on another disk.
        pytest.skip(f"there is no second disk at {_OTHER_DISK} to lay in the place of the first")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(disk)
    with tempfile.TemporaryDirectory(dir=_OTHER_DISK) as empty:
        yield Mounted(place, disk, Path(empty))
