"""Bytes of an answer, from the kernel straight into a buffer of ours.

aiohttp copies each byte twice on its way to us and hands pieces over one by one: that was more than
half of what receiving costs (docs/decisions/0003). So while a body of known length arrives, its
connection is lent to a protocol of our own; then aiohttp has it back, and keeps it for the next
request. No more is read than fits in the buffer and belongs to the body.
"""

import asyncio
from dataclasses import dataclass, field

import aiohttp
from aiohttp.client_proto import ResponseHandler


@dataclass(slots=True)
class Chunk:
    """A buffer that fills with what arrives.

    Attributes:
        size: How many bytes of it arrived.
        limit: How many may.
    """

    memory: memoryview
    size: int = 0
    limit: int = field(init=False)

    def __post_init__(self) -> None:
        self.limit = len(self.memory)

    @classmethod
    def of(cls, size_bytes: int) -> "Chunk":
        return cls(memoryview(bytearray(size_bytes)))

    @property
    def content(self) -> memoryview:
        return self.memory[: self.size]

    @property
    def free(self) -> memoryview:
        return self.memory[self.size : self.limit]

    @property
    def full(self) -> bool:
        return self.size >= self.limit

    def empty(self, limit: int) -> None:
        """Begin again, for at most so many bytes."""
        self.size, self.limit = 0, min(limit, len(self.memory))

    def add(self, data: memoryview) -> int:
        """Copy as much of `data` as there is room for; gives how much that was."""
        count = min(len(data), self.limit - self.size)
        self.memory[self.size : self.size + count] = data[:count]
        self.size += count
        return count


class Intake(asyncio.BufferedProtocol):
    """Reads one body from a connection that aiohttp made.

    Args:
        handler: aiohttp's protocol of the connection. It must have nothing left that it received.
        left_bytes: How much of the body is still to come.
    """

    def __init__(
        self, transport: asyncio.Transport, handler: ResponseHandler, left_bytes: int
    ) -> None:
        self.left_bytes = left_bytes
        self._transport = transport
        self._handler = handler
        self._chunk = Chunk.of(0)
        self._waiter: asyncio.Future[None] | None = None
        self._lost: Exception | None = None
        self._loop = asyncio.get_running_loop()
        handler.pause_reading()  # Stops its timer, too.
        transport.set_protocol(self)

    async def fill(self, chunk: Chunk, seconds: float) -> None:
        """Wait until the chunk is full or the body at its end, but not longer than `seconds`.

        Raises:
            aiohttp.ClientError, OSError: The connection broke. What arrived is in the chunk.
        """
        if self._lost is not None:
            raise self._lost
        self._chunk = chunk
        self._waiter = self._loop.create_future()
        timer = self._loop.call_later(seconds, self._wake)
        self._transport.resume_reading()
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None
            self._transport.pause_reading()
        if self._lost is not None:
            raise self._lost

    def give_back(self) -> None:
        """Let aiohttp have the connection again."""
        if self._lost is None:
            self._transport.set_protocol(self._handler)

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._chunk.free[: self.left_bytes]

    def buffer_updated(self, nbytes: int) -> None:
        self._chunk.size += nbytes
        self.left_bytes -= nbytes
        if self._chunk.full or self.left_bytes == 0:
            self._transport.pause_reading()
            self._wake()

    def eof_received(self) -> None:
        """Nothing more will come: the transport closes by itself."""

    def pause_writing(self) -> None:
        self._handler.pause_writing()

    def resume_writing(self) -> None:
        self._handler.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = exc or aiohttp.ClientPayloadError("the answer ended early")
        self._handler.connection_lost(exc)
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
