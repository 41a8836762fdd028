"""Messages between processes, by publish and subscribe on Redis or Valkey.

Events are news, not truth: they may be lost at any time, and whoever needs certainty reads the
database. A listener is told when it may have missed something (`Gap`), so that it can look again.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import redis.asyncio as redis
from redis.exceptions import RedisError

CHANNEL = "modelshelf:events"
RECONNECT_SECONDS = 1.0
LISTENER_BACKLOG = 1000
OUTBOX = 1000
CLOSE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened: `kind` names it, `data` is JSON."""

    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gap:
    """The line was down, or the listener too slow: look at the database again."""


News: TypeAlias = Event | Gap


class Publisher:
    """Tells others. Never raises and never waits long: an event may be lost, work may not.

    One task sends, in order, so that whoever is cancelled while telling breaks no connection.
    """

    def __init__(self, url: str) -> None:
        self._client = redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        self._outbox: asyncio.Queue[str | None] = asyncio.Queue(OUTBOX)
        self._sender: asyncio.Task[None] | None = None

    async def publish(self, kind: str, data: dict[str, Any]) -> None:
        if self._sender is None:
            self._sender = asyncio.create_task(self._send())
        await self._outbox.put(json.dumps({"kind": kind, "data": data}))

    async def _send(self) -> None:
        while (message := await self._outbox.get()) is not None:
            with contextlib.suppress(RedisError, OSError):
                await self._client.publish(CHANNEL, message)

    async def reachable(self) -> bool:
        try:
            return bool(await self._client.ping())
        except (RedisError, OSError):
            return False

    async def close(self) -> None:
        """Send what is left, if that is a matter of a moment, and end."""
        try:
            if self._sender is not None:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(CLOSE_SECONDS):
                        await self._outbox.put(None)
                        await self._sender
        finally:
            await self._client.aclose()


class Broadcast:
    """One subscription per process, handed to any number of listeners.

    A listener that does not keep up loses its backlog and is told so by a `Gap`.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._listeners: set[asyncio.Queue[News]] = set()

    async def run(self) -> None:
        """Listen until cancelled; reconnects for ever."""
        while True:
            with contextlib.suppress(RedisError, OSError):
                await self._listen()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self) -> None:
        async with (
            redis.from_url(self._url, socket_connect_timeout=1) as client,
            client.pubsub() as subscription,
        ):
            await subscription.subscribe(CHANNEL)
            async for message in subscription.listen():
                if message["type"] == "subscribe":
                    self._give(Gap())  # Only from here on nothing is missed.
                elif message["type"] == "message" and (event := _event(message["data"])):
                    self._give(event)

    def _give(self, news: News) -> None:
        for queue in self._listeners:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(Gap())
            else:
                queue.put_nowait(news)

    @contextlib.contextmanager
    def _joined(self) -> Iterator[asyncio.Queue[News]]:
        queue: asyncio.Queue[News] = asyncio.Queue(LISTENER_BACKLOG)
        queue.put_nowait(Gap())  # What was before is unknown to it.
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    async def listen(self, silence_seconds: float) -> AsyncIterator[News | None]:
        """A Gap first, then news as it comes; None after each silence of the given length."""
        with self._joined() as queue:
            while True:
                news: News | None = None
                # Not `wait_for`: before Python 3.12 it can swallow a cancellation.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(silence_seconds):
                        news = await queue.get()
                yield news


def _event(message: bytes) -> Event | None:
    """None for what is no event of ours: others may use the server, too."""
    try:
        said = json.loads(message)
        kind, data = said["kind"], said["data"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return Event(kind, data) if isinstance(kind, str) and isinstance(data, dict) else None
