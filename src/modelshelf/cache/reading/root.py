"""The cache's own folder, which may be out of sight: its disk away, its folder moved or locked.

Then nothing is known of what it holds, and nothing that is not found there is gone.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from modelshelf.cache.reading.repo import Known
from modelshelf.cache.reading.survey import Survey, survey


class CacheRoot:
    """The folder of one cache, as one process has seen it.

    Attributes:
        is_gone: It was deleted, or another one is listed: a folder that is not there is no riddle.
    """

    def __init__(self, cache_dir: Path) -> None:
        self.is_gone = False
        self._cache_dir = cache_dir
        self._device: int | None = None

    def survey(self, known: Mapping[str, Known]) -> Survey:
        """As `survey.survey`, which takes a folder that is not there for an empty one: here that is
        so only where nothing is listed, or it is known to be gone. Blocks."""
        seen = survey(self._cache_dir, known)
        if seen.readable and known and (riddle := self._riddle(seen)):
            return Survey(warnings=(riddle,), readable=False)
        if seen.device is not None:
            self._device, self.is_gone = seen.device, False
        return seen

    def in_sight(self) -> bool:
        """Whether what is not found below it is gone, and does not only look so. Blocks."""
        try:
            device = os.stat(f"{self._cache_dir}/.").st_dev  # noqa: PTH116 (a Path drops the dot)
        except OSError:
            return self.is_gone
        return self._device in (None, device)

    def mark(self) -> tuple[int, int] | None:
        """Changes when another folder lies in its place; None where none can be read. Blocks."""
        try:
            with os.scandir(self._cache_dir):
                found = os.stat(f"{self._cache_dir}/.")  # noqa: PTH116 (a Path drops the dot)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _riddle(self, seen: Survey) -> str | None:
        """Why an empty cache is none; None where it is one, or is not empty."""
        if seen.device is None and not self.is_gone:
            return (
                f"The cache {self._cache_dir} is not there: what is listed of it may be old. Mount "
                "its disk, or bring the folder back; if it was deleted, make it anew, empty."
            )
        if seen.device is not None and not seen.folders and self._device not in (None, seen.device):
            return (
                f"The cache {self._cache_dir} is empty and on another disk than before: what is "
                "listed of it may be old. Mount its disk; if it is empty, restart Modelshelf."
            )
        return None
