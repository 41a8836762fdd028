"""SQLite from asyncio, by one trip to another thread for each statement.

`aiosqlite` gives each connection a thread, and makes a trip there for each of a cursor's methods:
to open it, to execute, to fetch and to close it. Each costs two changes of threads, which is most
of what a short statement takes, and a request has a dozen of them. SQLAlchemy fetches all rows at
once anyway, so all of that is one trip here.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiosqlite.core import Connection


def connect(database: str, **options: Any) -> Connection:
    """As `aiosqlite.connect`; give it to SQLAlchemy as `async_creator_fn`."""
    return _Connection(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)


class _Connection(Connection):
    def cursor(self) -> "_Cursor":  # type: ignore[override] # All that SQLAlchemy asks of a cursor.
        return _Cursor(self)

    async def fetch(self, run: Callable[[sqlite3.Cursor], Any]) -> "_Fetched":
        """Run a statement and fetch what it gives, in the connection's thread."""

        def in_thread() -> _Fetched:
            cursor = self._conn.cursor()
            try:
                run(cursor)
                return _Fetched(cursor)
            finally:
                cursor.close()

        take: Callable[[Callable[[], _Fetched]], Awaitable[_Fetched]] = self._execute
        return await take(in_thread)


class _Fetched:
    """All that a statement gave."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self.rows = cursor.fetchall() if cursor.description else []
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid


class _Cursor:
    """What SQLAlchemy needs of a cursor of `aiosqlite`."""

    arraysize = 1

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "_Cursor":
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> None:
        self._hold(await self._connection.fetch(lambda cursor: cursor.execute(sql, parameters)))

    async def executemany(self, sql: str, parameters: Any) -> None:
        self._hold(await self._connection.fetch(lambda cursor: cursor.executemany(sql, parameters)))

    async def fetchall(self) -> Sequence[Any]:
        rows, self._rows = self._rows, ()
        return rows

    async def close(self) -> None:
        """It is closed: nothing is held in the connection."""

    def _hold(self, fetched: _Fetched) -> None:
        self._rows, self.description = fetched.rows, fetched.description
        self.rowcount, self.lastrowid = fetched.rowcount, fetched.lastrowid
