"""Transactions: whole or not at all, and many writers at once."""

import asyncio
import gc
import logging
import subprocess
import sys
import warnings
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import CursorResult, literal, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.kit.database import Database, UtcDateTime, after_commit
from tests.kit.increment import count_up
from tests.support.wait import PATIENCE_SECONDS


@pytest.fixture
async def counter(database: Database) -> None:
    async with database.write() as session:
        await session.execute(text("CREATE TABLE counter (number BIGINT NOT NULL)"))
        await session.execute(text("INSERT INTO counter VALUES (0)"))


async def count(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(text("SELECT number FROM counter")) or 0


@pytest.mark.usefixtures("counter")
async def test_writers_of_two_processes_wait_for_each_other(
    database: Database, database_url: str
) -> None:
    command = [sys.executable, "-m", "tests.kit.increment", database_url, "2", "50"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert await asyncio.to_thread(other.stdout.readline) == "ready\n"
        other.stdin.write("now\n")
        other.stdin.flush()
        await asyncio.gather(count_up(database, 50), count_up(database, 50))
        assert await asyncio.to_thread(other.wait, 60) == 0
    assert await count(database) == 200


@pytest.mark.usefixtures("counter")
async def test_a_reader_is_not_kept_waiting_by_a_writer(database: Database) -> None:
    async with database.write() as session:
        await session.execute(text("UPDATE counter SET number = 7"))
        assert await asyncio.wait_for(count(database), PATIENCE_SECONDS) == 0
    assert await count(database) == 7


@pytest.mark.usefixtures("counter")
async def test_what_fails_half_way_never_happened(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.write() as session:
            await session.execute(text("UPDATE counter SET number = 7"))
            raise ZeroDivisionError
    assert await count(database) == 0


@pytest.mark.usefixtures("counter")
async def test_others_are_told_after_the_commit_and_in_order(database: Database) -> None:
    seen: list[tuple[str, int]] = []

    def tell(session: AsyncSession, name: str) -> None:
        async def action() -> None:
            seen.append((name, await count(database)))

        after_commit(session, action)

    async with database.write() as session:
        tell(session, "first")
        await session.execute(text("UPDATE counter SET number = 7"))
        tell(session, "second")
        assert seen == []
    assert seen == [("first", 7), ("second", 7)]


async def test_nobody_is_told_of_what_did_not_happen(sqlite_database: Database) -> None:
    told: list[str] = []

    async def action() -> None:
        told.append("something")

    with pytest.raises(ZeroDivisionError):
        async with sqlite_database.write() as session:
            after_commit(session, action)
            raise ZeroDivisionError
    async with sqlite_database.write():
        pass
    assert told == []


async def test_moments_come_back_with_their_zone(database: Database) -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    async with database.read() as session:
        back = await session.scalar(select(literal(noon, UtcDateTime())))
    assert back == noon
    assert back is not None
    assert back.tzinfo is UTC


async def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'new' / 'folder' / 'shelf.db'}")
    async with database.read() as session:
        assert await session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await session.scalar(text("PRAGMA foreign_keys")) == 1
    await database.close()


async def test_nobody_who_is_cancelled_leaves_a_connection_behind(database: Database) -> None:
    async def look() -> None:
        async with database.read() as session:
            await session.execute(text("SELECT 1"))

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for steps in range(40):  # Of the event loop: connecting, asking, ending.
            looking = [asyncio.create_task(look()) for _ in range(2)]
            for _ in range(steps):
                await asyncio.sleep(0)
            for task in looking:
                task.cancel()
        await database.close()
        await asyncio.gather(*looking, return_exceptions=True)
        gc.collect()
    assert [str(warning.message) for warning in told] == []


async def test_who_fails_at_the_commit_leaves_nothing_open(database: Database) -> None:
    async with database.write() as session:
        await session.execute(text("CREATE TABLE trees (id BIGINT PRIMARY KEY)"))
        reference = "BIGINT REFERENCES trees (id) DEFERRABLE INITIALLY DEFERRED"
        await session.execute(text(f"CREATE TABLE apples (tree_id {reference})"))
    for _ in range(3):
        with pytest.raises(IntegrityError):
            async with database.write() as session:
                await session.execute(text("INSERT INTO apples VALUES (7)"))
        async with database.write() as session:
            assert await session.scalar(text("SELECT count(*) FROM apples")) == 0


@pytest.mark.usefixtures("counter")
async def test_writers_who_are_cancelled_keep_nobody_from_writing(database: Database) -> None:
    for steps in range(60):  # Of the event loop: connecting, beginning, writing, committing.
        counting = [asyncio.create_task(count_up(database, 1)) for _ in range(3)]
        for _ in range(steps):
            await asyncio.sleep(0)
        for task in counting:
            task.cancel()
        await asyncio.gather(*counting, return_exceptions=True)
    before = await count(database)
    await asyncio.gather(*(count_up(database, 1) for _ in range(10)))
    assert await count(database) == before + 10


async def test_closing_waits_for_who_is_about_to_end(database: Database) -> None:
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def look() -> int:
        async with database.read() as session:
            begun.set()
            await goes_on.wait()
            return await session.scalar(text("SELECT 7")) or 0

    looking = asyncio.create_task(look())
    await begun.wait()
    asyncio.get_running_loop().call_later(0.1, goes_on.set)
    await database.close()
    assert looking.done()
    assert await looking == 7


async def test_a_statement_is_one_trip_to_the_thread_of_sqlite(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def trips() -> int:
        return sum(record.msg.startswith("executing") for record in caplog.records)

    caplog.set_level(logging.DEBUG, "aiosqlite")
    async with sqlite_database.write() as session:
        await session.execute(text("CREATE TABLE fruit (name TEXT)"))
        before = trips()
        many = [{"name": "apple"}, {"name": "pear"}]
        await session.execute(text("INSERT INTO fruit VALUES (:name)"), many)
        changed = await session.execute(text("UPDATE fruit SET name = name || 's' RETURNING name"))
        assert sorted(changed.scalars()) == ["apples", "pears"]
        with pytest.raises(OperationalError, match="no such table"):
            await session.execute(text("SELECT * FROM vegetables"))
        found = await session.execute(text("DELETE FROM fruit"))
        assert isinstance(found, CursorResult)
        assert found.rowcount == 2
        assert trips() - before == 4
