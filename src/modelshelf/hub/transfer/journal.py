"""Which ranges of a partial file are on disk: written down so that no crash can make it lie.

The file begins with a header (which blob, of which size, since which boot) and goes on with
records of one range each, of two kinds:

- *written*: handed to the operating system. It survives the death of the process, but not that
  of the machine; so it counts only as long as the machine has not been booted since.
- *flushed*: on the disk itself. It counts always.

A record is appended only after what it says has happened. Each carries a checksum; reading stops
at the first that does not fit, so a torn tail costs the bytes it spoke of and nothing else.
"""

import errno
import os
import struct
import threading
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from modelshelf.hub.transfer.held import HeldFolder
from modelshelf.hub.transfer.links import read_file
from modelshelf.hub.transfer.ranges import Range, RangeSet

_HEADER = struct.Struct("<8s64sQ36s")
_MAGIC = b"SHELF\x00\x00\x01"
_RECORD = struct.Struct("<BQQ")
_CHECKSUM = struct.Struct("<I")
_WRITTEN, _FLUSHED = 1, 2
# What is noted can be as little as a slow connection brings in a quarter of a second. After so many
# records a journal is begun anew, with one for each range, so that none grows beyond what is read.
_MANY_RECORDS = 2**18
_MOST_RECORDS = 2**20
_BYTES_PER_RECORD = 64 * 1024


@cache
def boot_id() -> str:
    """What tells one run of the operating system from the next; empty where there is none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a journal vouches for.

    Attributes:
        present: Ranges that can be read from the partial file now.
        flushed: Those of them that a loss of power cannot take away.
    """

    present: RangeSet
    flushed: RangeSet


class Journal:
    """The open journal of one partial file. Its methods may be called from several threads."""

    def __init__(self, fd: int, folder: HeldFolder, name: str, blob: str, size_bytes: int) -> None:
        self._fd = fd
        self._folder, self._name = folder, name
        self._blob, self._size_bytes = blob, size_bytes
        self._records = 0
        self._one_at_a_time = threading.Lock()

    @classmethod
    def begin(
        cls, folder: HeldFolder, name: str, blob: str, size_bytes: int, vouched: Vouched
    ) -> Self:
        """Begin a journal that vouches for this much, in place of any older one of this name."""
        fresh = _draft(name)
        fd = folder.open(fresh, os.O_TRUNC | os.O_WRONLY | os.O_APPEND)
        try:
            journal = cls(fd, folder, name, blob, size_bytes)
            journal._append([_header(blob, size_bytes, boot_id())])
            journal.flushed(vouched.flushed)
            journal._append_all(_WRITTEN, vouched.present)
            journal.sync()
            folder.rename(fresh, name)
        except BaseException:
            os.close(fd)
            raise
        return journal

    def written(self, start: int, end: int) -> None:
        """Note that this range was handed to the operating system."""
        self._append_all(_WRITTEN, [(start, end)])

    def flushed(self, ranges: Iterable[Range]) -> None:
        """Note that these ranges are on the disk."""
        self._append_all(_FLUSHED, ranges)

    def sync(self) -> None:
        os.fsync(self._fd)

    def close(self) -> None:
        fd, self._fd = self._fd, -1  # A late caller must fail, and not meet another file.
        os.close(fd)

    def _append_all(self, kind: int, ranges: Iterable[Range]) -> None:
        self._append([_RECORD.pack(kind, start, end) for start, end in ranges])
        if self._records > _MANY_RECORDS:
            self._begin_anew()

    def _append(self, records: Sequence[bytes]) -> None:
        data = b"".join(map(_sealed, records))
        with self._one_at_a_time:
            self._records += len(records)
            if os.write(self._fd, data) != len(data):
                os.fsync(self._fd)  # Says why it was cut short, where the disk knows.
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _begin_anew(self) -> None:
        """Say the same with few records: a slow transfer of a large file notes very many."""
        with self._one_at_a_time:
            if not self._in_place:
                return  # The partial file was thrown away, and another may have its name.
            told = read(self._folder, self._name, self._blob, self._size_bytes)
            fresh = Journal.begin(self._folder, self._name, self._blob, self._size_bytes, told)
            old, self._fd = self._fd, fresh._fd
            self._records = fresh._records
        os.close(old)

    @property
    def _in_place(self) -> bool:
        try:
            there = os.stat(self._name, dir_fd=self._folder.fd, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return os.path.samestat(there, os.fstat(self._fd))


def read(
    folder: HeldFolder, name: str, blob: str, size_bytes: int, boot: str | None = None
) -> Vouched:
    """What a journal vouches for; nothing when there is none, or of another blob.

    Args:
        boot: The machine's present boot, or None to ask.
    """
    data = read_file(folder.path / name, _most_bytes(size_bytes), folder.fd)
    if data is None:
        return Vouched(RangeSet(), RangeSet())
    present, flushed = RangeSet(), RangeSet()
    header_end = _HEADER.size + _CHECKSUM.size
    header = _unsealed(data[:header_end], _HEADER.size)
    boot = boot_id() if boot is None else boot
    if header is not None and header[:-36] == _header(blob, size_bytes, "")[:-36]:
        same_boot = boot != "" and header == _header(blob, size_bytes, boot)
        step = _RECORD.size + _CHECKSUM.size
        for at in range(header_end, len(data), step):
            record = _unsealed(data[at : at + step], _RECORD.size)
            if record is None:
                break
            kind, start, end = _RECORD.unpack(record)
            if kind == _FLUSHED:
                flushed.add(start, end)
            if kind == _FLUSHED or same_boot:
                present.add(start, end)
    return Vouched(present.clipped(size_bytes), flushed.clipped(size_bytes))


def remove(folder: HeldFolder, name: str) -> None:
    """Remove a journal, and what an interrupted `begin` may have left beside it."""
    folder.remove(name)
    folder.remove(_draft(name))


def _draft(name: str) -> str:
    return name + ".new"


def _most_bytes(size_bytes: int) -> int:
    """More than a journal of such a file ever takes: each transfer begins it anew."""
    records = _MOST_RECORDS + size_bytes // _BYTES_PER_RECORD
    return _HEADER.size + _CHECKSUM.size + records * (_RECORD.size + _CHECKSUM.size)


def _header(blob: str, size_bytes: int, boot: str) -> bytes:
    return _HEADER.pack(_MAGIC, blob.encode(), size_bytes, boot.encode())


def _sealed(data: bytes) -> bytes:
    return data + _CHECKSUM.pack(zlib.crc32(data))


def _unsealed(data: bytes, size: int) -> bytes | None:
    content, seal = data[:size], data[size:]
    return content if seal == _CHECKSUM.pack(zlib.crc32(content)) else None
