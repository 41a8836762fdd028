"""Answers that hold until somebody commits something, whoever it is.

What was read from the database is true as long as no transaction was committed since. SQLite and
PostgreSQL both tell that for next to nothing (docs/decisions/0015-answers-that-hold.md), so an
answer may be given again without a look at the tables, and is never older than the last commit.
"""

import asyncio
import sqlite3
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from contextlib import AbstractAsyncContextManager, suppress
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

T = TypeVar("T")

MOST_BYTES = 8 * 2**20
# What an answer costs to keep beyond what it weighs by itself.
ENTRY_BYTES = 500
_SNAPSHOT = text("SELECT CAST(pg_current_snapshot() AS text)")


class Stamps(Protocol):
    async def now(self) -> Hashable:
        """Two equal stamps: no commit lies between the moments at which they were given."""
        ...

    def close(self) -> None: ...


class SqliteStamps:
    """`PRAGMA data_version` of a connection that never writes: it moves with every commit of any
    other connection, be it of this process or of another (sqlite.org/pragma.html).

    Read on the event loop: it is a look at memory that all processes share, of some microseconds.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    async def now(self) -> Hashable:
        try:
            if self._connection is None:
                self._connection = sqlite3.connect(
                    self._path, timeout=0, isolation_level=None, check_same_thread=False
                )
            return cast(int, self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.OperationalError:
            return object()  # Locked, or not there: like no other moment.

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class PostgresStamps:
    """The snapshot that a query would see: which transactions count as committed by now."""

    def __init__(self, read: Callable[[], AbstractAsyncContextManager[AsyncSession]]) -> None:
        self._read = read

    async def now(self) -> Hashable:
        async with self._read() as session:
            return cast(str, await session.scalar(_SNAPSHOT))

    def close(self) -> None:
        """Nothing is held."""


class _Kept(NamedTuple):
    stamp: Hashable
    value: Any
    size_bytes: int


class Memo:
    """Keeps answers by what was asked; who asks for one that is being worked out waits for it.

    Args:
        most_bytes: Beyond it, what was not asked for the longest is dropped.
    """

    def __init__(self, stamps: Stamps, most_bytes: int = MOST_BYTES) -> None:
        self._stamps = stamps
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._size_bytes = 0
        self._under_way: dict[tuple[Hashable, Hashable], asyncio.Task[Any]] = {}

    async def get(
        self,
        key: Hashable,
        work_out: Callable[[], Awaitable[T]],
        size_bytes: Callable[[T], int] = lambda _: 0,
    ) -> T:
        """The answer to a question, worked out unless it is known and holds.

        Args:
            key: The whole question: equal keys must have equal answers.
            work_out: Reads nothing but the database, and what never changes.
            size_bytes: What an answer weighs.
        """
        # The stamp first: what is committed while the answer is worked out makes it old at once.
        stamp = await self._stamps.now()
        kept = self._kept.get(key)
        if kept is not None and kept.stamp == stamp:
            self._kept.move_to_end(key)
            return cast(T, kept.value)
        task = self._under_way.get((key, stamp))
        if task is None:
            task = asyncio.create_task(self._work_out(key, stamp, work_out, size_bytes))
            self._under_way[key, stamp] = task
            task.add_done_callback(lambda done: self._over(key, stamp, done))
        # Whoever goes away meanwhile takes the answer from nobody else.
        return cast(T, await asyncio.shield(task))

    async def _work_out(
        self,
        key: Hashable,
        stamp: Hashable,
        work_out: Callable[[], Awaitable[T]],
        size_bytes: Callable[[T], int],
    ) -> T:
        value = await work_out()
        self._keep(key, _Kept(stamp, value, size_bytes(value) + ENTRY_BYTES))
        return value

    def _keep(self, key: Hashable, entry: _Kept) -> None:
        if (before := self._kept.pop(key, None)) is not None:
            self._size_bytes -= before.size_bytes
        if entry.size_bytes > self._most_bytes:
            return
        self._kept[key] = entry
        self._size_bytes += entry.size_bytes
        while self._size_bytes > self._most_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._size_bytes -= oldest.size_bytes

    def _over(self, key: Hashable, stamp: Hashable, done: asyncio.Task[Any]) -> None:
        self._under_way.pop((key, stamp), None)
        with suppress(asyncio.CancelledError):
            done.exception()  # Else asyncio complains when nobody waits for it any more.

    async def close(self) -> None:
        """Work nothing out any more."""
        under_way = list(self._under_way.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        self._stamps.close()
