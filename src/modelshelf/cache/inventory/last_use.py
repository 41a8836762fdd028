"""When models were last used: as programs report it, and as access times hint at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.inventory.models import InventoryRow
from modelshelf.cache.reading.repo import RepoOnDisk
from modelshelf.hub.layout import MODEL

# A program may report with every query: more often it is not written.
NOTED_APART = timedelta(minutes=1)


class UseSource(StrEnum):
    REPORTED = "reported"
    FILE_TIMES = "file_times"


@dataclass(frozen=True, slots=True)
class AgedModel:
    """A model on the disk, by what counts when space is short.

    Attributes:
        freed_bytes: What it holds alone; what it shares with others is not in it.
        used_at: Its last use, as far as it is known, from `source`.
        weighty_used_at: The last use that was reported by somebody whose word moves others: an
            administrator, or the member who alone brought it.
        read_at: The latest access to its files; a hint only.
        here_since: When its newest file came.
    """

    model_id: str
    revision: str | None
    freed_bytes: int
    used_at: datetime | None
    source: UseSource | None
    here_since: datetime | None
    weighty_used_at: datetime | None = None
    read_at: datetime | None = None

    @property
    def decisive_at(self) -> datetime | None:
        """By which it comes before others, or after them, when space is short: not everybody's word
        moves it."""
        return self.weighty_used_at or self.read_at or self.here_since


def use_source(repo: RepoOnDisk | None) -> UseSource | None:
    """Where a repository's last use is known from."""
    return _source(repo.reported_used_at, repo.last_use) if repo else None


async def report(
    session: AsyncSession,
    node: str,
    model_ids: Collection[str],
    moment: datetime,
    *,
    weighty: Collection[str],
) -> set[str]:
    """Note that models are used; gives those that are on the node's disk.

    Args:
        weighty: Those of them about which the word of whoever says so moves others.
    """
    row = InventoryRow
    told = (row.node == node, row.kind == MODEL)
    for noted, ids in ((row.reported_used_at, model_ids), (row.weighty_used_at, weighty)):
        if ids:
            await session.execute(
                update(row)
                .where(
                    *told,
                    row.model_id.in_(ids),
                    or_(noted.is_(None), noted < moment - NOTED_APART),
                )
                .values({noted: moment})
            )
    return set(
        await session.scalars(select(row.model_id).where(*told, row.model_id.in_(model_ids)))
    )


async def by_last_use(session: AsyncSession, node: str) -> list[AgedModel]:
    """All models on a node's disk, the one first whose last use, or coming, is longest ago."""
    row = InventoryRow
    found = await session.execute(
        select(
            row.model_id,
            row.revision,
            row.size_bytes - row.shared_bytes + row.partial_bytes,
            row.reported_used_at,
            row.last_used_at,
            row.modified_at,
            row.weighty_used_at,
        ).where(row.node == node, row.kind == MODEL)
    )
    models = [
        AgedModel(
            model_id,
            revision,
            freed_bytes,
            reported_at or read_at,
            _source(reported_at, read_at),
            modified_at,
            weighty_at,
            read_at,
        )
        for model_id, revision, freed_bytes, reported_at, read_at, modified_at, weighty_at in found
    ]
    return sorted(models, key=_age)


def _source(reported_at: datetime | None, read_at: datetime | None) -> UseSource | None:
    if reported_at:
        return UseSource.REPORTED
    return UseSource.FILE_TIMES if read_at else None


def _age(model: AgedModel) -> tuple[bool, float, str]:
    moment = model.decisive_at
    return moment is not None, moment.timestamp() if moment else 0, model.model_id
