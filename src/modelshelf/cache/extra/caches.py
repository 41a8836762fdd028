"""Extra caches: folders of models that are only read, and that may not answer.

Each folder is read in a thread of its own with a deadline: a network disk whose server is gone
blocks whoever reads it, and must block nobody else.
"""

import asyncio
import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from modelshelf.cache.reading.read import read_repo
from modelshelf.cache.reading.repo import Known, RepoOnDisk
from modelshelf.cache.reading.survey import Survey, survey
from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.deadline import OwnThread, Silent

T = TypeVar("T")

# For one folder of a model, or a look over their names.
LOOK_SECONDS = 20.0
# For a plan, which somebody waits for.
PLAN_SECONDS = 3.0


class Unreachable(Exception):
    """The folder cannot be read now; the text says why, in a sentence with its path."""


@dataclass(slots=True)
class ExtraCache:
    """One folder, as one process reads it."""

    cache_dir: Path
    _thread: OwnThread = field(default_factory=OwnThread)

    async def survey(self, known: Mapping[str, Known]) -> Survey:
        """Raises: Unreachable."""
        seen = await self._run(LOOK_SECONDS, _survey, self.cache_dir, known)
        if not seen.readable:
            raise Unreachable(" ".join(seen.warnings))
        return seen

    async def read(self, folder: str) -> RepoOnDisk | None:
        """Raises: Unreachable."""
        return await self._run(LOOK_SECONDS, read_repo, self.cache_dir, folder)

    async def holds(self, model_id: str, files: Iterable[HubFile]) -> set[str]:
        """The blobs of these files that are there at their exact sizes. Raises: Unreachable."""
        folder = RepoFolder(self.cache_dir, model_id)
        return await self._run(PLAN_SECONDS, _held, folder, list(files))

    async def _run(self, seconds: float, work: Callable[..., T], *args: Any) -> T:
        try:
            return await self._thread.run(seconds, work, *args)
        except Silent:
            raise Unreachable(
                f"The extra cache {self.cache_dir} does not answer. Check its disk or its network."
            ) from None
        except OSError as error:
            raise Unreachable(
                f"The extra cache {self.cache_dir} cannot be read: {error.strerror or error}."
            ) from error


async def find_elsewhere(
    caches: Sequence[ExtraCache], model_id: str, files: Sequence[HubFile]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Which files of a model these caches hold.

    Returns:
        The folder of the first cache that has it by the path of each file, and sentences about
        caches that could not be asked.
    """
    if not caches or not files:
        return {}, ()
    answers = await asyncio.gather(
        *(cache.holds(model_id, files) for cache in caches), return_exceptions=True
    )
    found: dict[str, str] = {}
    unreachable = []
    for cache, answer in zip(caches, answers, strict=True):
        if isinstance(answer, Unreachable):
            unreachable.append(str(answer))
        elif isinstance(answer, BaseException):
            raise answer
        else:
            for file in files:
                if file.blob in answer:
                    found.setdefault(file.path, str(cache.cache_dir))
    return found, tuple(unreachable)


def _survey(cache_dir: Path, known: Mapping[str, Known]) -> Survey:
    # A cache of one's own may be missing as long as it is empty; this one somebody has named.
    if not stat.S_ISDIR(cache_dir.stat().st_mode):
        raise NotADirectoryError(20, "it is no folder", str(cache_dir))
    return survey(cache_dir, known)


def _held(folder: RepoFolder, files: Iterable[HubFile]) -> set[str]:
    os.stat(folder.cache_dir)  # noqa: PTH116 (what is not there at all is no empty cache)
    return {file.blob for file in files if _has(folder.blob(file.blob), file.size_bytes)}


def _has(blob: Path, size_bytes: int) -> bool:
    try:
        found = blob.stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == size_bytes
