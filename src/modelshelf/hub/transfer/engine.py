"""A whole transfer: from a list of files to a snapshot that the library accepts."""

import asyncio
import time
from contextlib import suppress

from modelshelf.hub.door import HubFile, TokenSource
from modelshelf.hub.errors import HubUnreachable, TransferStalled
from modelshelf.hub.transfer.attempt import Attempt
from modelshelf.hub.transfer.blob import Blob
from modelshelf.hub.transfer.connection import Connection, Pulse
from modelshelf.hub.transfer.disk import DiskThreads
from modelshelf.hub.transfer.fetch import Fetcher
from modelshelf.hub.transfer.held import HeldRepo
from modelshelf.hub.transfer.job import Report, TransferJob
from modelshelf.hub.transfer.limit import RateLimiter
from modelshelf.hub.transfer.partial import is_finished
from modelshelf.hub.transfer.patience import Patience
from modelshelf.hub.transfer.progress import FileProgress, Phase, Progress
from modelshelf.hub.transfer.schedule import Opening, Part, Schedule, Small, Work
from modelshelf.hub.transfer.setback import Changed, Setback
from modelshelf.hub.transfer.small import SmallFiles
from modelshelf.hub.transfer.snapshot import check_ways, link_files, write_refs
from modelshelf.hub.transfer.trust import check_job
from modelshelf.kit.errors import Problem

_REPORT_SECONDS = 0.25
_PATIENCE = Patience()


async def transfer(
    job: TransferJob,
    report: Report,
    *,
    limiter: RateLimiter | None = None,
    patience: Patience = _PATIENCE,
    renew_token: TokenSource | None = None,
) -> None:
    """Fetch the files of a job, verify them, and finish their snapshot and refs.

    What is on disk already is not fetched again. To pause, cancel the task: what arrived is kept,
    and the next call with the same job goes on from there.

    Args:
        report: Called on the event loop, about four times a second and at each change of phase.
        limiter: A cap on bytes per second; transfers that share one share the cap.
        renew_token: Gives the Hub's token of the moment: asked when the Hub refuses the job's.

    Raises:
        HubUnreachable, TransferStalled: No byte for `patience.give_up_seconds`, or
            `patience.vain_tries` for one file of which nothing could be kept.
        ModelGated, TokenInvalid, ModelNotFound, RevisionNotFound, FileNotOnHub: The Hub says no.
        ChecksumMismatch: A file is not what the Hub announced, also when fetched anew.
        DiskFull, CacheReadOnly: The cache cannot take it. All else that arrived is kept.
        UnsafePath, InvalidRevision: The job is none that an honest Hub gives; see `check_job`.
    """
    check_job(job)
    await _Transfer(job, report, limiter, patience, renew_token).run()


