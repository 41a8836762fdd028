"""The record of deeds on the wire."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from modelshelf.audit.deeds import Channel, Deed, Outcome
from modelshelf.audit.models import AuditEntry
from modelshelf.kit.errors import kind_of_problem


class AuditEntryOut(BaseModel):
    id: int
    at: datetime
    actor: str | None = Field(description="The name at that time; null for somebody unknown.")
    actor_id: UUID | None = Field(description="The account, where there is one.")
    channel: Channel
    address: str | None
    deed: Deed
    about: str | None = Field(description="What it was done to: a model, an account, a collection.")
    about_id: UUID | None
    task_id: UUID | None = Field(description="The operation that it began, moved or ended.")
    outcome: Outcome
    code: str | None = Field(description="Of the problem, when it was refused or failed.")
    reason: str | None = Field(description="The same in words, where there are some.")
    details: dict[str, Any]

    @classmethod
    def of(cls, entry: AuditEntry) -> Self:
        others = {"task_id", "reason"}
        same = {name: getattr(entry, name) for name in cls.model_fields if name not in others}
        problem = kind_of_problem(entry.code) if entry.code else None
        reason = problem.title if problem else None
        return cls(task_id=entry.operation_id, reason=reason, **same)


class AuditOut(BaseModel):
    entries: list[AuditEntryOut]
    next_cursor: str | None = Field(description="Ask with this as `cursor` for older entries.")
