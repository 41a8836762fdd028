"""What those share that fill partial files one after the other, before the transfer goes on."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.disk import disk_problem
from modelshelf.hub.transfer.held import HeldRepo
from modelshelf.hub.transfer.job import Report, TransferJob
from modelshelf.hub.transfer.links import refuse_links
from modelshelf.hub.transfer.locks import BlobLock
from modelshelf.hub.transfer.partial import PartialFile, is_finished
from modelshelf.hub.transfer.progress import FileProgress, Phase, Progress
from modelshelf.hub.transfer.remains import finished_among, on_disk
from modelshelf.kit.errors import Problem

T = TypeVar("T")

_REPORT_SECONDS = 0.25
_MIB = 1024 * 1024
# What a loss of power may cost at most: a twentieth of the file, within these bounds; as in
# `attempt`. Half of it is flushed at once, and no more than half is written at once.
_MIN_UNFLUSHED_BYTES, _MAX_UNFLUSHED_BYTES = _MIB, 64 * _MIB


def hold(folder: RepoFolder) -> HeldRepo:
    """Hold a model's folder open, unless a link leads out of it. Blocks: use a thread.

    Raises:
        CacheReadOnly: A link lies where a folder should be.
    """
    refuse_links(folder, ())
    return HeldRepo(folder)


def take_lock(repo: HeldRepo, file: HubFile) -> BlobLock | None:
    """Take a blob's lock; None when another program made the blob or is making it. Blocks."""
    lock = BlobLock(repo, file.blob, stuck_seconds=0)
    if not lock.acquire():
        return None
    try:
        if not is_finished(repo.blobs, file):
            return lock
    except BaseException:
        lock.release()
        raise
    lock.release()
    return None


class OpenFile:
    """A partial file under its lock, and what is on disk of it. Its methods block.

    They may be called from any thread: who closes it waits for what another thread writes still,
    and what comes later than that is dropped.

    Attributes:
        at_once_bytes: How much to write at once at most, for a loss of power not to cost more
            than a twentieth of the file.
    """

    def __init__(self, file: HubFile, lock: BlobLock, partial: PartialFile) -> None:
        found = partial.found
        self.file = file
        self.place = partial.place
        self.on_disk = found.present.copy()
        most_unflushed = min(file.size_bytes // 20, _MAX_UNFLUSHED_BYTES)
        self.at_once_bytes = max(most_unflushed, _MIN_UNFLUSHED_BYTES) // 2
        self._lock = lock
        self._partial = partial
        self._unflushed_bytes = found.present.total_bytes - found.flushed.total_bytes
        self._turn = threading.Lock()
        self._closed = False

    @classmethod
    def open(cls, repo: HeldRepo, file: HubFile) -> "OpenFile | None":
        """None when another program made the blob or is making it."""
        if (lock := take_lock(repo, file)) is None:
            return None
        try:
            return cls(file, lock, PartialFile.open(repo.blobs, file))
        except BaseException:
            lock.release()
            raise

    def write(self, content: bytes, start: int) -> None:
        """Write this content from byte `start` on, note it, and flush when that is much."""
        with self._turn:
            if not self._closed:
                self._partial.write(memoryview(content), start)
                self._add(start, start + len(content))

    def note(self, start: int, end: int) -> None:
        """Note what another process wrote, and flush when that is much."""
        with self._turn:
            if not self._closed:
                self._partial.note(start, end)
                self._add(start, end)

    def close(self) -> None:
        """Bring what was written to the disk, and let go of the file and its lock."""
        with self._turn:
            self._closed = True
            try:
                self._partial.flush(self.on_disk)
            finally:
                self._partial.close()
                self._lock.release()

    def _add(self, start: int, end: int) -> None:
        self._unflushed_bytes += self.on_disk.add(start, end)
        if self._unflushed_bytes >= self.at_once_bytes:
            self._partial.flush(self.on_disk)
            self._unflushed_bytes = 0


@asynccontextmanager
async def taken(
    repo: HeldRepo,
    file: HubFile,
    take: Callable[[HeldRepo, HubFile], T | None],
    let_go: Callable[[T], None],
) -> AsyncIterator[T | None]:
    """What `take` gives, until the end; then `let_go` is called of it. Both are, in threads.

    Raises:
        DiskFull, CacheReadOnly: In place of an OSError of the two.
    """
    taking = asyncio.create_task(asyncio.to_thread(take, repo, file))

    async def end() -> None:
        if (thing := taking.result()) is not None:
            await asyncio.to_thread(let_go, thing)

    try:
        # Who is cancelled waits for the thread: what it takes later nobody would let go of.
        await asyncio.wait([taking])
    except BaseException:
        await asyncio.wait([taking])
        with suppress(OSError, Problem):
            await end()
        raise
    try:
        thing = taking.result()
    except OSError as error:
        raise disk_problem(error, repo.folder.cache_dir) from error
    try:
        yield thing
    except BaseException:
        with suppress(OSError):  # The journal still vouches for what is on disk.
            await end()
        raise
    try:
        await end()
    except OSError as error:
        raise disk_problem(error, repo.folder.cache_dir) from error


class Headway:
    """How far a job is while one file after the other is filled. Making it blocks: use a thread.

    It looks at the disk once: each look reads the journals of all that is begun.

    Args:
        report: Called at each new file, and about four times a second.
    """

    def __init__(self, job: TransferJob, report: Report) -> None:
        here, finished = on_disk(job.folder, job.files), finished_among(job.folder, job.files)
        self._files = {
            file.path: FileProgress(
                file.path,
                file.size_bytes,
                here[file.path],
                Phase.DONE if file.path in finished else Phase.WAITING,
            )
            for file in job.files
        }
        self._same: dict[str, list[HubFile]] = {}
        for file in job.files:
            self._same.setdefault(file.blob, []).append(file)
        self._whole: set[str] = set()
        self._report = report
        self._current: HubFile | None = None
        self._reported_at = 0.0

    def missing(self, files: Iterable[HubFile]) -> list[HubFile]:
        """Those of a job's files that are not whole on disk, each blob once."""
        by_blob = {file.blob: file for file in files if file.blob not in self._whole}
        return [f for f in by_blob.values() if self._files[f.path].bytes_done < f.size_bytes]

    def arrived(self, file: HubFile, count: int) -> None:
        """Take note that this many bytes of a file are on disk, and tell it in time."""
        moment = time.monotonic()
        if is_new := self._current is None or self._current.blob != file.blob:
            self._end_current()
            self._current = file
        # More may arrive than the file has, with what is around its chunks.
        self._set(file, min(count, file.size_bytes), Phase.DOWNLOADING)
        if is_new or moment - self._reported_at >= _REPORT_SECONDS:
            self._reported_at = moment
            self._report(self._progress())

    def whole(self, file: HubFile) -> None:
        """Take note that a small file lies there whole; it counts once it is a blob."""
        self._whole.add(file.blob)

    def _end_current(self) -> None:
        if (last := self._current) is not None:
            # Also with all of its bytes: the transfer compares them, and makes it a blob.
            self._set(last, self._files[last.path].bytes_done, Phase.WAITING)

    def _set(self, file: HubFile, count: int, phase: Phase) -> None:
        for same in self._same[file.blob]:
            self._files[same.path] = FileProgress(same.path, same.size_bytes, count, phase)

    def _progress(self) -> Progress:
        files = tuple(self._files.values())
        return Progress(
            bytes_done=sum(file.bytes_done for file in files),
            bytes_total=sum(file.size_bytes for file in files),
            phase=Phase.DOWNLOADING,
            files=files,
        )
