"""All SQL on operations but who works on them, which is in `claims`.

Every move is one guarded UPDATE: whoever comes second changes nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit.deeds import Actor
from modelshelf.audit.repository import askers
from modelshelf.kit.clock import now
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import ACTIVE, HELD, Kind, Status, sources

# Any number will do, as long as nobody else uses it: it names our locks in PostgreSQL.
_MODELS = 7_206


class SnapshotFile(NamedTuple):
    """A file of one commit; `path` as it stands in the repository."""

    sha: str
    path: str


async def get(session: AsyncSession, operation_id: UUID) -> Operation | None:
    return await session.get(Operation, operation_id, populate_existing=True)


async def active_on(session: AsyncSession, node: str, model_id: str) -> Operation | None:
    """The operation that occupies this model, if any."""
    return await session.scalar(
        select(Operation).where(
            Operation.node == node,
            Operation.model_id == model_id,
            Operation.status.in_(ACTIVE),
        )
    )


async def newest(
    session: AsyncSession,
    *,
    limit: int | None = None,
    active: bool | None = None,
    model_id: str | None = None,
    kind: Kind | None = None,
) -> Sequence[Operation]:
    query = select(Operation).order_by(Operation.created_at.desc()).limit(limit)
    if active is not None:
        query = query.where(
            Operation.status.in_(ACTIVE) if active else Operation.status.not_in(ACTIVE)
        )
    if model_id is not None:
        query = query.where(Operation.model_id == model_id)
    if kind is not None:
        query = query.where(Operation.kind == kind)
    return (await session.scalars(query)).all()


async def last_ended(session: AsyncSession, *, limit: int) -> Sequence[Operation]:
    """The operations that ended last, the newest end first."""
    return (
        await session.scalars(
            select(Operation)
            .where(Operation.finished_at.is_not(None), Operation.status.not_in(ACTIVE))
            .order_by(Operation.finished_at.desc())
            .limit(limit)
        )
    ).all()


async def is_wholly_of(
    session: AsyncSession, node: str, model_id: str, by: Actor, on_disk: Collection[SnapshotFile]
) -> bool:
    """Whether all that is on the disk of a model was brought by this user's downloads.

    So it is when nothing was there before the first finished download since the model was last
    deleted for good, when nobody else downloaded or imported anything since then, finished or not,
    and when the finished downloads were about every file that is there: other programs bring files
    too.
    """
    brought = await _brought(session, node, model_id)
    return are_all_of_it(brought, on_disk) and await are_of(session, brought, by)


def are_all_of_it(brought: Sequence[Operation], on_disk: Collection[SnapshotFile]) -> bool:
    """Whether these downloads, the oldest first, brought all that is on the disk of a model."""
    finished = [row for row in brought if row.status is Status.COMPLETED]
    if not finished or not finished[0].began_empty:
        return False
    if any(row.kind is not Kind.DOWNLOAD for row in brought):
        return False
    files = {SnapshotFile(row.sha or "", file["path"]) for row in finished for file in row.files}
    return files.issuperset(on_disk)


async def downloads_of(
    session: AsyncSession, node: str, model_id: str, sha: str, before: datetime | None
) -> Sequence[Operation]:
    """The finished downloads of a commit that are on the disk, or were at some moment."""
    brought = await _brought(session, node, model_id, before)
    return [
        row
        for row in brought
        if row.kind is Kind.DOWNLOAD and row.sha == sha and row.status is Status.COMPLETED
    ]


async def _brought(
    session: AsyncSession, node: str, model_id: str, before: datetime | None = None
) -> Sequence[Operation]:
    """What wrote into the model's folder since it was last deleted for good, the oldest first.

    Args:
        before: As if it was this moment.
    """
    of_model = and_(Operation.node == node, Operation.model_id == model_id)
    if before is not None:
        of_model = and_(of_model, Operation.created_at < before)
    undone = select(Operation.undoes).where(
        of_model, Operation.undoes.is_not(None), Operation.status == Status.COMPLETED
    )
    deleted_at = await session.scalar(
        select(func.max(Operation.created_at)).where(
            of_model,
            Operation.kind == Kind.DELETE,
            Operation.status == Status.COMPLETED,
            Operation.id.not_in(undone),
        )
    )
    query = (
        select(Operation)
        .where(of_model, Operation.kind.in_([Kind.DOWNLOAD, Kind.IMPORT]))
        .order_by(Operation.created_at)
    )
    if deleted_at is not None:
        query = query.where(Operation.created_at > deleted_at)
    return (await session.scalars(query)).all()


async def brought_to(
    session: AsyncSession, node: str, model_ids: Iterable[str]
) -> dict[str, list[Operation]]:
    """What wrote into the folder of each of these models since it was last deleted for good, the
    oldest first."""
    of_models = and_(Operation.node == node, Operation.model_id.in_(list(model_ids)))
    undone = select(Operation.undoes).where(
        of_models, Operation.undoes.is_not(None), Operation.status == Status.COMPLETED
    )
    deletions = await session.execute(
        select(Operation.model_id, func.max(Operation.created_at))
        .where(
            of_models,
            Operation.kind == Kind.DELETE,
            Operation.status == Status.COMPLETED,
            Operation.id.not_in(undone),
        )
        .group_by(Operation.model_id)
    )
    deleted_at: dict[str, datetime] = dict(deletions.all())
    rows = await session.scalars(
        select(Operation)
        .where(of_models, Operation.kind.in_([Kind.DOWNLOAD, Kind.IMPORT]))
        .order_by(Operation.created_at)
    )
    found: dict[str, list[Operation]] = {}
    for row in rows:
        last = deleted_at.get(row.model_id)
        if last is None or row.created_at > last:
            found.setdefault(row.model_id, []).append(row)
    return found


async def touched_since(session: AsyncSession, node: str, moment: datetime) -> set[str]:
    """The models of a node that something brought, or brought back, since a moment."""
    return set(
        await session.scalars(
            select(Operation.model_id).where(
                Operation.node == node,
                Operation.kind.in_([Kind.DOWNLOAD, Kind.IMPORT, Kind.RESTORE]),
                Operation.updated_at >= moment,
            )
        )
    )


async def bytes_deleted_by(session: AsyncSession, node: str, label: str, since: datetime) -> int:
    """What somebody deleted of a node since a moment, what was brought back not counted."""
    undone = select(Operation.undoes).where(
        Operation.undoes.is_not(None), Operation.status == Status.COMPLETED
    )
    found = await session.scalar(
        select(func.sum(Operation.bytes_total)).where(
            Operation.node == node,
            Operation.kind == Kind.DELETE,
            Operation.status == Status.COMPLETED,
            Operation.requested_by == label,
            Operation.created_at >= since,
            Operation.id.not_in(undone),
        )
    )
    return int(found or 0)


async def busy_models(session: AsyncSession, node: str) -> set[str]:
    """The models of a node that an operation occupies."""
    return set(
        await session.scalars(
            select(Operation.model_id).where(Operation.node == node, Operation.status.in_(ACTIVE))
        )
    )


async def are_of(session: AsyncSession, rows: Collection[Operation], by: Actor) -> bool:
    """Whether this account asked for all of them."""
    return len(await those_of(session, rows, by)) == len({row.id for row in rows})


async def those_of(session: AsyncSession, rows: Collection[Operation], by: Actor) -> set[UUID]:
    """Which of them this account asked for: a name may have been another's before."""
    accounts = await askers(session, [row.id for row in rows])
    return {
        row.id
        for row in rows
        if row.requested_by == by.label and accounts.get(row.id, by.account_id) == by.account_id
    }


