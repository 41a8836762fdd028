"""All SQL of verifying but the results, which are in `cache.inventory.verifications`."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.inventory import verifications
from modelshelf.cache.inventory.models import DamagedFileRow, InventoryRow, VerificationRow
from modelshelf.cache.inventory.verifications import Verification
from modelshelf.cache.reading.condemned import Damage
from modelshelf.cache.reading.repo import Status as OnDisk
from modelshelf.hub.layout import MODEL
from modelshelf.kit import paging
from modelshelf.kit.clock import now
from modelshelf.kit.database import UtcDateTime
from modelshelf.kit.upsert import insert
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import ACTIVE, Kind
from modelshelf.upkeep.verify.models import QueuedVerification


async def enqueue(
    session: AsyncSession, node: str, model_ids: Iterable[str], requested_by: str
) -> None:
    """Let these models wait for their turn, but for those that wait already."""
    moment = now()
    rows = [
        {
            "node": node,
            "model_id": model_id,
            "requested_by": requested_by,
            "requested_at": moment,
        }
        for model_id in dict.fromkeys(model_ids)
    ]
    if rows:
        new = insert(session, QueuedVerification)
        await session.execute(new.on_conflict_do_nothing(), rows)


async def queued(session: AsyncSession, node: str) -> list[str]:
    """The models that wait, by name."""
    queue = QueuedVerification
    names = select(queue.model_id).where(queue.node == node).order_by(queue.model_id)
    return list(await session.scalars(names))


async def waiting(session: AsyncSession, node: str) -> int:
    """How many models wait for their turn."""
    count = select(func.count()).where(QueuedVerification.node == node)
    return await session.scalar(count) or 0


async def held_up(session: AsyncSession, node: str) -> Sequence[Operation]:
    """What is being done to models that wait, and keeps them from being verified."""
    queue = QueuedVerification
    on_a_waiting_model = exists().where(
        queue.node == Operation.node, queue.model_id == Operation.model_id
    )
    return (
        await session.scalars(
            select(Operation)
            .where(Operation.node == node, Operation.status.in_(ACTIVE), on_a_waiting_model)
            .order_by(Operation.model_id)
        )
    ).all()


async def next_free(session: AsyncSession, node: str) -> QueuedVerification | None:
    """Of the models that wait, and that nothing else is being done to, the one that was not
    verified for longest."""
    queue, checked = QueuedVerification, VerificationRow
    busy = exists().where(
        Operation.node == queue.node,
        Operation.model_id == queue.model_id,
        Operation.status.in_(ACTIVE),
    )
    return await session.scalar(
        select(queue)
        .outerjoin(checked, _stands(queue))
        .where(queue.node == node, ~busy)
        .order_by(checked.verified_at.asc().nulls_first(), queue.model_id)
        .limit(1)
    )


async def dequeue(session: AsyncSession, node: str, model_ids: Collection[str]) -> int:
    """Strike models out. Gives how many of them waited."""
    queue = QueuedVerification
    struck = await session.scalars(
        delete(queue)
        .where(queue.node == node, queue.model_id.in_(model_ids))
        .returning(queue.model_id)
    )
    return len(struck.all())


async def clear_queue(session: AsyncSession, node: str, *, requested_by: str | None) -> None:
    """Strike out all that wait; with a name, only what that one asked for."""
    queue = QueuedVerification
    asked_by = () if requested_by is None else (queue.requested_by == requested_by,)
    await session.execute(delete(queue).where(queue.node == node, *asked_by))


async def under_way(session: AsyncSession, node: str) -> Sequence[Operation]:
    """Verifications that have not ended."""
    return (
        await session.scalars(
            select(Operation)
            .where(
                Operation.node == node,
                Operation.kind == Kind.VERIFY,
                Operation.status.in_(ACTIVE),
            )
            .order_by(Operation.created_at)
        )
    ).all()


async def models_on_disk(session: AsyncSession, node: str) -> Sequence[str]:
    """Models that have finished files."""
    row = InventoryRow
    return (
        await session.scalars(
            select(row.model_id).where(
                row.node == node, row.kind == MODEL, row.status != OnDisk.AVAILABLE
            )
        )
    ).all()


class Result(NamedTuple):
    """What is known of one model; `verification` is None where it was not read to its end."""

    model_id: str
    verification: Verification | None
    damage: Sequence[Damage]


class Place(NamedTuple):
    """Where a page of results ended; `verified_at` is `paging.EPOCH` where there was none."""

    damage_count: int
    verified_at: datetime
    model_id: str


async def results(
    session: AsyncSession, node: str, *, limit: int, after: Place | None = None
) -> list[Result]:
    """Models with damage first, then by the date of their verification, the oldest first, and
    those before them that never were."""
    row, checked, damaged = InventoryRow, VerificationRow, DamagedFileRow
    damage_count = (
        select(func.count())
        .where(damaged.node == row.node, damaged.model_id == row.model_id)
        .scalar_subquery()
    )
    never = literal(paging.EPOCH, UtcDateTime())
    verified_at = func.coalesce(checked.verified_at, never, type_=UtcDateTime())
    query = (
        select(row.model_id)
        .outerjoin(checked, _stands(row))
        .where(row.node == node, row.kind == MODEL)
        .order_by(damage_count.desc(), verified_at, row.model_id)
        .limit(limit)
    )
    if after is not None:
        same = damage_count == after.damage_count
        query = query.where(
            or_(
                damage_count < after.damage_count,
                and_(same, verified_at > after.verified_at),
                and_(same, verified_at == after.verified_at, row.model_id > after.model_id),
            )
        )
    model_ids = await session.scalars(query)
    return await results_of(session, node, model_ids.all())


async def results_of(session: AsyncSession, node: str, model_ids: Sequence[str]) -> list[Result]:
    """What is known of these models, in the same order."""
    found = await verifications.find(session, node, model_ids)
    damaged = await verifications.damaged(session, node, model_ids)
    return [
        Result(model_id, found.get(model_id), damaged.get(model_id, ())) for model_id in model_ids
    ]


def _stands(model: type[QueuedVerification] | type[InventoryRow]) -> ColumnElement[bool]:
    """The verification of a model that lies there; that of one which is gone is none of it."""
    row = VerificationRow
    return and_(row.node == model.node, row.model_id == model.model_id, row.gone_at.is_(None))