class _Transfer:
    def __init__(
        self,
        job: TransferJob,
        report: Report,
        limiter: RateLimiter | None,
        patience: Patience,
        renew_token: TokenSource | None,
    ) -> None:
        self._job = job
        self._report = report
        self._patience = patience
        # For hashing, flushing and small files; each large file has a thread more that writes.
        self._threads = DiskThreads(job.connections + 4, job.folder.cache_dir)
        self._fetcher = Fetcher(job, patience, renew_token)
        self._pulse = Pulse()
        self._limiter = limiter
        self._repo: HeldRepo | None = None
        self._blobs: dict[str, Blob] = {}
        self._last_setback: Setback | None = None
        self._failed_at = 0.0
        self._hold_until = 0.0
        self._last_told: Progress | None = None
        self._known: dict[str, FileProgress] = {}

    async def run(self) -> None:
        try:
            await self._threads.run(self._look)
            self._schedule = Schedule(list(self._blobs.values()), self._patience.steal_seconds)
            self._tell()
            try:
                await self._fetch_all()
            except BaseExceptionGroup as group:
                raise _first(group) from None
            await self._threads.run(self._finish)
        finally:
            await self._wind_up()
        self._tell(Phase.DONE)

    def _look(self) -> None:
        job = self._job
        check_ways(job.folder, job.sha, job.files, job.refs)
        self._repo = HeldRepo(job.folder)
        self._small = SmallFiles(self._repo.blobs, self._threads, self._settled)
        for file in {file.blob: file for file in job.files}.values():
            source = self._fetcher.source(file)
            blob = Blob(self._repo, source, self._threads, job.connections, self._patience)
            self._blobs[file.blob] = blob
            blob.look()
            if blob.small:
                self._small.find(blob)

    def _finish(self) -> None:
        assert self._repo is not None
        repo, job = self._repo, self._job
        # Others may have been here meanwhile, and a snapshot must never lead to nothing.
        check_ways(job.folder, job.sha, job.files, job.refs)
        if not all(is_finished(repo.blobs, file) for file in job.files):
            raise OSError(None, "files vanished from it during the download")
        link_files(repo, job.sha, job.files)
        write_refs(repo, job.sha, job.refs)

    def _settled(self, blob: Blob) -> None:
        if blob.bytes_done:
            self._pulse.kept.set()
        self._schedule.settled(blob)

    async def _fetch_all(self) -> None:
        async with self._fetcher, asyncio.TaskGroup() as group:
            background = [
                group.create_task(self._tell_regularly()),
                group.create_task(self._watch()),
                group.create_task(self._small.run()),
            ]
            connections = [
                group.create_task(self._connect(group)) for _ in range(self._job.connections)
            ]
            await asyncio.wait(connections)
            for task in background:
                task.cancel()

    async def _connect(self, group: asyncio.TaskGroup) -> None:
        connection = Connection(
            self._fetcher, self._pulse, self._limiter, self._small, self._schedule.wake
        )
        failures = 0
        while (work := await self._schedule.take()) is not None:
            pause = 0.0
            try:
                await self._held_back()
                await self._do(work, connection, group)
                failures = 0
            except Setback as setback:
                moved = isinstance(work, Part) and work.segment.position > work.segment.start
                failures = 1 if moved else failures + 1
                pause = self._after(setback, failures)
            except Changed as change:
                attempt = work.attempt if isinstance(work, Part) else None
                await work.blob.begin_anew(str(change), attempt)
            finally:
                self._schedule.give_back(work)
            await asyncio.sleep(pause)

    async def _held_back(self) -> None:
        """Wait for as long as the Hub asked not to be asked."""
        seconds = self._hold_until - time.monotonic()
        if seconds > 0:
            await asyncio.sleep(seconds)
            await self._held_back()  # It may have been prolonged meanwhile.

    async def _do(self, work: Work, connection: Connection, group: asyncio.TaskGroup) -> None:
        match work:
            case Small(blob):
                await connection.fetch_small(blob)
            case Opening(blob):
                if (attempt := await blob.open()) is not None:
                    group.create_task(self._make(blob, attempt))
            case Part(blob, attempt, segment):
                await connection.fetch_segment(blob, attempt, segment)

    async def _make(self, blob: Blob, attempt: Attempt) -> None:
        await blob.make(attempt)
        self._schedule.wake()

    def _after(self, setback: Setback, failures: int) -> float:
        """Seconds for this connection to pause; a server that names a time makes all wait."""
        self._last_setback, self._failed_at = setback, time.monotonic()
        if setback.retry_after_seconds is not None:
            wait = min(setback.retry_after_seconds, self._patience.longest_retry_after_seconds)
            self._hold_until = max(self._hold_until, time.monotonic() + wait)
        return self._patience.pause(failures)

    async def _watch(self) -> None:
        limit = self._patience.give_up_seconds
        while True:
            await asyncio.sleep(min(1.0, limit / 10))
            if not self._schedule.wants_bytes:
                self._pulse.beat()
            elif self._pulse.silence_seconds > limit:
                raise self._given_up()

    @property
    def _lost(self) -> bool:
        """Whether nothing has arrived since a request failed, for longer than a hiccup."""
        silent = self._pulse.silence_seconds
        return self._failed_at > self._pulse.last_byte_at and silent > self._patience.hiccup_seconds

    def _given_up(self) -> Problem:
        last, seconds = self._last_setback, round(self._patience.give_up_seconds)
        reason = f" The last thing seen: {last.reason}." if last is not None else ""
        if last is not None and not last.reached:
            return HubUnreachable(
                f"{self._job.endpoint} could not be reached for {seconds} seconds.{reason} What "
                "arrived is kept: check the network, then retry the download."
            )
        return TransferStalled(
            f"Nothing arrived from {self._job.endpoint} for {seconds} seconds.{reason} What "
            "arrived is kept: retry the download later."
        )

    async def _tell_regularly(self) -> None:
        while True:
            self._tell()
            if self._pulse.kept.is_set():
                await asyncio.sleep(_REPORT_SECONDS)
            else:  # The first bytes are told as soon as they are on the disk.
                with suppress(TimeoutError):
                    async with asyncio.timeout(_REPORT_SECONDS):
                        await self._pulse.kept.wait()
            # Locks are looked at again, and slow segments shared out, by the clock.
            self._schedule.wake()

    def _tell(self, phase: Phase | None = None) -> None:
        files = tuple(self._progress_of(file) for file in self._job.files)
        progress = Progress(
            bytes_done=sum(file.bytes_done for file in files),
            bytes_total=sum(file.size_bytes for file in files),
            phase=phase or _phase_of(files),
            files=files,
            notes=tuple(note for blob in self._blobs.values() for note in blob.notes),
            connected=not self._lost,
        )
        if progress != self._last_told:
            self._last_told = progress
            self._report(progress)

    def _progress_of(self, file: HubFile) -> FileProgress:
        known = self._known.get(file.path)
        if known is not None and known.phase is Phase.DONE:
            return known  # Most files of a large repository, most of the time.
        blob = self._blobs[file.blob]
        progress = FileProgress(file.path, file.size_bytes, blob.bytes_done, blob.phase, blob.found)
        self._known[file.path] = progress
        return progress

    async def _wind_up(self) -> None:
        # In a thread, which goes on by itself when the disk is slower than our patience.
        closing = asyncio.create_task(asyncio.to_thread(self._close))
        await asyncio.wait([closing], timeout=self._patience.wind_up_seconds)

    def _close(self) -> None:
        self._threads.shutdown()
        if self._repo is None:
            return
        with self._repo:
            for blob in self._blobs.values():
                with suppress(OSError):  # The journal still vouches for what is on disk.
                    blob.close()
            with suppress(OSError, Problem):
                self._small.close()


def _phase_of(files: tuple[FileProgress, ...]) -> Phase:
    phases = {file.phase for file in files}
    if Phase.DOWNLOADING in phases:
        return Phase.DOWNLOADING
    return Phase.WAITING if Phase.WAITING in phases else Phase.VERIFYING


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The exception that a person should see: a problem, if there is one."""
    problems, others = group.split(Problem)
    chosen: BaseException = problems or others or group
    while isinstance(chosen, BaseExceptionGroup):
        chosen = chosen.exceptions[0]
    return chosen
