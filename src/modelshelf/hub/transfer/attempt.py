"""One try at making a blob: what arrives is written, flushed and hashed, until all is there."""

import asyncio

from modelshelf.hub.door import HubFile
from modelshelf.hub.transfer.disk import DiskThreads
from modelshelf.hub.transfer.partial import WRITE_UNIT_BYTES, PartialFile
from modelshelf.hub.transfer.segments import Segments

_MIB = 1024 * 1024
# What a loss of power may cost at most: a twentieth of the file, within these bounds.
_MIN_UNFLUSHED_BYTES = _MIB
_MAX_UNFLUSHED_BYTES = 64 * _MIB
_MIN_CHUNK_BYTES = WRITE_UNIT_BYTES
MAX_CHUNK_BYTES = _MIB
# What one step of hashing takes at most: a transfer that is cancelled waits for it.
_HASH_STEP_BYTES = 32 * _MIB


class Attempt:
    """A partial file that is being filled. Lives on the event loop; the disk work in threads.

    Attributes:
        segments: Who fetches what of it.
        abandoned: What arrives is of no use any more.
    """

    def __init__(
        self, file: HubFile, partial: PartialFile, threads: DiskThreads, connections: int
    ) -> None:
        found = partial.found
        self.partial = partial
        self.segments = Segments(file.size_bytes, found.present, connections)
        self._size_bytes = file.size_bytes
        self._threads = threads
        # Threads that write to one file at once wait for each other: one writes, with a queue.
        self._writer = threads.one_more()
        self._arrived = asyncio.Event()
        self._arrived.set()
        self.abandoned = False
        self._closed = False
        self._left: list[tuple[memoryview, int]] = []
        self._unflushed_bytes = found.present.total_bytes - found.flushed.total_bytes
        self._flushing: asyncio.Task[None] | None = None
        limit = min(file.size_bytes // 20, _MAX_UNFLUSHED_BYTES)
        self._unflushed_limit = max(limit, _MIN_UNFLUSHED_BYTES)
        # All connections together hold at most an eighth of the limit in memory.
        share = self._unflushed_limit // (8 * connections)
        self._chunk_bytes = max(_MIN_CHUNK_BYTES, min(share, MAX_CHUNK_BYTES))

    def chunk_bytes(self, start: int) -> int:
        """How much to gather from byte `start` on before it is written."""
        end = start + self._chunk_bytes
        # What begins and ends with whole pages is written for a fifth less.
        return end - end % WRITE_UNIT_BYTES - start

    async def write(self, content: memoryview, start: int) -> None:
        """Write bytes that arrived, from byte `start` on; what is on disk already is left alone.

        Waits while too much is unflushed.
        """
        on_disk = self.segments.on_disk
        for gap_start, gap_end in list(on_disk.gaps(start, start + len(content))):
            piece = content[gap_start - start : gap_end - start]
            await self._writer.run(self.partial.write, piece, gap_start)
            self._unflushed_bytes += on_disk.add(gap_start, gap_end)
        self._arrived.set()
        await self._keep_flushed()

    def leave(self, content: memoryview, start: int) -> None:
        """Keep bytes whose connection is cancelled; `close` still writes them."""
        self._left.append((content, start))

    async def verified(self) -> bool:
        """Hash what arrives as it arrives, until all is there.

        Returns:
            Whether it is what the Hub announced. False as well when the attempt is abandoned.
        """
        hashed = 0
        while hashed < self._size_bytes and not self.abandoned:
            await self._arrived.wait()
            self._arrived.clear()
            while hashed < (ready := self.segments.on_disk.prefix_bytes):
                hashed = min(ready, hashed + _HASH_STEP_BYTES)
                await self._threads.run(self.partial.hash_to, hashed)
        return not self.abandoned and self.partial.right

    async def promote(self) -> None:
        """Make the verified file the finished blob."""
        if self._flushing is not None:
            await self._flushing
        await self._threads.run(self.partial.promote)
        self._closed = True
        await self._threads.run(self._close)

    async def abandon(self) -> None:
        """Throw away what arrived. Writes that are still under way go nowhere."""
        self.abandoned = True
        self._arrived.set()
        await self._threads.run(self.partial.throw_away)

    def close(self) -> None:
        """Bring what arrived to the disk and close. Blocks; for a thread, when all else stopped."""
        if self._closed:
            return
        self._closed = True
        if self._flushing is not None and self._flushing.done() and not self._flushing.cancelled():
            self._flushing.exception()  # Looked at: what ended the transfer has been told.
        self._writer.shutdown()
        try:
            for content, start in self._left:
                self.partial.write(content, start)
            self.partial.flush(self.segments.on_disk)
        finally:
            self._close()

    def _close(self) -> None:
        self._writer.shutdown()
        self.partial.close()

    async def _keep_flushed(self) -> None:
        flushing, limit = self._flushing, self._unflushed_limit
        if flushing is not None and (flushing.done() or self._unflushed_bytes >= limit * 7 // 8):
            await asyncio.shield(flushing)
            if self._flushing is flushing:  # Others waited, too, and may have begun the next.
                self._flushing = None
        if self.segments.missing_bytes == 0:
            return  # `promote` flushes the rest, and closes the file soon.
        if self._flushing is None and self._unflushed_bytes >= limit // 4:
            self._flushing = asyncio.create_task(self._flush())

    async def _flush(self) -> None:
        before = self._unflushed_bytes
        await self._threads.run(self.partial.flush, self.segments.on_disk.copy())
        self._unflushed_bytes -= before
