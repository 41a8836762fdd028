"""Every database, new or old, gets to the shape that the code expects."""

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from modelshelf import migrations
from modelshelf.kit.database import Base, Database
from tests.support.tables import all_tables

UPGRADE = """
import asyncio, sys
from modelshelf import migrations
from modelshelf.kit.database import Database

async def upgrade():
    database = Database(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    await migrations.upgrade(database)
    await database.close()

asyncio.run(upgrade())
"""


async def tables_in(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        return set(await connection.run_sync(lambda c: inspect(c).get_table_names()))


async def differences(database: Database) -> list[object]:
    """What the models have otherwise than the database."""

    def compare(connection: Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))

    all_tables()
    async with database.engine.connect() as connection:
        return await connection.run_sync(compare)


async def test_up_makes_what_the_code_expects(empty: Database) -> None:
    assert await migrations.current(empty) is None
    await migrations.upgrade(empty)
    assert await migrations.current(empty) == migrations.newest() is not None
    assert await tables_in(empty) == all_tables() | {"alembic_version"}
    assert await differences(empty) == []


async def test_the_comparison_sees_a_difference(empty: Database) -> None:
    await migrations.upgrade(empty)
    async with empty.write() as session:
        await session.execute(text("ALTER TABLE operations DROP COLUMN notes"))
        await session.execute(text("DROP INDEX uq_operations_active"))
    assert len(await differences(empty)) == 2


async def test_down_leaves_nothing_and_up_again_works(empty: Database) -> None:
    await migrations.upgrade(empty)
    await migrations.downgrade(empty, "base")
    assert await migrations.current(empty) is None
    assert await tables_in(empty) == {"alembic_version"}
    await migrations.upgrade(empty)
    assert await differences(empty) == []


async def test_up_twice_is_up_once_and_keeps_what_is_there(empty: Database) -> None:
    await migrations.upgrade(empty)
    async with empty.write() as session:
        await session.execute(
            text(
                "INSERT INTO nodes (name, owner, seen_at) "
                "VALUES ('local', 'host/1/1', '2026-01-01 00:00:00+00')"
            )
        )
    await migrations.upgrade(empty)
    async with empty.read() as session:
        assert await session.scalar(text("SELECT name FROM nodes")) == "local"


async def test_one_active_operation_a_model_holds_after_migration(empty: Database) -> None:
    await migrations.upgrade(empty)
    async with empty.engine.connect() as connection:
        indexes = await connection.run_sync(lambda c: inspect(c).get_indexes("operations"))
    (unique,) = [index for index in indexes if index["unique"]]
    condition = str(next(iter(unique["dialect_options"].values())))
    assert unique["column_names"] == ["node", "model_id"]
    for status in ("pending", "downloading", "running", "verifying", "paused"):
        assert status in condition
    assert "completed" not in condition


async def test_a_newer_database_is_left_alone(empty: Database) -> None:
    await migrations.upgrade(empty)
    async with empty.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = await tables_in(empty)
    with pytest.raises(migrations.NewerDatabase, match="9999") as refusal:
        await migrations.upgrade(empty)
    assert refusal.value.document()["code"] == "database_newer"
    assert await migrations.current(empty) == "9999"
    assert await tables_in(empty) == before


async def test_processes_that_start_at_once_all_get_there(empty: Database, empty_url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE, empty_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("now\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert await migrations.current(empty) == migrations.newest()
    assert await differences(empty) == []
