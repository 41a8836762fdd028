"""A blob that is not complete yet: its file, its journal and its running hash."""

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Callable
from typing import Self

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import JOURNAL_SUFFIX, PARTIAL_SUFFIX, check_name
from modelshelf.hub.names import git_blob_hash
from modelshelf.hub.transfer import journal
from modelshelf.hub.transfer.held import HeldFolder
from modelshelf.hub.transfer.journal import Journal, Vouched
from modelshelf.hub.transfer.ranges import RangeSet
from modelshelf.hub.transfer.writeback import begin_writeback, let_go

# Read so much and hashed at once: it is still in the processor's cache then.
_READ_BYTES = 256 * 1024
# What is written begins and ends at multiples of it where that is possible: whole pages cost less.
WRITE_UNIT_BYTES = 32 * 1024


_OWN_NAME = re.compile(rf"([^.]+)\.[0-9a-f]{{8}}{re.escape(PARTIAL_SUFFIX)}")


def new_hash(file: HubFile) -> "hashlib._Hash":
    """The hash that names this file's blob: sha256 for LFS, else git's sha1 of a blob object."""
    if file.sha256 is not None:
        return hashlib.sha256()
    return git_blob_hash(file.size_bytes)


def is_right(file: HubFile, content: bytes) -> bool:
    """Whether this is the content of a file, by its checksum."""
    check = new_hash(file)
    check.update(content)
    return len(content) == file.size_bytes and check.hexdigest() == file.blob


def is_finished(blobs: HeldFolder, file: HubFile) -> bool:
    """Whether the blob is there, whoever made it, at its exact size."""
    return blobs.size_of(file.blob) == file.size_bytes


def vouched(blobs: HeldFolder, file: HubFile) -> Vouched:
    """What is on disk of a blob that is not complete."""
    end = blobs.size_of(partial_name(file.blob))
    if end is None:
        return Vouched(RangeSet(), RangeSet())
    found = journal.read(blobs, _journal_name(file), file.blob, file.size_bytes)
    return Vouched(found.present.clipped(end), found.flushed.clipped(end))


