"""Sending a file's bytes: as fast as the kernel can, or as badly as was ordered."""

import array
import asyncio
import fcntl
import os
import re
import socket
import struct
import termios
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from tests.hub.content import Content
from tests.hub.faults import Cut, EndEarly, Reset, Stall, Trouble, WrongByte
from tests.hub.pace import ConnectionPacers, Pacer
from tests.hub.stats import Stats

_SINGLE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_DRAIN_SECONDS = 2.0


@dataclass(frozen=True)
class Span:
    """A part of a file: `count` bytes from `start` on."""

    start: int
    count: int


class UnsatisfiableRange(Exception):
    """The range begins behind the end of the file."""


def asked_span(range_header: str | None, size_bytes: int) -> Span | None:
    """The part that a `Range` header asks for; None for the whole file.

    Several ranges at once are answered with the whole file, as RFC 9110 section 14.2 allows.

    Raises:
        UnsatisfiableRange
    """
    asked = _SINGLE_RANGE.fullmatch(range_header or "")
    if asked is None or asked.groups() == ("", ""):
        return None
    first, last = asked.groups()
    if first:
        start, end = int(first), min(int(last) + 1 if last else size_bytes, size_bytes)
    else:
        start, end = max(0, size_bytes - int(last)), size_bytes
    if start >= end:
        raise UnsatisfiableRange
    return Span(start, end - start)


@dataclass(frozen=True)
class Delivery:
    """One body on its way over one connection."""

    content: Content
    span: Span
    trouble: Trouble
    pacers: tuple[Pacer | ConnectionPacers, ...]
    stats: Stats

    async def send(self, request: web.Request, response: web.StreamResponse) -> None:
        """Send the body of a response whose headers are set, with everything that goes wrong."""
        self.stats.sending[request.path] += 1
        try:
            # A client that hangs up is no error of the server's.
            with suppress(ConnectionError):
                await response.prepare(request)
                transport = request.transport
                if request.method == "HEAD" or transport is None or self.span.count == 0:
                    return
                await self._send_body(request, transport, response)
        finally:
            self.stats.sending[request.path] -= 1

    async def _send_body(
        self, request: web.Request, transport: asyncio.Transport, response: web.StreamResponse
    ) -> None:
        path = self.content.path
        if path is not None and not self.trouble.actions and not self.pacers:
            await self._send_from_disk(request.path, transport, path)
        else:
            await self._send_in_pieces(request.path, transport, response)
            await self._cut(transport)
        await response.write_eof()

    async def _send_from_disk(
        self, counted_as: str, transport: asyncio.Transport, path: Path
    ) -> None:
        # Counted before it is sent, here and below: a client that has everything must never find
        # less in the statistics. What a broken connection did not take is given back.
        self.stats.body_bytes[counted_as] += self.span.count
        with path.open("rb", buffering=0) as file:
            os.lseek(file.fileno(), self.span.start, os.SEEK_SET)
            loop = asyncio.get_running_loop()
            try:
                await loop.sendfile(transport, file, self.span.start, self.span.count)
            finally:
                # The loop leaves the file where it stopped sending, also when the client hung up.
                sent = os.lseek(file.fileno(), 0, os.SEEK_CUR) - self.span.start
                self.stats.body_bytes[counted_as] -= self.span.count - sent

    async def _send_in_pieces(
        self, counted_as: str, transport: asyncio.Transport, response: web.StreamResponse
    ) -> None:
        pacers = [
            pacer.of(transport) if isinstance(pacer, ConnectionPacers) else pacer
            for pacer in self.pacers
        ]
        for piece in self._pieces(min((pacer.step_bytes for pacer in pacers), default=None)):
            for pacer in pacers:
                await pacer.let_through(len(piece))
            self.stats.body_bytes[counted_as] += len(piece)
            await response.write(piece)

    def _pieces(self, step_bytes: int | None) -> Iterator[bytes | memoryview]:
        cut = self._cut_ordered
        wrong = self.trouble.first(WrongByte)
        flip_at = min(wrong.after_bytes, self.span.count - 1) if wrong else -1
        left = min(cut.after_bytes, self.span.count - 1) if cut else self.span.count
        sent = 0
        for chunk in self.content.chunks(self.span.start, left):
            for at in range(0, len(chunk), step_bytes or len(chunk)):
                piece = chunk[at : at + (step_bytes or len(chunk))]
                if sent <= flip_at < sent + len(piece):
                    piece = _with_flipped_byte(piece, flip_at - sent)
                sent += len(piece)
                yield piece

    @property
    def _cut_ordered(self) -> Cut | None:
        return next((a for a in self.trouble.actions if isinstance(a, Cut)), None)

    async def _cut(self, transport: asyncio.Transport) -> None:
        match self._cut_ordered:
            case Reset():
                await _until_delivered(transport)
                reset(transport)
                await forever()
            case EndEarly():
                transport.close()
                await forever()
            case Stall():
                await forever()
            case None:
                pass


async def forever() -> None:
    """Wait until the client hangs up or the server stops: either cancels the handler."""
    await asyncio.Event().wait()


def reset(transport: asyncio.Transport) -> None:
    """End a connection with RST instead of FIN."""
    connection: socket.socket = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _until_delivered(transport: asyncio.Transport) -> None:
    """Wait until the client's kernel has everything: a reset throws away what is under way."""
    connection: socket.socket = transport.get_extra_info("socket")
    unsent = array.array("i", [0])
    deadline = asyncio.get_running_loop().time() + _DRAIN_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, unsent)
        if unsent[0] == 0 and transport.get_write_buffer_size() == 0:
            return
        await asyncio.sleep(0.001)


def _with_flipped_byte(piece: bytes | memoryview, at: int) -> bytes:
    wrong = bytearray(piece)
    wrong[at] ^= 0xFF
    return bytes(wrong)
