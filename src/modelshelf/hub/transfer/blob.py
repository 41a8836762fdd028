"""One blob that is wanted: from "not here" to "finished", with at most one new beginning."""

import time
from enum import Enum, auto

from modelshelf.hub.door import HubFile
from modelshelf.hub.errors import ChecksumMismatch, TransferStalled
from modelshelf.hub.transfer.attempt import Attempt
from modelshelf.hub.transfer.disk import DiskThreads
from modelshelf.hub.transfer.fetch import Source
from modelshelf.hub.transfer.held import HeldRepo
from modelshelf.hub.transfer.locks import BlobLock
from modelshelf.hub.transfer.partial import PartialFile, is_finished, throw_away, vouched
from modelshelf.hub.transfer.patience import Patience
from modelshelf.hub.transfer.progress import Phase

# Up to this size a file is fetched in one request, kept in memory and written at once.
WHOLE_FILE_BYTES = 1024 * 1024


class Stage(Enum):
    """How far a blob is. `LOCKED`: another program is making it. `STORING`: a small file is here
    whole, and is being brought to the disk.
    """

    NEW = auto()
    OPENING = auto()
    LOCKED = auto()
    OPEN = auto()
    STORING = auto()
    DONE = auto()


class Blob:
    """One blob, under one or more names of the commit. Lives on the event loop.

    Attributes:
        source: Where it comes from.
        attempt: Its partial file, once that is open; a small file has none.
        found: It lay there whole and was believed by its size: no byte of it was compared here.
        notes: What a person should know of it.
        look_again_at: When to try again for a lock that is held (on the monotonic clock).
    """

    def __init__(
        self,
        repo: HeldRepo,
        source: Source,
        threads: DiskThreads,
        connections: int,
        patience: Patience,
    ) -> None:
        self.file: HubFile = source.file
        self.source = source
        self.stage = Stage.NEW
        self.attempt: Attempt | None = None
        self.found = False
        self.notes: list[str] = []
        self.look_again_at = 0.0
        self._repo = repo
        self._threads = threads
        self._connections = connections
        self._patience = patience
        self._lock = BlobLock(repo, source.file.blob, patience.lock_seconds)
        self._opened: list[Attempt] = []
        self._resumable_bytes = 0
        self._began_anew = False
        self._vain_tries = 0
        self._kept_bytes = 0

    @property
    def small(self) -> bool:
        """Whether it is fetched in one piece, without a partial file of its own."""
        return self.file.size_bytes <= WHOLE_FILE_BYTES

    @property
    def bytes_done(self) -> int:
        """How much of it is on disk."""
        if self.stage is Stage.DONE:
            return self.file.size_bytes
        if self.attempt is not None:
            return self.attempt.segments.on_disk.total_bytes
        return self._resumable_bytes

    @property
    def phase(self) -> Phase:
        if self.stage is Stage.DONE:
            return Phase.DONE
        if self.stage is Stage.STORING:
            return Phase.VERIFYING
        if self.attempt is None:
            busy = self.small and self.stage is Stage.OPENING
            return Phase.DOWNLOADING if busy else Phase.WAITING
        if self.attempt.segments.missing_bytes == 0:
            return Phase.VERIFYING
        return Phase.DOWNLOADING if self.attempt.segments.active else Phase.WAITING

    @property
    def wants_bytes(self) -> bool:
        """Whether something has to come over the network before it is done."""
        if self.attempt is not None:
            return self.attempt.segments.missing_bytes > 0
        return self.stage in (Stage.NEW, Stage.OPENING)

    def look(self) -> None:
        """See what is on disk of it. Blocks."""
        blobs = self._repo.blobs
        if is_finished(blobs, self.file):
            self.stage, self.found = Stage.DONE, True
            # Whoever made it may have died before it had cleared away its journal.
            throw_away(blobs, self.file)
        elif not self.small:
            self._resumable_bytes = vouched(blobs, self.file).present.total_bytes

    async def open(self) -> Attempt | None:
        """Take its lock and open its partial file.

        Returns:
            None when another program made the blob (it is done) or is making it (it is locked).
        """
        partial = await self._threads.run(self._open)
        if partial is None:
            done = await self._threads.run(is_finished, self._repo.blobs, self.file)
            self.stage, self.found = Stage.DONE if done else Stage.LOCKED, done
            self.look_again_at = time.monotonic() + self._patience.lock_poll_seconds
            return None
        self.attempt = Attempt(self.file, partial, self._threads, self._connections)
        self._opened.append(self.attempt)
        self.stage = Stage.OPEN
        return self.attempt

    async def make(self, attempt: Attempt) -> None:
        """Follow an attempt to its end: verify what arrives, and make it the finished blob.

        Raises:
            ChecksumMismatch: What arrived was wrong for the second time.
        """
        if await attempt.verified():
            await attempt.promote()
            await self._threads.run(self._lock.release)
            self.attempt, self.stage = None, Stage.DONE
        elif not attempt.abandoned:
            await self.begin_anew("What arrived was damaged", attempt)

    async def begin_anew(self, reason: str, attempt: Attempt | None) -> None:
        """Throw away what arrived in an attempt, and be new again; once in a blob's life.

        Raises:
            ChecksumMismatch: It is the second time.
        """
        if attempt is not self.attempt:
            return  # Another connection saw it first.
        if self._began_anew:
            if attempt is not None:
                await attempt.abandon()  # A later download must not find it, and trust it.
            raise ChecksumMismatch(
                f"{self.file.path} is not what the Hub announced, twice in a row. {reason}. All "
                "else that arrived is kept: retry later, or ask who runs the Hub.",
                path=self.file.path,
            )
        self._began_anew = True
        self.notes.append(f"{self.file.path} began anew. {reason}.")
        self.attempt, self.stage = None, Stage.OPENING
        self.source.signed = None
        self._resumable_bytes = 0
        if attempt is not None:
            await attempt.abandon()
        self.stage = Stage.NEW

    def broke_off(self, reason: str) -> None:
        """Note that an answer ended after its first byte and before its last.

        Raises:
            TransferStalled: It did so too often in a row without anything new on disk.
        """
        kept_bytes = self.attempt.segments.on_disk.total_bytes if self.attempt is not None else 0
        self._vain_tries = 1 if kept_bytes > self._kept_bytes else self._vain_tries + 1
        self._kept_bytes = kept_bytes
        if self._vain_tries >= self._patience.vain_tries:
            raise TransferStalled(
                f"{self.file.path} broke off {self._vain_tries} times in a row, and nothing of it "
                f"could be kept. The last thing seen: {reason}. All else that arrived is kept: "
                "retry the download later, or ask who runs the Hub."
            )

    def close(self) -> None:
        """Keep what arrived, close the files and release the lock. Blocks."""
        try:
            for attempt in self._opened:
                attempt.close()
        finally:
            self._lock.release()

    def _open(self) -> PartialFile | None:
        blobs = self._repo.blobs
        if is_finished(blobs, self.file):
            return None
        if not self._lock.acquire() and not self._lock.stuck:
            return None
        if is_finished(blobs, self.file):
            self._lock.release()
            throw_away(blobs, self.file)
            return None
        return PartialFile.open(blobs, self.file)
