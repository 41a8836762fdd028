"""Who works on an operation: taking it, keeping it, letting it go; each in one guarded UPDATE."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from modelshelf.kit.clock import now
from modelshelf.operations import repository
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import HELD, Kind, Status, working

# Any number will do, as long as nobody else uses it: it names our lock in PostgreSQL.
_CLAIMS = 7_206_114_854


async def claim(
    session: AsyncSession,
    operation_id: UUID,
    owner: str,
    lease: timedelta,
    *,
    kind: Kind,
    max_downloads: int | None,
) -> bool:
    """Take a pending operation for a process.

    Refused while the process that had it, or had another one on the same model, has not let go,
    while it waits for a moment to come, and while the node already runs `max_downloads` downloads
    or has earlier ones for every place. One verification at a time runs on a node: they read whole
    disks, and two would hinder each other.
    """
    moment = now()
    mine, other = Operation, aliased(Operation)
    conditions = [_claimable(mine, moment)]
    if kind is Kind.DOWNLOAD and max_downloads is not None:
        running_or_earlier = (
            select(func.count())
            .where(
                other.node == mine.node,
                other.kind == Kind.DOWNLOAD,
                or_(other.status.in_(HELD), _is_before(other, mine, moment)),
            )
            .scalar_subquery()
        )
        conditions.append(running_or_earlier < max_downloads)
        await _one_claim_at_a_time(session)
    if kind is Kind.VERIFY:
        conditions.append(
            ~exists().where(
                other.node == mine.node,
                other.kind == Kind.VERIFY,
                other.status.in_(HELD),
                ~_free(other, moment),
            )
        )
        await _one_claim_at_a_time(session)
    # As it is then it is what the session holds of it: its worker goes on with that.
    claimed = await repository.moved(
        session,
        operation_id,
        working(kind),
        *conditions,
        owner=owner,
        leased_until=moment + lease,
        started_at=func.coalesce(Operation.started_at, moment),
        error=None,
        error_code=None,
        speeds=None,
    )
    return claimed is not None


async def take_new(session: AsyncSession, row: Operation, owner: str, lease: timedelta) -> None:
    """Have an operation begin as one that a process works on already, and waits for nobody.

    Left as it is while another one on the same model is still held or to be cleared away.

    Args:
        row: Not in the database yet; of a kind of which any number may run at once.
    """
    moment, other = now(), Operation
    held = select(
        exists().where(
            other.node == row.node,
            other.model_id == row.model_id,
            or_(other.debris, ~_free(other, moment)),
        )
    )
    if not await session.scalar(held):
        row.status, row.owner, row.started_at = working(row.kind), owner, moment
        row.leased_until = moment + lease


async def renew(
    session: AsyncSession,
    operation_id: UUID,
    owner: str,
    lease: timedelta,
    moment: datetime,
    **progress: Any,
) -> bool:
    """Keep the claim and write the progress; False when the operation is no longer the owner's."""
    result = await session.execute(
        update(Operation)
        .where(Operation.id == operation_id, Operation.owner == owner, Operation.status.in_(HELD))
        .values(leased_until=moment + lease, updated_at=moment, **progress)
        .returning(Operation.id)
    )
    return result.scalar() is not None


async def settle(
    session: AsyncSession, operation_id: UUID, owner: str, target: Status, **values: Any
) -> Operation | None:
    """End the work on an operation and the claim on it, unless somebody else moved it meanwhile;
    gives it as it is then."""
    return await repository.moved(
        session,
        operation_id,
        target,
        Operation.owner == owner,
        Operation.status.in_(HELD),
        owner=None,
        leased_until=None,
        **values,
    )


async def note_progress(
    session: AsyncSession, operation_id: UUID, owner: str, progress: dict[str, Any]
) -> None:
    """Write how far an operation came, without moving it."""
    await session.execute(
        update(Operation)
        .where(Operation.id == operation_id, Operation.owner == owner)
        .values(updated_at=now(), **progress)
    )


async def let_go(session: AsyncSession, operation_id: UUID, owner: str, **values: Any) -> None:
    """End a claim, whatever became of the operation meanwhile; one without an end waits again."""
    result = await session.execute(
        update(Operation)
        .where(Operation.id == operation_id, Operation.owner == owner)
        .values(owner=None, leased_until=None, **values)
        .returning(Operation.id)
    )
    await _put_back(session, result.scalars().all())