class PartialFile:
    """The partial file of one blob, open. Its methods block: call them in threads.

    `write` may run in one thread, `hash_to` in another and `flush` in a third, each one at a time.
    """

    def __init__(
        self, blobs: HeldFolder, file: HubFile, fd: int, notes: Journal, found: Vouched
    ) -> None:
        self.found = found
        self._blobs = blobs
        self._file = file
        self._fd = fd
        self._journal = notes
        self._hash = new_hash(file)
        self._hashed_bytes = 0
        self._flushed = found.flushed
        self._lost = False
        self._thrown_away = False
        self._let_go_bytes = 0
        self._buffer = memoryview(bytearray(_READ_BYTES))

    @classmethod
    def open(cls, blobs: HeldFolder, file: HubFile) -> Self:
        """Continue a partial file, or begin one."""
        found = vouched(blobs, file)
        # The file grows as bytes arrive, and is not reserved up front: free space then stays
        # "what is free", and what is missing stays "what is still to be fetched".
        fd = blobs.open(partial_name(file.blob), os.O_RDWR)
        try:
            notes = begin_journal(blobs, file, found)
        except BaseException:
            os.close(fd)
            raise
        return cls(blobs, file, fd, notes, found)

    def write(self, content: memoryview, start: int) -> None:
        """Write this content from byte `start` on, and note it."""
        at = start
        while content:
            count = os.pwrite(self._fd, content, at)
            content, at = content[count:], at + count
        self._journal.written(start, at)
        begin_writeback(self._fd, start, at)

    @property
    def place(self) -> str:
        """By which another process of ours can open it.

        Where the system can do that (Linux) it is our open descriptor: then nobody who may write
        into the folder can put a link in its place meanwhile.
        """
        by_descriptor = f"/proc/{os.getpid()}/fd/{self._fd}"
        is_linux = os.path.exists(by_descriptor)  # noqa: PTH110 (the name is needed as it is)
        return by_descriptor if is_linux else str(self._blobs.path / partial_name(self._file.blob))

    def note(self, start: int, end: int) -> None:
        """Note that another process wrote these bytes."""
        self._journal.written(start, end)

    def flush(self, ranges: RangeSet) -> None:
        """Bring the data to the disk; `ranges` are those written before this call.

        Raises:
            OSError: Some of it could not be written, now or at an earlier flush.
        """
        self._flush_with(os.fdatasync)
        self._journal.flushed(ranges)
        self._journal.sync()
        self._flushed = ranges

    def hash_to(self, end: int) -> None:
        """Hash the file from where it was hashed to, up to byte `end`, which must be on disk."""
        while self._hashed_bytes < end:
            window = self._buffer[: end - self._hashed_bytes]
            count = os.preadv(self._fd, [window], self._hashed_bytes)
            if count == 0:
                raise OSError(None, f"the partial file of {self._file.path} was cut short")
            self._hash.update(window[:count])
            self._hashed_bytes += count
        self._let_go(min(self._hashed_bytes, self._flushed.prefix_bytes))

    @property
    def right(self) -> bool:
        """Whether the whole content has been hashed and is what the Hub announced."""
        complete = self._hashed_bytes == self._file.size_bytes
        return complete and self._hash.hexdigest() == self._file.blob

    def promote(self) -> None:
        """Make it the finished blob."""
        self._flush_with(os.fsync)
        self._let_go(self._file.size_bytes)
        name = partial_name(self._file.blob)
        if not os.path.samestat(os.fstat(self._fd), os.stat(name, dir_fd=self._blobs.fd)):
            raise OSError(None, "another program replaced the partial file")
        self._blobs.rename(name, self._file.blob)
        journal.remove(self._blobs, _journal_name(self._file))

    def throw_away(self) -> None:
        """Remove it from the folder. Writes that are still under way go nowhere."""
        self._thrown_away = True
        throw_away(self._blobs, self._file)

    def close(self) -> None:
        fd, self._fd = self._fd, -1  # A late caller must fail, and not meet another file.
        os.close(fd)
        self._journal.close()
        if self._lost and not self._thrown_away:
            # What was not flushed is not vouched for any more: it may be gone from memory, too.
            journal.remove(self._blobs, _journal_name(self._file))
            kept = Vouched(self._flushed, self._flushed)
            begin_journal(self._blobs, self._file, kept).close()

    def _flush_with(self, flush: Callable[[int], None]) -> None:
        """Flush the file, unless a flush has failed: the system tells that once, and forgets it."""
        if self._lost:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        try:
            flush(self._fd)
        except OSError:
            self._lost = True
            raise

    def _let_go(self, end: int) -> None:
        """Leave the memory that holds the file up to byte `end` to others: it is on the disk."""
        end -= end % WRITE_UNIT_BYTES
        let_go(self._fd, self._let_go_bytes, end)
        self._let_go_bytes = max(end, self._let_go_bytes)


def begin_journal(blobs: HeldFolder, file: HubFile, found: Vouched) -> Journal:
    """Begin the journal of a blob's partial file, which vouches for this much."""
    return Journal.begin(blobs, _journal_name(file), file.blob, file.size_bytes, found)


def write_whole(blobs: HeldFolder, file: HubFile, content: memoryview) -> str | None:
    """Write a partial file of a small blob from its content in memory; it has no journal.

    Returns:
        Its name, which nobody else has: whoever makes the same blob writes to another file. None
        when the content is not what the Hub announced; nothing is written then.
    """
    check = new_hash(file)
    check.update(content)
    if check.hexdigest() != file.blob:
        return None
    name = own_name(file.blob)
    fd = blobs.open(name, os.O_EXCL | os.O_WRONLY)
    try:
        while content:
            content = content[os.write(fd, content) :]
    except BaseException:
        blobs.remove(name)
        raise
    finally:
        os.close(fd)
    return name


def own_name(blob: str) -> str:
    """A name for a partial file of this blob that nobody else uses."""
    return check_name(f"{blob}.{secrets.token_hex(4)}{PARTIAL_SUFFIX}")


def own_names(blobs: HeldFolder) -> dict[str, list[str]]:
    """The partial files here that have names of their own, by blob."""
    found: dict[str, list[str]] = {}
    with os.scandir(blobs.fd) as entries:
        for entry in entries:
            if (told := _OWN_NAME.fullmatch(entry.name)) is not None:
                found.setdefault(told[1], []).append(entry.name)
    return found


def throw_away(blobs: HeldFolder, file: HubFile) -> None:
    """Remove the partial file of a blob, and its journal."""
    # The journal goes first: it must never vouch for a file that is gone.
    journal.remove(blobs, _journal_name(file))
    blobs.remove(partial_name(file.blob))


def partial_name(blob: str) -> str:
    return check_name(blob + PARTIAL_SUFFIX)


def _journal_name(file: HubFile) -> str:
    return check_name(file.blob + JOURNAL_SUFFIX)
