"""The cache's own folder, which may be out of sight: its disk away, its folder moved or locked.

Then nothing is known of what it holds, and nothing that is not found there is gone.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from modelshelf.cache.reading.disk import DiskMark, place_of
from modelshelf.cache.reading.repo import Known
from modelshelf.cache.reading.survey import Survey, survey
from modelshelf.hub.layout import LOCKS, kind_and_id, rate_account, trash_dir


class CacheRoot:
    """The folder of one cache, as one process has seen it.

    Attributes:
        is_gone: It was deleted, or another one is listed: a folder that is not there is no riddle.
        disk: Where it lay when it was seen last, be it by another process; None where nobody knows.
        seen: Whether this process has seen it itself, and not only heard of it.
    """

    def __init__(self, cache_dir: Path) -> None:
        self.is_gone = False
        self.disk: DiskMark | None = None
        self.seen = False
        self._cache_dir = cache_dir

    def survey(self, known: Mapping[str, Known]) -> Survey:
        """As `survey.survey`, which takes a folder that is not there for an empty one: here that is
        so only where nothing is listed, or it is known to be gone. Blocks."""
        disk = self._disk_now()
        seen = survey(self._cache_dir, known)
        if seen.readable and known and (riddle := self._riddle(disk)):
            return Survey(warnings=(riddle,), readable=False)
        if seen.readable and disk is not None:
            self.disk, self.is_gone, self.seen = disk, False, True
        return seen

    def in_sight(self) -> bool:
        """Whether what is not found below it is gone, and does not only look so. Blocks."""
        if (disk := self._disk_now()) is None:
            return self.is_gone
        return self.disk is None or self.disk.is_same(disk)

    def mark(self) -> tuple[int, int] | None:
        """Changes when another folder lies in its place; None where none can be read. Blocks."""
        try:
            with os.scandir(self._cache_dir):
                found = os.stat(f"{self._cache_dir}/.")  # noqa: PTH116 (a Path drops the dot)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _disk_now(self) -> DiskMark | None:
        try:
            return DiskMark.of(self._cache_dir)
        except OSError:
            return None

    def _riddle(self, disk: DiskMark | None) -> str | None:
        """Why an empty cache is none; None where it is one, or is not empty."""
        if disk is None and self.is_gone:
            return None
        if disk is None:
            return (
                f"The cache {self._cache_dir} is not there: what is listed of it may be old. Mount "
                "its disk, or bring the folder back; if it was deleted, make it anew, empty."
            )
        if self.disk is not None and is_away(self._cache_dir, self.disk):
            return (
                f"The cache {self._cache_dir} is empty and on another disk than before: what is "
                f"listed of it may be old. Mount its disk; if the cache is empty now, make an "
                f"empty folder {self._cache_dir / LOCKS}."
            )
        return None


def is_away(cache_dir: Path, seen_on: DiskMark) -> bool:
    """Whether a cache lies on a disk that is not here, and what is here is only its place: no
    folder, or an empty one, on another disk than the one it was seen on last. Blocks.
    """
    place = place_of(cache_dir)
    try:
        if seen_on.is_same(DiskMark.of(place)):
            return False
        return place != cache_dir or not (
            any(map(kind_and_id, os.listdir(cache_dir))) or _said_to_be_empty(cache_dir)  # noqa: PTH208 (names are all that is needed)
        )
    except OSError:
        return False  # Whoever writes there is told why that fails.


def _said_to_be_empty(cache_dir: Path) -> bool:
    """Whether somebody has made the folder of locks, which says that it is a cache. What we keep
    in there ourselves says nothing: we may have done so while the disk was away."""
    try:
        found = set(os.listdir(cache_dir / LOCKS))  # noqa: PTH208 (likewise)
    except OSError:
        return False
    ours = {trash_dir(cache_dir).name, rate_account(cache_dir).name}
    return not found or bool(found - ours)
