"""A blob that is not complete yet: its file, its journal and its running hash."""

import hashlib
import os
from pathlib import Path
from typing import Self

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer import journal
from modelshelf.hub.transfer.journal import Journal, Vouched
from modelshelf.hub.transfer.links import open_file
from modelshelf.hub.transfer.ranges import RangeSet
from modelshelf.hub.transfer.writeback import begin_writeback

_READ_BYTES = 1024 * 1024
# Linux keeps blocks of memory up to this size at hand (PAGE_ALLOC_COSTLY_ORDER of mmzone.h). For
# larger writes it takes larger blocks, which a virtual machine may have to beg from its host
# again: up to 2 s of processor time per GiB, where this costs 0.2 s at most.
WRITE_BYTES = 32 * 1024


def new_hash(file: HubFile) -> "hashlib._Hash":
    """The hash that names this file's blob: sha256 for LFS, else git's sha1 of a blob object."""
    if file.sha256 is not None:
        return hashlib.sha256()
    return hashlib.sha1(b"blob %d\0" % file.size_bytes, usedforsecurity=False)


def is_finished(folder: RepoFolder, file: HubFile) -> bool:
    """Whether the blob is there, whoever made it, at its exact size."""
    try:
        return folder.blob(file.blob).stat().st_size == file.size_bytes
    except (FileNotFoundError, NotADirectoryError):
        return False


def vouched(folder: RepoFolder, file: HubFile) -> Vouched:
    """What is on disk of a blob that is not complete."""
    try:
        end = folder.partial(file.blob).stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return Vouched(RangeSet(), RangeSet())
    found = journal.read(folder.journal(file.blob), file.blob, file.size_bytes)
    return Vouched(found.present.clipped(end), found.flushed.clipped(end))


class PartialFile:
    """The partial file of one blob, open. Its methods block: call them in threads.

    `write` may run in one thread, `hash_to` in another and `flush` in a third, each one at a time.
    """

    def __init__(
        self, folder: RepoFolder, file: HubFile, fd: int, notes: Journal, found: Vouched
    ) -> None:
        self.found = found
        self._folder = folder
        self._file = file
        self._fd = fd
        self._journal = notes
        self._hash = new_hash(file)
        self._hashed_bytes = 0

    @classmethod
    def open(cls, folder: RepoFolder, file: HubFile) -> Self:
        """Continue a partial file, or begin one."""
        folder.blobs.mkdir(parents=True, exist_ok=True)
        found = vouched(folder, file)
        # The file grows as bytes arrive, and is not reserved up front: free space then stays
        # "what is free", and what is missing stays "what is still to be fetched".
        fd = open_file(folder.partial(file.blob), os.O_RDWR)
        try:
            notes = Journal.begin(folder.journal(file.blob), file.blob, file.size_bytes, found)
        except BaseException:
            os.close(fd)
            raise
        return cls(folder, file, fd, notes, found)

    def write(self, content: memoryview, start: int) -> None:
        """Write this content from byte `start` on, and note it."""
        at = start
        while content:
            count = os.pwrite(self._fd, content[:WRITE_BYTES], at)
            content, at = content[count:], at + count
        self._journal.written(start, at)
        begin_writeback(self._fd, start, at)

    def flush(self, ranges: RangeSet) -> None:
        """Bring the data to the disk; `ranges` are those written before this call."""
        os.fdatasync(self._fd)
        self._journal.flushed(ranges)
        self._journal.sync()

    def hash_to(self, end: int) -> None:
        """Hash the file from where it was hashed to, up to byte `end`, which must be on disk."""
        buffer = memoryview(bytearray(min(_READ_BYTES, end - self._hashed_bytes)))
        while self._hashed_bytes < end:
            window = buffer[: end - self._hashed_bytes]
            count = os.preadv(self._fd, [window], self._hashed_bytes)
            if count == 0:
                raise OSError(None, f"the partial file of {self._file.path} was cut short")
            self._hash.update(window[:count])
            self._hashed_bytes += count

    @property
    def right(self) -> bool:
        """Whether the whole content has been hashed and is what the Hub announced."""
        complete = self._hashed_bytes == self._file.size_bytes
        return complete and self._hash.hexdigest() == self._file.blob

    def promote(self) -> None:
        """Make it the finished blob."""
        os.fsync(self._fd)
        partial = self._folder.partial(self._file.blob)
        if not os.path.samestat(os.fstat(self._fd), partial.stat()):
            raise OSError(None, "another program replaced the partial file")
        partial.replace(self._folder.blob(self._file.blob))
        journal.remove(self._folder.journal(self._file.blob))

    def throw_away(self) -> None:
        """Remove it from the folder. Writes that are still under way go nowhere."""
        throw_away(self._folder, self._file)

    def close(self) -> None:
        fd, self._fd = self._fd, -1  # A late caller must fail, and not meet another file.
        os.close(fd)
        self._journal.close()


def throw_away(folder: RepoFolder, file: HubFile) -> None:
    """Remove the partial file of a blob, and its journal."""
    # The journal goes first: it must never vouch for a file that is gone.
    journal.remove(folder.journal(file.blob))
    folder.partial(file.blob).unlink(missing_ok=True)


def store_whole(folder: RepoFolder, file: HubFile, content: memoryview) -> bool:
    """Make the blob of a small file from its content in memory.

    Returns:
        False when the content is not what the Hub announced; nothing is written then.
    """
    check = new_hash(file)
    check.update(content)
    if check.hexdigest() != file.blob:
        return False
    partial: Path = folder.partial(file.blob)
    fd = open_file(partial, os.O_TRUNC | os.O_WRONLY)
    try:
        while content:
            content = content[os.write(fd, content) :]
        os.fdatasync(fd)
    finally:
        os.close(fd)
    partial.replace(folder.blob(file.blob))
    return True
