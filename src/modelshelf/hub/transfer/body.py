"""An answer that has begun, and the bytes of its body as they arrive."""

import time

import aiohttp

from modelshelf.hub.lost import in_plain_words
from modelshelf.hub.transfer.intake import Chunk, Intake
from modelshelf.hub.transfer.setback import Setback


class Body:
    """The body of one answer.

    Args:
        start: The place in the file of its first byte.
        whole: The server sends the whole file although a range was asked for.
        silence_seconds: Without a byte, after which the connection counts as broken.

    Attributes:
        ended: All that the server sends has been read.
    """

    def __init__(
        self,
        response: aiohttp.ClientResponse,
        start: int,
        *,
        whole: bool,
        silence_seconds: float,
    ) -> None:
        self.start = start
        self.whole = whole
        self.ended = False
        self._response = response
        self._silence_seconds = silence_seconds
        self._silent_seconds = 0.0
        self._early = memoryview(b"")
        self._intake: Intake | None = None
        if response.content_length is not None and "Transfer-Encoding" not in response.headers:
            self._take_over(response.content_length)

    async def fill(self, chunk: Chunk, seconds: float) -> None:
        """Read until the chunk is full or the body ended, for about `seconds` at most.

        What arrived is in the chunk, also when this raises or is cancelled.

        Raises:
            Setback: The connection broke, or was silent for too long.
        """
        before, began_at = chunk.size, time.monotonic()
        try:
            await self._fill(chunk, seconds)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise broken(error) from error
        if chunk.size > before or self.ended:
            self._silent_seconds = 0.0
            return
        self._silent_seconds += time.monotonic() - began_at
        if self._silent_seconds >= self._silence_seconds:
            raise Setback(f"nothing arrived for {self._silence_seconds:g} seconds")

    def close(self) -> None:
        """Let go of the connection: it is kept where the body was read to its end."""
        if self._intake is not None:
            self._intake.give_back()
            if self._intake.left_bytes == 0:
                self._response.content.feed_eof()
        self._response.release()

    def _take_over(self, size_bytes: int) -> None:
        """Read from the connection ourselves, but for what aiohttp has read already."""
        content, early = self._response.content, bytearray()
        while data := content.read_nowait():
            early += data
        self._early = memoryview(early)
        if content.is_eof():
            return
        connection = self._response.connection
        if connection is None or connection.transport is None or connection.protocol is None:
            raise aiohttp.ClientConnectionError("the connection was lost")
        left_bytes = size_bytes - len(early)
        self._intake = Intake(connection.transport, connection.protocol, left_bytes)

    async def _fill(self, chunk: Chunk, seconds: float) -> None:
        content, intake = self._response.content, self._intake
        self._early = self._early[chunk.add(self._early) :]
        if intake is not None:
            if intake.left_bytes and not chunk.full:
                await intake.fill(chunk, seconds)
            self.ended = intake.left_bytes == 0 and not self._early
            return
        if not self._early and not chunk.full and not content.at_eof():
            # Its end is for aiohttp to find: it is here already, or nobody announced it.
            chunk.add(memoryview(await content.read(len(chunk.free))))
        self.ended = content.at_eof() and not self._early


def broken(error: Exception) -> Setback:
    """What it means that a connection failed."""
    unreached = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
    return Setback(in_plain_words(error), reached=not isinstance(error, unreached))
