"""Small files: each is written as it arrives, many are flushed at once, and then they are blobs.

A flush waits for the disk however little it flushes. One for each of thousands of files took most
of the time of such a model, and on a busy disk all connections waited for it. Here nobody waits:
whatever arrived during one flush is flushed by the next.

A partial small file has no journal: its hash tells whether all of it is there. And it has a name of
its own, so that two processes which fetch the same model never write to one file.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from modelshelf.hub.transfer.blob import Blob, Stage
from modelshelf.hub.transfer.disk import DiskThreads
from modelshelf.hub.transfer.held import HeldFolder
from modelshelf.hub.transfer.links import read_file
from modelshelf.hub.transfer.partial import (
    is_finished,
    is_right,
    own_name,
    own_names,
    write_whole,
)
from modelshelf.hub.transfer.writeback import flush_disk

# How much may wait to be written, in memory, and to be flushed, which a loss of power costs.
_MOST_UNWRITTEN_BYTES = 8 * 1024 * 1024
_MOST_UNFLUSHED_BYTES = 64 * 1024 * 1024
# Flushing the whole disk costs a busy machine more than flushing so many files one by one.
_FEW_FILES = 8
# Without waiting for anybody: a pipe may lie there.
_TO_FLUSH = os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK


@dataclass(slots=True, eq=False)
class _File:
    """A small file that is here. Its content is let go of once it is written.

    Attributes:
        name: Of its partial file.
        done: Once it is written, and then once it is a blob.
    """

    blob: Blob
    size_bytes: int
    content: memoryview | None
    name: str = ""
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
    _left: dict[str, list[str]] | None = None
    _failed: bool = False
    _unwritten_bytes: int = 0
    _unflushed_bytes: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _room: asyncio.Event = field(default_factory=asyncio.Event)

    def find(self, blob: Blob) -> None:
        """See whether it lies here whole, from before a death. Blocks; for before all else."""
        if self._left is None:
            self._left = own_names(self.blobs)
        for left in self._left.get(blob.file.blob, ()):
            name = own_name(blob.file.blob)
            # Another process may be at work on it still, and looks then whether it is a blob.
            with suppress(FileNotFoundError):
                self.blobs.rename(left, name)
                if blob.stage is Stage.NEW and self._is_right(blob, name):
                    blob.stage = Stage.STORING
                    self._written.append(_File(blob, 0, None, name))
                else:
                    self.blobs.remove(name)

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
        if self._failed:
            # The system tells once that it could not write, and forgets it: none of it is trusted.
            for file in self._written:
                self.blobs.remove(file.name)
            return
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
                    if file.done:
                        file.blob.stage = Stage.DONE
                    else:
                        await file.blob.begin_anew("What was written of it was removed", None)
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
            name = write_whole(self.blobs, file.blob.file, file.content)
            if name is None:
                continue
            file.content, file.done = None, True
            self._written.append(_File(file.blob, file.size_bytes, None, name))

    def _flush(self, batch: list[_File]) -> None:
        waiting = [file for file in batch if not file.done]
        try:
            if len(waiting) <= _FEW_FILES or not flush_disk(self.blobs.fd):
                for file in waiting:
                    self._flush_one(file)
        except OSError:
            self._failed = True
            raise
        for file in waiting:
            file.done = self._make_blob(file)

    def _flush_one(self, file: _File) -> None:
        with suppress(FileNotFoundError):  # Then there is nothing to make a blob of, either.
            fd = os.open(file.name, _TO_FLUSH, dir_fd=self.blobs.fd)
            try:
                os.fsync(fd)
            finally:
                os.close(fd)

    def _make_blob(self, file: _File) -> bool:
        """False when somebody removed what was written and the blob is not there either."""
        try:
            self.blobs.rename(file.name, file.blob.file.blob)
        except FileNotFoundError:
            file.blob.found = is_finished(self.blobs, file.blob.file)
            return file.blob.found
        return True

    def _is_right(self, blob: Blob, name: str) -> bool:
        stored = read_file(Path(name), blob.file.size_bytes, self.blobs.fd)
        return stored is not None and is_right(blob.file, stored)
