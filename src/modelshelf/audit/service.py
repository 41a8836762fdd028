"""Recording who did what, and reading it.

What was done is recorded in the very transaction that does it: neither stands without the other.
What was refused has no such transaction, and is recorded in one of its own.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit import repository
from modelshelf.audit.deeds import Actor, Channel, Deed, Outcome
from modelshelf.audit.models import AuditEntry
from modelshelf.audit.repository import AuditQuery
from modelshelf.kit import paging
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Problem
from modelshelf.kit.logs import without_secrets

MOST_CHARACTERS = 200
_PLACE = TypeAdapter(tuple[paging.Number])


async def record(
    session: AsyncSession,
    by: Actor,
    deed: Deed,
    about: str | None = None,
    *,
    about_id: UUID | None = None,
    operation_id: UUID | None = None,
    outcome: Outcome = Outcome.DONE,
    code: str | None = None,
    **details: Any,
) -> None:
    """Write one deed down, within the transaction that does it.

    Args:
        about: What it was done to, as people call it: a model's id, a username, a collection.
        code: Of the problem, when it was refused or failed.
        **details: JSON. Values under names such as `token` or `password` are hidden; do not rely
            on it.
    """
    await repository.add(
        session,
        AuditEntry(
            actor=_storable(by.name),
            actor_id=by.account_id,
            channel=by.channel,
            address=by.address,
            deed=deed,
            about=_storable(about),
            about_id=about_id,
            operation_id=operation_id,
            outcome=outcome,
            code=code,
            details=without_secrets(details),
        ),
    )


@asynccontextmanager
async def refusals(
    database: Database,
    by: Actor,
    deed: Deed,
    about: str | None = None,
    *,
    about_id: UUID | None = None,
    **details: Any,
) -> AsyncIterator[None]:
    """Write down when a Problem keeps what is done in this block from being done.

    Let no transaction be open around it: the record has one of its own, which stands when
    everything else is rolled back.
    """
    try:
        yield
    except Problem as problem:
        async with database.write() as session:
            await record(
                session,
                by,
                deed,
                about,
                about_id=about_id,
                outcome=Outcome.REFUSED,
                code=problem.code,
                **details,
            )
        raise


async def record_end(
    session: AsyncSession,
    deed: Deed,
    about: str,
    *,
    operation_id: UUID,
    requested_by: str,
    outcome: Outcome,
    asked_by: Actor | None = None,
    code: str | None = None,
    **details: Any,
) -> None:
    """Write down how an operation ended, on behalf of whoever last asked for it.

    Args:
        asked_by: Who that is, where it is known; else the record is asked.
    """
    if asked_by is not None:
        asked: Actor | None = Actor(asked_by.name, Channel.NODE, asked_by.account_id)
    else:
        asked = await repository.last_actor(session, operation_id)
    await record(
        session,
        asked or Actor(requested_by, channel=Channel.NODE),
        deed,
        about,
        operation_id=operation_id,
        outcome=outcome,
        code=code,
        **details,
    )


async def read(
    session: AsyncSession, query: AuditQuery, cursor: str | None = None
) -> tuple[Sequence[AuditEntry], str | None]:
    """A page of the record, the newest first, and the cursor of the next. Raises: InvalidCursor."""
    if cursor is not None:
        (before_id,) = paging.decode(cursor, _PLACE)
        query = replace(query, before_id=before_id)
    found = await repository.newest(session, replace(query, limit=query.limit + 1))
    return paging.cut(found, query.limit, lambda entry: (entry.id,))


def _storable(text: str | None) -> str | None:
    """PostgreSQL stores no NUL character, no database half of one (JSON can name it), and no column
    of ours is endless."""
    if text is None:
        return None
    return text.replace("\0", "").encode(errors="replace").decode()[:MOST_CHARACTERS]
