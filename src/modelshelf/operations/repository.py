"""All SQL on operations but who works on them (`claims`), and what they brought (`provenance`).

Every move is one guarded UPDATE: whoever comes second changes nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Update, and_, cast, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from modelshelf.audit.deeds import Actor
from modelshelf.audit.repository import askers
from modelshelf.hub.transfer.progress import Phase
from modelshelf.kit.clock import now
from modelshelf.operations.models import EachFile, FileCounts, Operation
from modelshelf.operations.moves import ACTIVE, HELD, Kind, Status, sources

# Any number will do, as long as nobody else uses it: it names our locks in PostgreSQL.
_MODELS = 7_206


# What only the operation's own page and its worker need: of a download of a hundred thousand files
# it takes a tenth of a second to read, and the list would do that whenever a byte has come.
_EACH_FILE = tuple(
    defer(column, raiseload=True)
    for column in (Operation.files, Operation.files_done, Operation.files_phase)
)


async def get(
    session: AsyncSession, operation_id: UUID, *, each_file: bool = True
) -> Operation | None:
    """
    Args:
        each_file: Also what is known of each file.
    """
    options = () if each_file else _EACH_FILE
    return await session.get(Operation, operation_id, populate_existing=True, options=options)


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
    before: tuple[datetime, UUID] | None = None,
    each_file: bool = True,
) -> Sequence[Operation]:
    """
    Args:
        each_file: Also what is known of each file.
        before: Only what comes after the operation of that moment and id, in the same order.
    """
    created, by_id = Operation.created_at, Operation.id
    query = select(Operation).order_by(created.desc(), by_id.desc()).limit(limit)
    if not each_file:
        query = query.options(*_EACH_FILE)
    if before is not None:
        moment, last = before
        query = query.where(created <= moment, or_(created < moment, by_id < last))
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
    """The operations that ended last, the newest end first, without each of their files."""
    return (
        await session.scalars(
            select(Operation)
            .where(Operation.finished_at.is_not(None), Operation.status.not_in(ACTIVE))
            .order_by(Operation.finished_at.desc())
            .limit(limit)
            .options(*_EACH_FILE)
        )
    ).all()


async def file_counts(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, FileCounts]:
    """Counted by the database: nothing is read of each file."""
    phases = func.coalesce(cast(Operation.files_phase, Text), "")
    done = f'"{Phase.DONE}"'  # As it stands in the list, once for each file that is.
    characters = func.length(phases) - func.length(func.replace(phases, done, ""))
    found = await session.execute(
        select(Operation.id, func.json_array_length(Operation.files), characters).where(
            Operation.id.in_(ids)
        )
    )
    return {one: FileCounts(total, told // len(done)) for one, total, told in found}


async def each_file(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, EachFile]:
    found = await session.execute(
        select(Operation.id, Operation.files, Operation.files_done, Operation.files_phase).where(
            Operation.id.in_(ids)
        )
    )
    return {operation_id: EachFile(*lists) for operation_id, *lists in found}


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
    """The operation that occupies each of these models, without each of its files."""
    rows = await session.scalars(
        select(Operation)
        .where(
            Operation.node == node,
            Operation.model_id.in_(list(model_ids)),
            Operation.status.in_(ACTIVE),
        )
        .options(*_EACH_FILE)
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
    """Move an operation if the table of moves allows it from where it is; False if it does not.

    What the session holds of it stays as it was read.
    """
    result = await session.execute(
        _moving(operation_id, target, conditions, values).returning(Operation.id),
        execution_options=_AS_IT_COMES,
    )
    return result.scalar() is not None


async def moved(
    session: AsyncSession,
    operation_id: UUID,
    target: Status,
    *conditions: ColumnElement[bool],
    **values: Any,
) -> Operation | None:
    """As `move`; gives the operation as it is then, as the session holds it from now on."""
    return await session.scalar(
        _moving(operation_id, target, conditions, values).returning(Operation),
        execution_options=_AS_IT_COMES,
    )


# What the session holds of it is read from what comes back, and not worked out beforehand.
_AS_IT_COMES = {"synchronize_session": False, "populate_existing": True}


def _moving(
    operation_id: UUID,
    target: Status,
    conditions: Iterable[ColumnElement[bool]],
    values: Mapping[str, Any],
) -> Update:
    return (
        update(Operation)
        .where(Operation.id == operation_id, _may_move(target), *conditions)
        .values(status=target, updated_at=now(), **values)
    )


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
