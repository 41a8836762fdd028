"""The SQL of what downloads planned: which files of a commit there should be."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.inventory.models import ListingRow
from modelshelf.hub.door import HubFile
from modelshelf.kit.clock import now
from modelshelf.kit.upsert import upsert


async def store_listing(
    session: AsyncSession, node: str, model_id: str, sha: str, files: Iterable[HubFile]
) -> None:
    """Remember what a download of this commit consists of: from now on it decides completeness.

    What earlier downloads of the same commit brought stays a part of it.
    """
    before = await listing(session, node, model_id, sha) or ()
    by_path = {file.path: file for file in (*before, *files)}
    row = {
        "node": node,
        "model_id": model_id,
        "sha": sha,
        "files": [asdict(file) for file in by_path.values()],
        "total_bytes": sum({file.blob: file.size_bytes for file in by_path.values()}.values()),
        "stored_at": now(),
    }
    await upsert(session, ListingRow, [row])


async def forget_listings(
    session: AsyncSession, node: str, model_ids: Sequence[str], seen_at: datetime
) -> None:
    """The models were removed: the next download may choose other files. Their sizes stay.

    Args:
        seen_at: When they were seen to be gone: what was stored since then is of files that came
            since then.
    """
    await session.execute(
        update(ListingRow)
        .where(_listed(node, model_ids), ListingRow.stored_at < seen_at)
        .values(files=[])
    )


async def listing(
    session: AsyncSession, node: str, model_id: str, sha: str
) -> tuple[HubFile, ...] | None:
    """What was planned for this commit; None where nothing was, or the model was removed since."""
    row = await session.get(ListingRow, (node, model_id, sha), populate_existing=True)
    return _files(row) or None if row else None


async def planned_bytes(
    session: AsyncSession, node: str, model_ids: Sequence[str]
) -> dict[str, int]:
    """What the last download of each model consists of in all, where Modelshelf planned one."""
    query = (
        select(ListingRow.model_id, ListingRow.total_bytes)
        .where(_listed(node, model_ids))
        .order_by(ListingRow.stored_at)
    )
    return dict((await session.execute(query)).all())


async def listings_of(
    session: AsyncSession, node: str, model_ids: Sequence[str]
) -> dict[str, dict[str, tuple[HubFile, ...]]]:
    """All that was planned for these models and is still here: id → commit → files."""
    found: dict[str, dict[str, tuple[HubFile, ...]]] = {}
    for row in await session.scalars(select(ListingRow).where(_listed(node, model_ids))):
        if files := _files(row):
            found.setdefault(row.model_id, {})[row.sha] = files
    return found


async def model_ids(session: AsyncSession, node: str) -> set[str]:
    """The models of which any download was planned."""
    return set(
        await session.scalars(select(ListingRow.model_id).where(ListingRow.node == node).distinct())
    )


def _listed(node: str, model_ids: Sequence[str]) -> ColumnElement[bool]:
    return and_(ListingRow.node == node, ListingRow.model_id.in_(model_ids))


def _files(row: ListingRow) -> tuple[HubFile, ...]:
    return tuple(HubFile(**file) for file in row.files)
