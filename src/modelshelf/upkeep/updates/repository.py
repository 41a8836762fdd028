"""All SQL about newer revisions."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.models import InventoryRow
from modelshelf.cache.repo import Status
from modelshelf.upkeep.updates.models import HubRevision
from modelshelf.usage.pins import Pin

_known = and_(HubRevision.node == InventoryRow.node, HubRevision.model_id == InventoryRow.model_id)


async def save(session: AsyncSession, found: HubRevision) -> None:
    await session.merge(found)


async def due(session: AsyncSession, node: str, before: datetime) -> str | None:
    """A model on the disk that was not looked up since then, the longest ago first."""
    return await session.scalar(
        select(InventoryRow.model_id)
        .outerjoin(HubRevision, _known)
        .where(
            InventoryRow.node == node,
            InventoryRow.kind == "model",
            InventoryRow.status != Status.AVAILABLE,
            or_(HubRevision.checked_at.is_(None), HubRevision.checked_at < before),
        )
        .order_by(HubRevision.checked_at.asc().nulls_first(), InventoryRow.model_id)
        .limit(1)
    )


async def looked_up(
    session: AsyncSession, node: str, model_id: str | None = None
) -> Sequence[Row[HubRevision, InventoryRow]]:
    """Models on the disk that were looked up, by id; or one of them."""
    query = (
        select(HubRevision, InventoryRow)
        .join(InventoryRow, _known)
        .where(InventoryRow.node == node, InventoryRow.kind == "model")
    )
    if model_id is not None:
        query = query.where(InventoryRow.model_id == model_id)
    return (await session.execute(query.order_by(InventoryRow.model_id))).all()


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
