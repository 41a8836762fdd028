"""Verifications on the wire."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status
from modelshelf.operations.schemas import OperationSummary
from modelshelf.upkeep.verify.repository import Result


class VerifyOne(BaseModel):
    model_config = ConfigDict(extra="forbid")

    model_id: str


class VerifyAll(BaseModel):
    """Every model on the disk, one after the other; one that waits can be used as ever."""

    model_config = ConfigDict(extra="forbid")

    all: Literal[True]


class VerifyAccepted(BaseModel):
    """Of one model its operation; of all how many wait for their turn."""

    task_id: UUID | None = None
    model_id: str | None = None
    status: Status | None = None
    waiting: int = 0

    @classmethod
    def of(cls, operation: Operation) -> Self:
        return cls(task_id=operation.id, model_id=operation.model_id, status=operation.status)


class VerifiedModel(BaseModel):
    model_id: str
    verified_at: datetime | None = Field(description="Null where it never was, to its end.")
    file_count: int = Field(description="Files whose checksum was compared.")
    checked_bytes: int
    unproven: list[str] = Field(description="Files of which no checksum is known.")
    damaged: list[str] = Field(description="Files that do not match; a repair fetches them again.")

    @classmethod
    def of(cls, result: Result) -> Self:
        found = result.verification
        return cls(
            model_id=result.model_id,
            verified_at=found.verified_at if found else None,
            file_count=found.file_count if found else 0,
            checked_bytes=found.checked_bytes if found else 0,
            unproven=list(found.unproven) if found else [],
            damaged=[path for damage in result.damage for path in damage.paths],
        )


class VerificationsOut(BaseModel):
    waiting: int = Field(description="Models that wait for their turn.")
    under_way: list[OperationSummary]
    models: list[VerifiedModel] = Field(description="Damaged ones first, then the oldest date.")
    next_cursor: str | None = Field(description="Ask with this as `cursor` for further models.")


class Cancelled(BaseModel):
    cancelled: int = Field(description="Verifications that were under way.")
