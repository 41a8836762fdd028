"""`/audit`: who did what, when, from where, and with what outcome.

It stands here, since the record itself is below the accounts, which write to it.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from modelshelf.accounts.access import Oneself
from modelshelf.audit import service
from modelshelf.audit.deeds import Deed, Outcome
from modelshelf.audit.repository import AuditQuery
from modelshelf.audit.schemas import AuditEntryOut, AuditOut
from modelshelf.kit.web import Cursor, Limit, Moment, ReadSession

router = APIRouter(tags=["audit"])

_Text = Annotated[str | None, Query(max_length=200, pattern=r"^[^\x00]*$")]


@router.get("/audit")
async def read_audit(
    account: Oneself,
    session: ReadSession,
    actor: _Text = None,
    deed: Annotated[list[Deed], Query(description="One or more.")] = [],  # noqa: B006 (not kept)
    about: Annotated[_Text, Query(description="A model's id, a username, a collection.")] = None,
    outcome: Outcome | None = None,
    task_id: UUID | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> AuditOut:
    """Newest first. Administrators see everything, others what they did themselves and what was
    done to their own account."""
    query = AuditQuery(
        actor=actor,
        deeds=deed,
        about=about,
        outcome=outcome,
        operation_id=task_id,
        since=since,
        until=until,
        seen_by=None if account.is_admin else account.id,
        limit=limit,
    )
    entries, next_cursor = await service.read(session, query, cursor)
    return AuditOut(entries=[AuditEntryOut.of(entry) for entry in entries], next_cursor=next_cursor)
