"""What one connection does: fetch a segment, or a small file as a whole."""

import asyncio
import time
from dataclasses import dataclass, field

from modelshelf.hub.transfer.attempt import Attempt
from modelshelf.hub.transfer.blob import Blob
from modelshelf.hub.transfer.fetch import Body, Fetcher
from modelshelf.hub.transfer.limit import RateLimiter
from modelshelf.hub.transfer.segments import Segment
from modelshelf.hub.transfer.setback import Changed, Setback

# Bytes wait no longer than this in memory, however slowly they arrive.
_WRITE_SECONDS = 0.25


@dataclass(slots=True)
class Pulse:
    """When the last byte arrived, over all connections."""

    last_byte_at: float = field(default_factory=time.monotonic)

    def beat(self) -> None:
        self.last_byte_at = time.monotonic()

    @property
    def silence_seconds(self) -> float:
        return time.monotonic() - self.last_byte_at


@dataclass(frozen=True, slots=True)
class Connection:
    """One of the connections of a transfer."""

    fetcher: Fetcher
    pulse: Pulse
    limiter: RateLimiter | None

    async def fetch_segment(self, blob: Blob, attempt: Attempt, segment: Segment) -> None:
        """Fetch a segment and write it.

        Raises:
            Setback, Changed, Problem: As in `Fetcher.open`; what arrived before is written.
            TransferStalled: As in `Blob.broke_off`.
        """
        segments = attempt.segments
        ranged = segments.ranged is not False
        async with self.fetcher.open(
            blob.source, segment.start, segment.end, ranged=ranged
        ) as body:
            if not body.whole:
                segments.ranged = True
            elif not segments.single_stream(segment):
                raise Setback(f"the server sends {blob.file.path} in one piece only")
            await self._pour(body, blob, attempt, segment)

    async def fetch_small(self, blob: Blob) -> None:
        """Fetch a small file as a whole and make its blob.

        Raises:
            Setback, Changed, Problem: As in `Fetcher.open`.
        """
        size = blob.file.size_bytes
        pieces: list[bytes] = []
        if size > 0:
            async with self.fetcher.open(blob.source, 0, size, ranged=False) as body:
                try:
                    await self._gather(body, blob, pieces)
                except Setback as setback:
                    if pieces:
                        blob.broke_off(setback.reason)
                    raise
        await blob.store(b"".join(pieces))

    async def _gather(self, body: Body, blob: Blob, pieces: list[bytes]) -> None:
        size, arrived = blob.file.size_bytes, 0
        while data := await self._read(body):
            pieces.append(data)
            arrived += len(data)
            if arrived > size:
                raise Changed(f"The server's {blob.file.path} is longer than announced")
        if arrived < size:
            raise Setback(f"{blob.file.path} ended early")

    async def _pour(self, body: Body, blob: Blob, attempt: Attempt, segment: Segment) -> None:
        pieces: list[bytes] = []
        written = at = body.start
        written_at = time.monotonic()
        try:
            while at < segment.end and not attempt.abandoned:
                data = await self._read(body)
                if not data:
                    raise Setback("the answer ended early")
                data = data[: segment.end - at]
                pieces.append(data)
                at += len(data)
                segment.position = at
                due = time.monotonic() - written_at >= _WRITE_SECONDS
                if due or at - written >= attempt.chunk_bytes or at == segment.end:
                    await attempt.write(pieces, written)
                    pieces, written, written_at = [], at, time.monotonic()
        except Setback as setback:
            if pieces:
                await attempt.write(pieces, written)
            if at > body.start:
                blob.broke_off(setback.reason)
            raise
        except asyncio.CancelledError:
            attempt.leave(pieces, written)
            raise

    async def _read(self, body: Body) -> bytes:
        if self.limiter is None:
            data = await body.read()
        else:
            data = await body.read(self.limiter.portion_bytes)
            await self.limiter.take(len(data))
        if data:
            self.pulse.beat()
        return data
