"""Interleavings that a seed chooses: who steps aside at which seam of which transaction.

The databases are real, so how long each of their steps takes is not ours to say: the same seed
makes everybody draw the same numbers, which mostly, not always, leads to the same order.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random
from typing import TypeVar

from sqlalchemy import Connection, event

from modelshelf.kit.database import Database

T = TypeVar("T")

STEPS_ASIDE = 0.6
MOST_SEAMS = 6
# The others may be waiting for the very lock that whoever steps aside holds.
MOST_SECONDS = 0.006

_numbers: ContextVar[Random] = ContextVar("numbers")


class Interleaving:
    """Makes those who come to a seam wait until others have come by some.

    Seams are right before a transaction begins, and before it commits with all that it has looked
    at and locked. Each actor draws from numbers of its own, whatever the others do.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._passed = 0
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []

    @contextmanager
    def over(self, *databases: Database) -> Iterator[None]:
        """Find the seams in all transactions of these databases while the block runs."""
        engines = [database.engine.sync_engine for database in databases]
        for engine in engines:
            # Before our own listener, which sends BEGIN IMMEDIATE to SQLite.
            event.listen(engine, "begin", self._at_seam, insert=True)
            event.listen(engine, "commit", self._at_seam)
        try:
            yield
        finally:
            for engine in engines:
                event.remove(engine, "begin", self._at_seam)
                event.remove(engine, "commit", self._at_seam)

    async def act(self, name: str, deed: Callable[[], Awaitable[T]]) -> T:
        """Begin something at a moment that is drawn, in a task of its own."""
        numbers = Random(f"{self._seed} {name}")
        _numbers.set(numbers)
        for _ in range(numbers.randrange(5)):
            await self._step_aside(numbers.randint(1, MOST_SEAMS))
        return await deed()

    def _at_seam(self, connection: Connection) -> None:
        if _numbers.get(None) is not None:
            driver = connection.connection.dbapi_connection
            assert driver is not None
            driver.run_async(lambda _: self._seam())

    async def _seam(self) -> None:
        self._passed += 1
        for due, waiting in self._waiting:
            if due <= self._passed and not waiting.done():
                waiting.set_result(None)
        numbers = _numbers.get()
        if numbers.random() < STEPS_ASIDE:
            await self._step_aside(numbers.randint(1, MOST_SEAMS))

    async def _step_aside(self, seams: int) -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((self._passed + seams, waiting))
        try:
            await asyncio.wait([waiting], timeout=MOST_SECONDS)
        finally:
            self._waiting = [entry for entry in self._waiting if entry[1] is not waiting]
