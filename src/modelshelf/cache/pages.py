"""The inventory, a page at a time, in an order that Python and both databases agree on."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, collate, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import SQLCoreOperations

from modelshelf.cache.models import InventoryRow
from modelshelf.cache.repo import RepoOnDisk, Status
from modelshelf.cache.repository import repo_of

MODEL = "model"


class Order(StrEnum):
    """By name; by size, the largest first; by last use, the latest first."""

    NAME = "name"
    SIZE = "size"
    LAST_USED = "last_used"


def order_key(repo: RepoOnDisk, order: Order) -> str | int:
    """What a repository is sorted by; small keys come first."""
    match order:
        case Order.NAME:
            return name_key(repo.model_id)
        case Order.SIZE:
            return -repo.size_bytes
        case Order.LAST_USED:
            return -milliseconds(repo.last_used_at)


def name_key(model_id: str) -> str:
    """The name without its organisation, in small letters."""
    return model_id.rpartition("/")[2].lower()


def milliseconds(moment: datetime | None) -> int:
    """Since 1970; 0 for never."""
    return 0 if moment is None else int(moment.astimezone(UTC).timestamp() * 1000)


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
    status: Status | None,
    text: str,
    order: Order,
    after: tuple[str | int, str] | None,
    limit: int,
) -> list[RepoOnDisk]:
    """Models on a node's disk in the given order.

    Args:
        without: Ids to leave out.
        text: Part of the id, in any case.
        after: Key and id of the model before the first one.
    """
    key = _key(session, order)
    model_id = _binary(session, InventoryRow.model_id)
    query = select(InventoryRow).where(_models_of(node), InventoryRow.model_id.not_in(without))
    if status is not None:
        query = query.where(InventoryRow.status == status)
    if text:
        query = query.where(InventoryRow.model_id.icontains(text, autoescape=True))
    if after is not None:
        query = query.where(
            or_(key > literal(after[0]), and_(key == literal(after[0]), model_id > after[1]))
        )
    rows = await session.scalars(query.order_by(key, model_id).limit(limit))
    return [repo_of(row) for row in rows]


async def count(session: AsyncSession, node: str, without: Sequence[str]) -> tuple[int, int]:
    """How many models are on the disk, and how many of them are installed."""
    rows = await session.execute(
        select(InventoryRow.status, func.count())
        .where(_models_of(node), InventoryRow.model_id.not_in(without))
        .group_by(InventoryRow.status)
    )
    by_status = dict(rows.tuples())
    return sum(by_status.values()), by_status.get(Status.INSTALLED, 0)


def _models_of(node: str) -> ColumnElement[bool]:
    return and_(InventoryRow.node == node, InventoryRow.kind == MODEL)


def _key(session: AsyncSession, order: Order) -> SQLCoreOperations[Any]:
    match order:
        case Order.NAME:
            return _binary(session, InventoryRow.name)
        case Order.SIZE:
            return -InventoryRow.size_bytes
        case Order.LAST_USED:
            return -InventoryRow.last_used_ms


def _binary(session: AsyncSession, column: Any) -> SQLCoreOperations[str]:
    # PostgreSQL sorts by the rules of a language, Python and SQLite by code points.
    return collate(column, "C") if session.get_bind().dialect.name == "postgresql" else column