async def active_by_model(
    session: AsyncSession, node: str, model_ids: Iterable[str]
) -> dict[str, Operation]:
    rows = await session.scalars(
        select(Operation).where(
            Operation.node == node,
            Operation.model_id.in_(list(model_ids)),
            Operation.status.in_(ACTIVE),
        )
    )
    return {row.model_id: row for row in rows}


async def queue_positions(session: AsyncSession, node: str) -> dict[UUID, int]:
    """Pending downloads of a node that wait for their turn alone, the next one first, from 1."""
    ids = await session.scalars(
        select(Operation.id)
        .where(
            Operation.node == node,
            Operation.kind == Kind.DOWNLOAD,
            Operation.status == Status.PENDING,
            or_(Operation.not_before.is_(None), Operation.not_before <= now()),
        )
        .order_by(Operation.created_at, Operation.id)
    )
    return {operation_id: place for place, operation_id in enumerate(ids, start=1)}


async def bytes_still_to_come(session: AsyncSession, node: str) -> int:
    """What the node's unfinished downloads, the paused ones too, will still write."""
    return (
        await session.scalar(
            select(func.coalesce(func.sum(Operation.bytes_total - Operation.bytes_done), 0)).where(
                Operation.node == node,
                Operation.kind == Kind.DOWNLOAD,
                Operation.status.in_(ACTIVE),
            )
        )
        or 0
    )


