"""What one connection does: fetch a segment, or a small file as a whole."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from modelshelf.hub.transfer.attempt import MAX_CHUNK_BYTES, Attempt
from modelshelf.hub.transfer.blob import Blob
from modelshelf.hub.transfer.body import Body
from modelshelf.hub.transfer.fetch import Fetcher
from modelshelf.hub.transfer.intake import Chunk
from modelshelf.hub.transfer.limit import RateLimiter
from modelshelf.hub.transfer.segments import Segment
from modelshelf.hub.transfer.setback import Changed, Setback
from modelshelf.hub.transfer.small import SmallFiles

# Bytes wait no longer than this in memory, however slowly they arrive.
_WRITE_SECONDS = 0.25


@dataclass(slots=True)
class Pulse:
    """When the last byte arrived, over all connections.

    Attributes:
        kept: Set once the first bytes are on the disk.
    """

    last_byte_at: float = field(default_factory=time.monotonic)
    kept: asyncio.Event = field(default_factory=asyncio.Event)

    def beat(self) -> None:
        self.last_byte_at = time.monotonic()

    @property
    def silence_seconds(self) -> float:
        return time.monotonic() - self.last_byte_at


class Connection:
    """One of the connections of a transfer.

    Args:
        on_ranges: Called when a server has answered a range for the first time: from then on the
            other connections may help.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        pulse: Pulse,
        limiter: RateLimiter | None,
        small: SmallFiles,
        on_ranges: Callable[[], None],
    ) -> None:
        self._fetcher = fetcher
        self._small = small
        self._pulse = pulse
        self._limiter = limiter
        self._on_ranges = on_ranges
        self._chunk = Chunk.of(MAX_CHUNK_BYTES)

    async def fetch_segment(self, blob: Blob, attempt: Attempt, segment: Segment) -> None:
        """Fetch a segment and write it.

        Raises:
            Setback, Changed, Problem: As in `Fetcher.open`; what arrived before is written.
            TransferStalled: As in `Blob.broke_off`.
        """
        segments = attempt.segments
        ranged = segments.ranged is not False
        async with self._fetcher.open(
            blob.source, segment.start, segment.end, ranged=ranged
        ) as body:
            segments.answered(segment)
            if not body.whole:
                first, segments.ranged = not segments.ranged, True
                if first:
                    self._on_ranges()
            elif not segments.single_stream(segment):
                raise Setback(f"the server sends {blob.file.path} in one piece only")
            await self._pour(body, blob, attempt, segment)

    async def fetch_small(self, blob: Blob) -> None:
        """Fetch a small file as a whole, and have its blob made.

        Raises:
            Setback, Changed, Problem: As in `Fetcher.open`.
        """
        size = blob.file.size_bytes
        chunk = Chunk.of(size + 1)  # One more than there should be.
        if size > 0:
            async with self._fetcher.open(blob.source, 0, size, ranged=False) as body:
                try:
                    await self._gather(body, blob, chunk)
                except Setback as setback:
                    if chunk.size:
                        blob.broke_off(setback.reason)
                    raise
        await self._small.take(blob, chunk.content)

    async def _gather(self, body: Body, blob: Blob, chunk: Chunk) -> None:
        size = blob.file.size_bytes
        while not body.ended and not chunk.full:
            await self._fill(body, chunk)
        if chunk.size > size:
            raise Changed(f"The server's {blob.file.path} is longer than announced")
        if chunk.size < size:
            raise Setback(f"{blob.file.path} ended early")

    async def _pour(self, body: Body, blob: Blob, attempt: Attempt, segment: Segment) -> None:
        chunk = self._chunk
        written = body.start
        try:
            while written < segment.end and not attempt.abandoned:
                chunk.empty(min(attempt.chunk_bytes(written), segment.end - written))
                await self._fill(body, chunk)
                if chunk.size == 0 and body.ended:
                    raise Setback("the answer ended early")
                written = await self._write(chunk, attempt, segment, written)
        except Setback as setback:
            written = await self._write(chunk, attempt, segment, written)
            if written > body.start:
                blob.broke_off(setback.reason)
            raise
        except asyncio.CancelledError:
            attempt.leave(chunk.content, written)
            raise

    async def _write(self, chunk: Chunk, attempt: Attempt, segment: Segment, start: int) -> int:
        """Write what is in the chunk; gives the place in the file behind it."""
        content = chunk.content[: segment.end - start]  # It may have been cut meanwhile.
        if content:
            await attempt.write(content, start)
            self._pulse.kept.set()
        segment.position = start + len(content)
        chunk.empty(0)
        return segment.position

    async def _fill(self, body: Body, chunk: Chunk) -> None:
        before = chunk.size
        limit = chunk.limit
        if self._limiter is not None:
            chunk.limit = min(limit, before + self._limiter.portion_bytes)
        try:
            await body.fill(chunk, _WRITE_SECONDS)
        finally:
            chunk.limit = limit
        if chunk.size > before:
            self._pulse.beat()
            if self._limiter is not None:
                await self._limiter.take(chunk.size - before)
