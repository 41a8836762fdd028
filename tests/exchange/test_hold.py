"""Whoever loses a model while it is packed or taken in stops, and says nothing of success."""

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest

from modelshelf.audit import repository as audit
from modelshelf.audit.deeds import Actor, Channel
from modelshelf.audit.repository import AuditQuery
from modelshelf.exchange.hold import CutOff, holding
from modelshelf.hub.door import HubFile
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.operations import claims, repository
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.work import Work
from tests.support.wait import PATIENCE_SECONDS

MODEL = "acme/minilm"
ADA = Actor("ada", Channel.COMMAND_LINE)


def held(
    database: Database, publisher: Publisher, *files: HubFile
) -> AbstractAsyncContextManager[Work]:
    return holding(
        database, publisher, "local", Kind.IMPORT, MODEL, files=files, bytes_total=9, by=ADA
    )


async def take_away(database: Database, work: Work) -> None:
    """As another process does that believes this one to be dead."""
    async with database.write() as session:
        assert await claims.release(session, "local", [work.operation.owner or ""])


async def how_it_stands(database: Database) -> tuple[Operation, list[str]]:
    async with database.read() as session:
        (row,) = await repository.newest(session)
        entries = await audit.newest(session, AuditQuery(limit=9))
    return row, [str(entry.deed) for entry in entries]


async def test_it_is_cut_off_when_somebody_else_has_the_model(
    sqlite_database: Database, publisher: Publisher
) -> None:
    with pytest.raises(CutOff):
        async with asyncio.timeout(PATIENCE_SECONDS), held(sqlite_database, publisher) as work:
            await take_away(sqlite_database, work)
            await asyncio.Event().wait()
    assert work.lost
    row, deeds = await how_it_stands(sqlite_database)
    assert (row.status, deeds) == (Status.PENDING, ["import.start"])
    current = asyncio.current_task()
    assert current is not None
    assert current.cancelling() == 0


async def test_what_was_lost_at_the_last_moment_is_not_told_as_done(
    sqlite_database: Database, publisher: Publisher
) -> None:
    with pytest.raises(CutOff):
        async with held(sqlite_database, publisher) as work:
            await take_away(sqlite_database, work)
    row, deeds = await how_it_stands(sqlite_database)
    assert (row.status, deeds) == (Status.PENDING, ["import.start"])


async def test_who_interrupts_it_sees_it_interrupted(
    sqlite_database: Database, publisher: Publisher
) -> None:
    begun = asyncio.Event()

    async def hold() -> None:
        async with held(sqlite_database, publisher):
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hold())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    row, deeds = await how_it_stands(sqlite_database)
    assert (row.status, deeds) == (Status.FAILED, ["import.finish", "import.start"])
