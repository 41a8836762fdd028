"""The inventory, a page at a time, in an order that Python and both databases agree on."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.inventory.models import InventoryRow
from modelshelf.cache.inventory.repository import repo_of
from modelshelf.cache.reading.repo import RepoOnDisk, Status
from modelshelf.hub.layout import MODEL
from modelshelf.kit.database import UtcDateTime

_NEVER = datetime.fromtimestamp(0, UTC)


class Order(StrEnum):
    """By name; by size, the largest first; by last use, the latest first."""

    NAME = "name"
    SIZE = "size"
    LAST_USED = "last_used"


def microseconds(moment: datetime | None) -> int:
    """Since 1970; 0 for never."""
    return 0 if moment is None else (moment - _NEVER) // timedelta(microseconds=1)


async def by_id(
    session: AsyncSession, node: str, model_ids: Sequence[str]
) -> dict[str, RepoOnDisk]:
    rows = await session.scalars(
        select(InventoryRow).where(_models_of(node), InventoryRow.model_id.in_(model_ids))
    )
    return {row.model_id: repo_of(row) for row in rows}


async def page(
    session: AsyncSession,
    node: str,
    *,
    without: Sequence[str],
    model_type: str | None = None,
    status: Status | None,
    text: str,
    order: Order,
    after: tuple[str | int, str] | None,
    limit: int,
) -> list[RepoOnDisk]:
    """Models on a node's disk in the given order.

    Args:
        without: Ids to leave out.
        model_type: Only those of this type; "" for those whose type is not known.
        text: Part of the id, in any case.
        after: Key and id of the model before the first one; the key is the name, or the size or
            the microseconds since 1970 times -1.
    """
    key = _key(order)
    query = select(InventoryRow).where(_models_of(node), InventoryRow.model_id.not_in(without))
    if model_type is not None:
        query = query.where(
            InventoryRow.model_type == model_type
            if model_type
            else InventoryRow.model_type.is_(None)
        )
    if status is not None:
        query = query.where(InventoryRow.status == status)
    if text:
        query = query.where(InventoryRow.model_id.icontains(text, autoescape=True))
    upwards = order is Order.NAME
    if after is not None:
        value, beyond_id = _value(order, after[0]), InventoryRow.model_id > after[1]
        # Two conditions, of which the first alone lets an index be entered in the middle.
        from_there = key >= value if upwards else key <= value
        query = query.where(from_there, or_(key != value, beyond_id))
    query = query.order_by(key if upwards else key.desc(), InventoryRow.model_id).limit(limit)
    return [repo_of(row) for row in await session.scalars(query)]


def _models_of(node: str) -> ColumnElement[bool]:
    return and_(InventoryRow.node == node, InventoryRow.kind == MODEL)


def _key(order: Order) -> SQLColumnExpression[Any]:
    match order:
        case Order.NAME:
            return InventoryRow.name
        case Order.SIZE:
            return InventoryRow.size_bytes
        case Order.LAST_USED:
            return func.coalesce(
                InventoryRow.reported_used_at,
                InventoryRow.last_used_at,
                literal(_NEVER, UtcDateTime()),
            )


def _value(order: Order, key: str | int) -> str | int | datetime:
    if isinstance(key, str):
        return key
    return _moment(key) if order is Order.LAST_USED else -key


def _moment(negative_microseconds: int) -> datetime:
    try:
        return _NEVER + timedelta(microseconds=-negative_microseconds)
    except OverflowError:
        return _NEVER
