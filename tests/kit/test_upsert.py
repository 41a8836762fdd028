"""A row that two write at once is the later one's, and nobody is refused for it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.inventory import verifications
from modelshelf.cache.inventory.models import VerificationRow
from modelshelf.cache.inventory.verifications import Verification
from modelshelf.credentials import repository as credentials
from modelshelf.credentials.models import SavedHubToken
from modelshelf.kit.clock import now
from modelshelf.kit.database import Base, Database
from modelshelf.trial import repository as trials
from modelshelf.trial.models import TrialRow
from modelshelf.upkeep.updates import repository as updates
from modelshelf.upkeep.updates.models import HubRevision
from tests.support.locks import waiting
from tests.support.wait import until

Write: TypeAlias = Callable[[AsyncSession, int], Awaitable[None]]


async def _token(session: AsyncSession, number: int) -> None:
    row = {"sealed": "x", "account": str(number), "saved_by": "ada", "saved_at": now()}
    await credentials.replace(session, row)


async def _revision(session: AsyncSession, number: int) -> None:
    row = {"node": "n", "model_id": "a/b", "checked_at": now(), "download_bytes": number}
    await updates.save(session, {**row, "added": [], "changed": [], "removed": []})


async def _trial(session: AsyncSession, number: int) -> None:
    row = {"node": "n", "model_id": "a/b", "revision": "r", "task": "llm", "outcome": "works"}
    await trials.save(session, {**row, "peak_bytes": number, "versions": {}, "tried_at": now()})


async def _verification(session: AsyncSession, number: int) -> None:
    await verifications.conclude(session, "n", "a/b", Verification(now(), number, 0, ()))


KEPT: dict[type[Base], tuple[Write, Any]] = {
    SavedHubToken: (_token, SavedHubToken.account),
    HubRevision: (_revision, HubRevision.download_bytes),
    TrialRow: (_trial, TrialRow.peak_bytes),
    VerificationRow: (_verification, VerificationRow.file_count),
}


@pytest.mark.parametrize("table", list(KEPT), ids=lambda table: table.__tablename__)
async def test_of_two_at_once_the_later_ones_row_stays(
    postgresql_database: Database, table: type[Base]
) -> None:
    """On PostgreSQL: of two on SQLite the second begins only when the first has ended."""
    database = postgresql_database
    write, column = KEPT[table]

    async def second() -> None:
        async with database.write() as session:
            await write(session, 2)

    async with database.write() as session:
        await write(session, 1)
        later = asyncio.create_task(second())
        await until(lambda: _somebody_waits(database))
    await later
    async with database.read() as session:
        assert [str(value) for value in await session.scalars(select(column))] == ["2"]


async def _somebody_waits(database: Database) -> bool:
    return await waiting(database) > 0