async def bytes_of_running(session: AsyncSession, node: str, but: UUID) -> int:
    """What the node's downloads that run now will still write, but for one of them."""
    return (
        await session.scalar(
            select(func.coalesce(func.sum(Operation.bytes_total - Operation.bytes_done), 0)).where(
                Operation.node == node,
                Operation.kind == Kind.DOWNLOAD,
                Operation.status.in_(HELD),
                Operation.id != but,
            )
        )
        or 0
    )


async def move(
    session: AsyncSession,
    operation_id: UUID,
    target: Status,
    *conditions: ColumnElement[bool],
    **values: Any,
) -> bool:
    """Move an operation if the table of moves allows it from where it is; False if it does not."""
    result = await session.execute(
        update(Operation)
        .where(Operation.id == operation_id, _may_move(target), *conditions)
        .values(status=target, updated_at=now(), **values)
        .returning(Operation.id)
    )
    return result.scalar() is not None


@cache
def _may_move(target: Status) -> ColumnElement[bool]:
    """Kept, and a condition for all kinds that move alike: to build it took most of a move."""
    alike: dict[frozenset[Status], list[Kind]] = {}
    for kind in Kind:
        alike.setdefault(frozenset(sources(kind, target)), []).append(kind)
    return or_(
        *(
            and_(Operation.kind.in_(kinds), Operation.status.in_(sorted(statuses)))
            for statuses, kinds in alike.items()
            if statuses
        )
    )


async def count_running(session: AsyncSession, node: str) -> int:
    """Downloads that a node works on now."""
    return (
        await session.scalar(
            select(func.count()).where(
                Operation.node == node,
                Operation.kind == Kind.DOWNLOAD,
                Operation.status.in_(HELD),
            )
        )
        or 0
    )


async def count_by_status(session: AsyncSession, node: str) -> dict[Status, int]:
    rows = await session.execute(
        select(Operation.status, func.count())
        .where(Operation.node == node)
        .group_by(Operation.status)
    )
    return dict(rows.all())


async def hold_models(session: AsyncSession, model_ids: Iterable[str]) -> None:
    """Until this transaction ends, nobody else decides on these models.

    Whoever deletes a model and whoever comes to need one look at each other's rows: both would
    find nothing if they looked at the same moment. On SQLite there is one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        for model_id in sorted(model_ids):  # In one order, so that two never wait for each other.
            await session.execute(
                select(func.pg_advisory_xact_lock(_MODELS, func.hashtext(model_id)))
            )


async def deletion_of(session: AsyncSession, model_ids: Iterable[str]) -> Operation | None:
    """A deletion of one of these models, or of a part of one, on any node, that has not ended."""
    return await session.scalar(
        select(Operation)
        .where(
            Operation.model_id.in_(list(model_ids)),
            Operation.kind.in_([Kind.DELETE, Kind.RECLAIM]),
            Operation.status.in_(ACTIVE),
        )
        .limit(1)
    )