async def adopt_debris(
    session: AsyncSession, operation_id: UUID, owner: str, lease: timedelta
) -> bool:
    """Take a cancelled operation in order to clear away what it left."""
    moment = now()
    result = await session.execute(
        update(Operation)
        .where(
            Operation.id == operation_id,
            Operation.debris,
            Operation.status == Status.CANCELLED,
            _free(Operation, moment),
        )
        .values(owner=owner, leased_until=moment + lease)
        .returning(Operation.id)
    )
    return result.scalar() is not None


async def holders(session: AsyncSession, node: str) -> dict[str, datetime]:
    """The processes that hold operations of a node, and until when at most."""
    rows = await session.execute(
        select(Operation.owner, func.max(Operation.leased_until))
        .where(Operation.node == node, Operation.owner.is_not(None))
        .group_by(Operation.owner)
    )
    return {owner: leased_until for owner, leased_until in rows if owner and leased_until}


async def release(session: AsyncSession, node: str, dead_owners: Iterable[str]) -> list[UUID]:
    """Put back what dead processes held, and what nobody renewed in time."""
    moment = now()
    result = await session.execute(
        update(Operation)
        .where(
            Operation.node == node,
            Operation.owner.is_not(None),
            or_(Operation.owner.in_(list(dead_owners)), Operation.leased_until < moment),
        )
        .values(owner=None, leased_until=None)
        .returning(Operation.id)
    )
    freed = list(result.scalars())
    await _put_back(session, freed)
    return freed


async def waiting(session: AsyncSession, node: str) -> Sequence[Row[UUID, Kind, bool]]:
    """What a node could take up, oldest first: its id, kind, and whether only debris is left."""
    rows = await session.execute(
        select(Operation.id, Operation.kind, Operation.debris)
        .where(
            Operation.node == node,
            Operation.owner.is_(None),
            or_(Operation.status == Status.PENDING, Operation.debris),
        )
        .order_by(Operation.created_at, Operation.id)
    )
    return rows.all()


async def postpone(session: AsyncSession, operation_id: UUID, until: datetime | None) -> bool:
    """Let a pending operation wait for a moment, or not any more; False if it is not pending."""
    result = await session.execute(
        update(Operation)
        .where(Operation.id == operation_id, Operation.status == Status.PENDING)
        .values(not_before=until, updated_at=now())
        .returning(Operation.id)
    )
    return result.scalar() is not None


async def _put_back(session: AsyncSession, operation_ids: Iterable[UUID]) -> None:
    """Whoever had these works on them no more: what is not at its end waits for the next one."""
    await session.execute(
        update(Operation)
        .where(Operation.id.in_(operation_ids), Operation.status.in_(HELD))
        .values(status=Status.PENDING, speed_bps=None, updated_at=now())
    )


async def _one_claim_at_a_time(session: AsyncSession) -> None:
    # Two claims at the same moment would each count without the other. On SQLite there are no two.
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_CLAIMS)))


def _is_before(waiting: Any, mine: Any, moment: datetime) -> ColumnElement[bool]:
    """Whether one waiting operation is to be taken up before another one, and can be."""
    return and_(
        waiting.status == Status.PENDING,
        or_(
            waiting.created_at < mine.created_at,
            and_(waiting.created_at == mine.created_at, waiting.id < mine.id),
        ),
        _claimable(waiting, moment),
    )


def _claimable(operation: Any, moment: datetime) -> ColumnElement[bool]:
    """Its time has come, and nobody has it, nor holds or must still clear up another one on the
    same model."""
    other = aliased(Operation)
    return and_(
        _free(operation, moment),
        or_(operation.not_before.is_(None), operation.not_before <= moment),
        ~exists().where(
            other.node == operation.node,
            other.model_id == operation.model_id,
            other.id != operation.id,
            or_(other.debris, ~_free(other, moment)),
        ),
    )


def _free(operation: Any, moment: datetime) -> ColumnElement[bool]:
    return or_(operation.owner.is_(None), and_(operation.leased_until < moment))
