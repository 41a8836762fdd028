"""Files that lie in another cache already are copied from there, and not fetched.

What is copied goes into the partial file that the transfer would have filled, noted in its journal
range by range; then the transfer finds it whole, verifies it, and makes it a blob. What is wrong it
throws away and fetches. The other cache is only read, and is never waited for longer than for a
connection: it may lie on a network disk whose server is gone.
"""

import asyncio
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.blob import WHOLE_FILE_BYTES
from modelshelf.hub.transfer.disk import disk_problem
from modelshelf.hub.transfer.held import HeldFolder, HeldRepo
from modelshelf.hub.transfer.job import Report, TransferJob
from modelshelf.hub.transfer.locks import BlobLock
from modelshelf.hub.transfer.one_by_one import Headway, OpenFile, hold, take_lock, taken
from modelshelf.hub.transfer.partial import write_whole
from modelshelf.hub.transfer.patience import Patience
from modelshelf.hub.transfer.ranges import RangeSet
from modelshelf.hub.transfer.trust import check_job
from modelshelf.kit.amounts import size
from modelshelf.kit.deadline import OwnThread, Silent

_CHUNK_BYTES = 4 * 2**20


async def copy_from_caches(
    job: TransferJob, cache_dirs: Sequence[Path], report: Report, patience: Patience
) -> list[str]:
    """Fill the partial files of what these caches hold of a job.

    Returns:
        Sentences for people: how much came from where, and which cache did not answer.

    Raises:
        UnsafePath, InvalidRevision, CacheReadOnly: As in `engine.transfer`.
    """
    if not cache_dirs:
        return []
    check_job(job)
    notes = []
    headway = await asyncio.to_thread(Headway, job, report)
    for cache_dir in cache_dirs:
        source = _Source(job, cache_dir, headway, patience)
        try:
            for file in headway.missing(job.files):
                await source.copy(file)
        except OSError as error:
            raise disk_problem(error, job.folder.cache_dir) from error
        except Silent:
            notes.append(
                f"The extra cache {cache_dir} did not answer; what it may hold came from the Hub."
            )
        finally:
            source.close()
        if source.copied_bytes:
            notes.append(f"{size(source.copied_bytes)} were copied from {cache_dir}.")
    return notes


class _Source:
    """One of the other caches."""

    def __init__(
        self, job: TransferJob, cache_dir: Path, headway: Headway, patience: Patience
    ) -> None:
        self.copied_bytes = 0
        self._job = job
        self._folder = RepoFolder(cache_dir, job.folder.model_id)
        self._headway = headway
        self._seconds = patience.silence_seconds
        self._thread = OwnThread()
        self._repo: HeldRepo | None = None

    def close(self) -> None:
        if self._repo is not None:
            self._repo.close()

    async def copy(self, file: HubFile) -> None:
        """Copy one file, if it is there; what cannot be read is left to the Hub. Raises: Silent."""
        try:
            fd = await self._thread.run(self._seconds, _open, self._folder.blob(file.blob), file)
        except OSError:
            return
        if fd is None:
            return
        try:
            if self._repo is None:
                self._repo = await asyncio.to_thread(hold, self._job.folder)
            if file.size_bytes <= WHOLE_FILE_BYTES:
                async with taken(self._repo, file, take_lock, BlobLock.release) as lock:
                    if lock is not None:
                        await self._copy_whole(self._repo.blobs, file, fd)
            else:
                async with taken(self._repo, file, OpenFile.open, OpenFile.close) as opened:
                    if opened is not None:
                        await self._copy_parts(opened, fd)
        finally:
            with suppress(Silent, OSError):
                await self._thread.run(self._seconds, os.close, fd)

    async def _copy_whole(self, blobs: HeldFolder, file: HubFile, fd: int) -> None:
        content = await self._read(fd, 0, file.size_bytes)
        if await asyncio.to_thread(write_whole, blobs, file, memoryview(content)):
            self.copied_bytes += len(content)
            self._headway.whole(file)

    async def _copy_parts(self, opened: OpenFile, fd: int) -> None:
        piece_bytes = min(_CHUNK_BYTES, opened.at_once_bytes)
        for start, end in _pieces(opened.on_disk, opened.file.size_bytes, piece_bytes):
            content = await self._read(fd, start, end)
            if len(content) != end - start:
                return  # It was cut short, or cannot be read there.
            await asyncio.to_thread(opened.write, content, start)
            self.copied_bytes += len(content)
            self._headway.arrived(opened.file, opened.on_disk.total_bytes)

    async def _read(self, fd: int, start: int, end: int) -> bytes:
        try:
            return await self._thread.run(self._seconds, os.pread, fd, end - start, start)
        except OSError:
            return b""


def _pieces(have: RangeSet, size_bytes: int, piece_bytes: int) -> list[tuple[int, int]]:
    """What is missing, in pieces that are read at once."""
    return [
        (at, min(at + piece_bytes, end))
        for start, end in have.gaps(0, size_bytes)
        for at in range(start, end, piece_bytes)
    ]


def _open(blob: Path, file: HubFile) -> int | None:
    """A descriptor of a regular file of the right size; None for all else, which may be a trap."""
    try:
        fd = os.open(blob, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    found = os.fstat(fd)
    if stat.S_ISREG(found.st_mode) and found.st_size == file.size_bytes:
        return fd
    os.close(fd)
    return None
