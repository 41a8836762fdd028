"""Small files: each is written as it arrives, many are flushed at once, and then they are blobs.

A flush waits for the disk however little it flushes. One for each of thousands of files took most
of the time of such a model, and on a busy disk all connections waited for it. Here nobody waits:
whatever arrived during one flush is flushed by the next.

A partial small file has no journal: its hash tells whether all of it is there.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from modelshelf.hub.transfer.blob import Blob, Stage
from modelshelf.hub.transfer.disk import DiskThreads
from modelshelf.hub.transfer.held import HeldFolder
from modelshelf.hub.transfer.partial import new_hash, partial_name, write_whole
from modelshelf.hub.transfer.writeback import flush_disk

# How much may wait to be written, in memory, and to be flushed, which a loss of power costs.
_MOST_UNWRITTEN_BYTES = 8 * 1024 * 1024
_MOST_UNFLUSHED_BYTES = 64 * 1024 * 1024
# Flushing the whole disk costs a busy machine more than flushing so many files one by one.
_FEW_FILES = 8


@dataclass(slots=True, eq=False)
class _File:
    """A small file that is here. Its content is let go of once it is written."""

    blob: Blob
    size_bytes: int
    content: memoryview | None
    done: bool = False


@dataclass(slots=True)
class SmallFiles:
    """Makes blobs of small files. Lives on the event loop; the disk work in threads.

    Args:
        settled: Called for each file that is a blob now, or that was wrong and is to be fetched
            anew.
    """

    blobs: HeldFolder
    threads: DiskThreads
    settled: Callable[[Blob], None]
    _arrived: list[_File] = field(default_factory=list)
    _written: list[_File] = field(default_factory=list)
    _unwritten_bytes: int = 0
    _unflushed_bytes: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _room: asyncio.Event = field(default_factory=asyncio.Event)

    def find(self, blob: Blob) -> None:
        """See whether it lies here whole, from before a death. Blocks; for before all else."""
        size = self.blobs.size_of(partial_name(blob.file.blob))
        if size == blob.file.size_bytes and self._is_right(blob):
            blob.stage = Stage.STORING
            self._written.append(_File(blob, 0, None))

    async def take(self, blob: Blob, content: memoryview) -> None:
        """Take over what arrived, once there is not too much that is not on the disk yet."""
        try:
            while self._is_full:
                self._room.clear()
                await self._room.wait()
        finally:  # Also when the transfer is cancelled: `close` writes it.
            blob.stage = Stage.STORING
            self._arrived.append(_File(blob, len(content), content))
            self._unwritten_bytes += len(content)
            self._unflushed_bytes += len(content)
            self._changed.set()

    async def run(self) -> None:
        """Work until cancelled.

        Raises:
            ChecksumMismatch: What arrived of a file was wrong for the second time.
            DiskFull, CacheReadOnly: The cache cannot take it.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._write_all())
            group.create_task(self._flush_all())

    def close(self) -> None:
        """Make blobs of what is here already. Blocks; for a thread, when all else stopped."""
        self._write(list(self._arrived))
        self._flush(list(self._written))

    async def _write_all(self) -> None:
        while True:
            while self._arrived:
                batch = list(self._arrived)
                await self.threads.run(self._write, batch)
                del self._arrived[: len(batch)]
                self._changed.set()
                self._unwritten_bytes -= sum(file.size_bytes for file in batch)
                self._room.set()
                for file in batch:
                    if not file.done:
                        self._unflushed_bytes -= file.size_bytes
                        await file.blob.begin_anew("What arrived was damaged", None)
                        self.settled(file.blob)
            await self._change()

    async def _flush_all(self) -> None:
        while True:
            while self._written:
                batch = list(self._written)
                await self.threads.run(self._flush, batch)
                del self._written[: len(batch)]
                self._unflushed_bytes -= sum(file.size_bytes for file in batch)
                self._room.set()
                for file in batch:
                    file.blob.stage = Stage.DONE
                    self.settled(file.blob)
            await self._change()

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    @property
    def _is_full(self) -> bool:
        return (
            self._unwritten_bytes > _MOST_UNWRITTEN_BYTES
            or self._unflushed_bytes > _MOST_UNFLUSHED_BYTES
        )

    def _write(self, batch: list[_File]) -> None:
        for file in batch:
            if file.content is None:
                continue
            if not write_whole(self.blobs, file.blob.file, file.content):
                continue
            file.content, file.done = None, True
            self._written.append(_File(file.blob, file.size_bytes, None))

    def _flush(self, batch: list[_File]) -> None:
        waiting = [file for file in batch if not file.done]
        if len(waiting) <= _FEW_FILES or not flush_disk(self.blobs.fd):
            for file in waiting:
                self._flush_one(file)
        for file in waiting:
            self.blobs.rename(partial_name(file.blob.file.blob), file.blob.file.blob)
            file.done = True

    def _flush_one(self, file: _File) -> None:
        fd = self.blobs.open(partial_name(file.blob.file.blob), os.O_WRONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    def _is_right(self, blob: Blob) -> bool:
        check = new_hash(blob.file)
        with suppress(OSError):
            fd = os.open(
                partial_name(blob.file.blob), os.O_RDONLY | os.O_NOFOLLOW, dir_fd=self.blobs.fd
            )
            with os.fdopen(fd, "rb") as file:
                check.update(file.read(blob.file.size_bytes + 1))
        return check.hexdigest() == blob.file.blob
