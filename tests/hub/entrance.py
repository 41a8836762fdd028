"""Connections to a server on loopback: taken, and ended without one left over."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from weakref import WeakSet

_BACKLOG = 256


class Entrance:
    """Where connections come in, for as long as it is open.

    An `asyncio.Server` that is closed forgets what it has just accepted, and leaves open what its
    clients do not read: each of these would fail whichever test runs when it is collected.
    """

    def __init__(self, make: Callable[[], asyncio.Protocol], tls: ssl.SSLContext | None) -> None:
        self._make = make
        self._tls = tls
        self._listening: list[socket.socket] = []
        self._coming: set[asyncio.Task[None]] = set()
        self._transports: WeakSet[asyncio.WriteTransport] = WeakSet()

    def open(self, host: str, port: int) -> int:
        """Take connections from now on; gives the port, which 0 leaves to the system."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        listening.setblocking(False)
        self._listening.append(listening)
        asyncio.get_running_loop().add_reader(listening, self._accept, listening)
        return int(listening.getsockname()[1])

    async def close(self) -> None:
        """Take no more, and end those that are open at once."""
        for listening in self._listening:
            asyncio.get_running_loop().remove_reader(listening)
            listening.close()
        await asyncio.sleep(0)  # One that has not begun could not close its connection.
        coming = list(self._coming)
        for task in coming:
            task.cancel()
        await asyncio.gather(*coming, return_exceptions=True)
        while left := [one for one in self._transports if _is_open(one)]:
            for transport in left:
                transport.abort()
            await asyncio.sleep(0)

    def _accept(self, listening: socket.socket) -> None:
        with suppress(BlockingIOError, ConnectionAbortedError):  # Whoever came has gone again.
            connection, _ = listening.accept()
            task = asyncio.create_task(self._take(connection))
            self._coming.add(task)
            task.add_done_callback(self._coming.discard)

    async def _take(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            transport, _ = await loop.connect_accepted_socket(self._make, connection, ssl=self._tls)
        except OSError:  # No handshake came about, or the client has gone.
            connection.close()
        else:
            self._transports.add(transport)


def _is_open(transport: asyncio.BaseTransport) -> bool:
    return bool(transport.get_extra_info("socket").fileno() != -1)
