"""A row that two write at once is the later one's, and nobody is refused for it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import pytest
from sqlalchemy import select, text
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
from tests.support.wait import until

Write: TypeAlias = Callable[[AsyncSession, int], Awaitable[None]]


async def _token(session: AsyncSession, number: int) -> None:
    row = SavedHubToken(sealed="x", account=str(number), saved_by="ada")
    await credentials.replace(session, row)


async def _revision(session: AsyncSession, number: int) -> None:
    row = HubRevision(node="n", model_id="a/b", checked_at=now(), download_bytes=number)
    row.added = row.changed = row.removed = []
    await updates.save(session, row)


async def _trial(session: AsyncSession, number: int) -> None:
    row = TrialRow(node="n", model_id="a/b", revision="r", task="llm", outcome="works")
    row.peak_bytes, row.versions = number, {}
    await trials.save(session, row)


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
    database: Database, table: type[Base]
) -> None:
    write, column = KEPT[table]

    async def second() -> None:
        async with database.write() as session:
            await write(session, 2)

    async with database.write() as session:
        await write(session, 1)
        later = asyncio.create_task(second())
        if session.get_bind().dialect.name == "postgresql":
            await until(lambda: _somebody_waits(database))
        # On SQLite it waits to begin.
    await later
    async with database.read() as session:
        assert [str(value) for value in await session.scalars(select(column))] == ["2"]


async def _somebody_waits(database: Database) -> bool:
    """Whether a transaction waits for another one to end."""
    async with database.read() as session:
        return bool(
            await session.scalar(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    " AND datname = current_database()"
                )
            )
        )
