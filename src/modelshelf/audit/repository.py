"""All SQL on the record of deeds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit.deeds import Actor, Channel, Deed, Outcome
from modelshelf.audit.models import AuditEntry


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which deeds are asked for; what is left out does not matter.

    Attributes:
        actor: A name, as people write it: in capitals or small letters.
        about: A model's id, a username, or the name of a collection, to the letter.
        seen_by: Only what this account did itself, or what was done to it.
        before_id: Only what is older than this entry.
    """

    actor: str | None = None
    deeds: Collection[Deed] = ()
    about: str | None = None
    outcome: Outcome | None = None
    operation_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    seen_by: UUID | None = None
    before_id: int | None = None
    limit: int = 50


async def add(session: AsyncSession, entry: AuditEntry) -> None:
    session.add(entry)
    await session.flush()


async def newest(session: AsyncSession, query: AuditQuery) -> Sequence[AuditEntry]:
    """The newest first."""
    found = await session.scalars(
        select(AuditEntry)
        .where(*_conditions(query))
        .order_by(AuditEntry.id.desc())
        .limit(query.limit)
    )
    return found.all()


async def last_actor(session: AsyncSession, operation_id: UUID) -> Actor | None:
    """Who last asked for this operation, or for it to go on."""
    entry = await session.scalar(
        select(AuditEntry)
        .where(AuditEntry.operation_id == operation_id, AuditEntry.channel != Channel.NODE)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return None if entry is None else Actor(entry.actor, Channel.NODE, entry.actor_id)


async def askers(session: AsyncSession, operation_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """The accounts that first asked for operations; None for a local user, who has no account."""
    first = (
        select(func.min(AuditEntry.id))
        .where(AuditEntry.operation_id.in_(operation_ids), AuditEntry.channel != Channel.NODE)
        .group_by(AuditEntry.operation_id)
    )
    found = await session.execute(
        select(AuditEntry.operation_id, AuditEntry.actor_id).where(AuditEntry.id.in_(first))
    )
    return {operation_id: account for operation_id, account in found if operation_id is not None}


def _conditions(query: AuditQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.actor is not None:
        conditions.append(func.lower(AuditEntry.actor) == query.actor.lower())
    if query.deeds:
        conditions.append(AuditEntry.deed.in_(query.deeds))
    if query.about is not None:
        conditions.append(AuditEntry.about == query.about)
    if query.outcome is not None:
        conditions.append(AuditEntry.outcome == query.outcome)
    if query.operation_id is not None:
        conditions.append(AuditEntry.operation_id == query.operation_id)
    if query.since is not None:
        conditions.append(AuditEntry.at >= query.since)
    if query.until is not None:
        conditions.append(AuditEntry.at < query.until)
    if query.seen_by is not None:
        conditions.append(
            or_(AuditEntry.actor_id == query.seen_by, AuditEntry.about_id == query.seen_by)
        )
    if query.before_id is not None:
        conditions.append(AuditEntry.id < query.before_id)
    return conditions
