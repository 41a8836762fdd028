"""All SQL about newer revisions."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.inventory.models import InventoryRow
from modelshelf.cache.reading.repo import Status
from modelshelf.hub.door import DEFAULT_BRANCH
from modelshelf.hub.layout import MODEL
from modelshelf.kit.upsert import upsert
from modelshelf.upkeep.updates.models import HubRevision, Which
from modelshelf.usage.pins import Pin

_known = and_(HubRevision.node == InventoryRow.node, HubRevision.model_id == InventoryRow.model_id)
_pinned = exists().where(Pin.node == HubRevision.node, Pin.model_id == HubRevision.model_id)
_newer = and_(InventoryRow.refs[DEFAULT_BRANCH].as_string() != HubRevision.sha, ~_pinned)


_asked = {
    Which.ALL: true(),
    Which.NEWER: _newer,
    Which.NOTABLE: or_(_newer, _pinned, HubRevision.error_code.is_not(None)),
}


def _on(node: str) -> ColumnElement[bool]:
    return and_(InventoryRow.node == node, InventoryRow.kind == MODEL)


async def save(session: AsyncSession, found: dict[str, Any]) -> None:
    """Keep it in place of what the Hub said before: all columns of `HubRevision`."""
    await upsert(session, HubRevision, [found])


async def due(session: AsyncSession, node: str, before: datetime) -> str | None:
    """A model on the disk that was not looked up since then, the longest ago first."""
    return await session.scalar(
        select(InventoryRow.model_id)
        .outerjoin(HubRevision, _known)
        .where(
            _on(node),
            InventoryRow.status != Status.AVAILABLE,
            or_(HubRevision.checked_at.is_(None), HubRevision.checked_at < before),
        )
        .order_by(HubRevision.checked_at.asc().nulls_first(), InventoryRow.model_id)
        .limit(1)
    )


async def looked_up(
    session: AsyncSession,
    node: str,
    model_id: str | None = None,
    *,
    which: Which = Which.ALL,
    after: str = "",
    limit: int | None = None,
) -> Sequence[Row[HubRevision, InventoryRow]]:
    """Models on the disk that were looked up, by id; or one of them.

    Args:
        after: Only those whose id comes after this one.
    """
    query = (
        select(HubRevision, InventoryRow)
        .join(InventoryRow, _known)
        .where(_on(node), _asked[which], InventoryRow.model_id > after)
        .order_by(InventoryRow.model_id)
        .limit(limit)
    )
    if model_id is not None:
        query = query.where(InventoryRow.model_id == model_id)
    return (await session.execute(query)).all()


async def count(session: AsyncSession, node: str, which: Which) -> int:
    """How many models on the disk were looked up, and are such."""
    query = select(func.count()).select_from(HubRevision).join(InventoryRow, _known)
    return await session.scalar(query.where(_on(node), _asked[which])) or 0


async def count_never(session: AsyncSession, node: str) -> int:
    """How many models on the disk were never looked up."""
    query = select(func.count()).select_from(InventoryRow).outerjoin(HubRevision, _known)
    here = (InventoryRow.status != Status.AVAILABLE, HubRevision.model_id.is_(None))
    return await session.scalar(query.where(_on(node), *here)) or 0


async def newest(session: AsyncSession, node: str, model_ids: Collection[str]) -> dict[str, str]:
    """The newest commit of each of these models, where it is known and nobody pinned the model."""
    held = exists().where(Pin.node == node, Pin.model_id == HubRevision.model_id)
    rows = await session.execute(
        select(HubRevision.model_id, HubRevision.sha).where(
            HubRevision.node == node,
            HubRevision.model_id.in_(model_ids),
            HubRevision.sha.is_not(None),
            ~held,
        )
    )
    return {model_id: sha for model_id, sha in rows if sha}
