"""SQL for all domains: one asynchronous engine, short transactions, SQLite and PostgreSQL alike."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, TypeAlias, TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    MetaData,
    String,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import PoolResetState
from sqlalchemy.types import TypeDecorator

from modelshelf.kit import one_trip
from modelshelf.kit.memo import Memo, PostgresStamps, SqliteStamps

SQLITE_BUSY_SECONDS = 15
CLOSE_SECONDS = 3.0

T = TypeVar("T")
AfterCommit: TypeAlias = Callable[[], Awaitable[None]]


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its zone; SQLite, which has no zones, stores UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table. Integers are 64 bits wide: most of ours count bytes."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        int: BigInteger(),
        str: String(),
        list[Any]: JSON(),
        dict[str, Any]: JSON(),
    }


class Database:
    """The database of one process.

    `read()` and `write()` each give a session that is one transaction. Keep them short: nothing
    that waits for a disk or a network belongs inside. On SQLite a writer takes its lock at the
    beginning (BEGIN IMMEDIATE), since a reader that becomes a writer later may fail at once.

    Attributes:
        memo: Answers that hold until the next commit.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            _make_private_file(Path(self.url.database))
        self.engine = create_async_engine(
            self.url,
            pool_pre_ping=not self.is_sqlite,
            json_serializer=_as_json,
            # `_end` has rolled back what was open, mostly: once more is a trip for nothing.
            pool_reset_on_return=None if self.is_sqlite else "rollback",
            connect_args={"async_creator_fn": one_trip.connect} if self.is_sqlite else {},
        )
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
            event.listen(self.engine.sync_engine, "reset", _roll_back_what_is_open)
        self._unfinished: set[asyncio.Future[Any]] = set()
        self._writing = self.engine.execution_options(writes=True)
        file = self.url.database if self.is_sqlite else None
        self.memo = Memo(SqliteStamps(Path(file)) if file else PostgresStamps(self.read))

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        async with self._connected(self.engine) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A transaction that commits at the end of the block and rolls back on any exception."""
        async with self._connected(self._writing) as session:
            async with session.begin():
                yield session
            for action in session.info.pop(_AFTER_COMMIT, ()):
                await action()

    async def close(self) -> None:
        """Close every connection; those in use once whoever uses them has had time to end."""
        await self.memo.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                while self._unfinished:
                    await asyncio.wait(self._unfinished)
        await self.engine.dispose()

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
        """A session on a connection of its own.

        Whoever is cancelled while it connects or ends must not leave half a connection behind:
        both go on by themselves, and what comes of it is closed.
        """
        connecting = self._by_itself(engine.connect().start())
        try:
            connection = await asyncio.shield(connecting)
        except asyncio.CancelledError:
            self._by_itself(_close_unused(connecting))
            raise
        in_use = asyncio.get_running_loop().create_future()
        self._unfinished.add(in_use)
        session = AsyncSession(connection, expire_on_commit=False)
        try:
            yield session
        finally:
            ending = self._by_itself(_end(session, connection))
            self._over(in_use)
            await asyncio.shield(ending)

    def _by_itself(self, work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
        task = asyncio.ensure_future(work)
        self._unfinished.add(task)
        task.add_done_callback(self._over)
        return task

    def _over(self, ended: asyncio.Future[Any]) -> None:
        self._unfinished.discard(ended)
        if not ended.done():
            ended.set_result(None)
        elif not ended.cancelled():
            ended.exception()  # Else asyncio complains when nobody waits for it any more.


async def _end(session: AsyncSession, connection: AsyncConnection) -> None:
    try:
        await session.close()
    finally:
        await connection.close()


async def _close_unused(connecting: asyncio.Future[AsyncConnection]) -> None:
    await (await connecting).close()


def _as_json(value: Any) -> str:
    # Most of our columns hold nothing most of the time, and are written by the thousand.
    if not value and isinstance(value, (list, tuple, dict)):
        return "{}" if isinstance(value, dict) else "[]"
    return json.dumps(value)


_AFTER_COMMIT = "after_commit"


def after_commit(session: AsyncSession, action: AfterCommit) -> None:
    """Have something done once this transaction stands, such as telling others about it."""
    session.info.setdefault(_AFTER_COMMIT, []).append(action)


def _make_private_file(path: Path) -> None:
    """The database holds hashes of passwords; SQLite gives its other files the same mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions on its own, and too late; `_begin_sqlite` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        # First of all: even turning on the WAL waits for other processes that start.
        f"busy_timeout = {SQLITE_BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "foreign_keys = ON",
        "synchronous = NORMAL",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _roll_back_what_is_open(connection: Any, _record: object, reset_state: PoolResetState) -> None:
    """A COMMIT that fails, as on a full disk, may leave its transaction open
    (sqlite.org/lang_transaction.html), and SQLAlchemy takes it for ended: whoever got the
    connection next could not begin."""
    if not reset_state.terminate_only and connection.driver_connection.in_transaction:
        connection.rollback()
