"""Removal on the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field

from modelshelf.cache.reading.repo import Status as OnDisk
from modelshelf.kit.settings import Settings
from modelshelf.operations.models import Operation
from modelshelf.operations.schemas import OperationSummary
from modelshelf.removal.plan import BlockerKind, RemovalPlan
from modelshelf.removal.service import Deletion
from modelshelf.removal.several import LeftAlone, Together
from modelshelf.removal.trash import Content, Restored, Waiting


class BlockerOut(BaseModel):
    kind: BlockerKind
    name: str
    owner: str | None
    detail: str
    pid: int | None = Field(description="Of a process that could be looked at.")


class RestoreOut(BaseModel):
    revision: str
    command: str


class RemovalPlanOut(BaseModel):
    model_id: str
    freed_bytes: int
    blocked_by: list[BlockerOut]
    warnings: list[str] = Field(description="If there are any, the deletion must be confirmed.")
    unseen_use: str | None = Field(
        description="Why programs may have it open that are not named; null where all were seen."
    )
    restore: RestoreOut | None = Field(description="How to bring the model back as it is.")
    undo_seconds: int = Field(
        description="How long it can be brought back from the trash; 0: not at all."
    )

    @classmethod
    def of(cls, plan: RemovalPlan, undo_seconds: int) -> Self:
        return cls(
            model_id=plan.model_id,
            freed_bytes=plan.freed_bytes,
            blocked_by=[
                BlockerOut(kind=b.kind, name=b.name, owner=b.owner, detail=b.detail, pid=b.pid)
                for b in plan.blocked_by
            ],
            warnings=list(plan.warnings),
            unseen_use=plan.unseen_use,
            restore=RestoreOut(revision=plan.revision, command=plan.restore_command)
            if plan.revision and plan.restore_command
            else None,
            undo_seconds=undo_seconds,
        )


class Removed(BaseModel):
    success: bool = True
    model_id: str
    message: str
    freed_mb: int
    freed_bytes: int = Field(description="What the disk gets back, at `free_at` at the latest.")
    free_at: datetime
    undo_until: datetime | None = Field(
        description="Until then `POST /models/restore` brings it back; null: it cannot be."
    )

    @classmethod
    def of(cls, done: Deletion) -> Self:
        message = f"{done.model_id} was deleted."
        if done.undo_until:
            message += (
                f" It can be brought back until {done.undo_until:%H:%M:%S} UTC; then, or as soon "
                "as a download needs it, its space is free."
            )
        return cls(
            model_id=done.model_id,
            message=message,
            freed_mb=done.freed_bytes // 2**20,
            freed_bytes=done.freed_bytes,
            free_at=done.free_at,
            undo_until=done.undo_until,
        )


class TrashedOut(BaseModel):
    """A deleted model that waits to be unlinked."""

    id: str
    model_id: str
    node: str
    revision: str | None
    deleted_by: str | None
    deleted_at: datetime
    undo_until: datetime
    seconds_left: int
    size_bytes: int = Field(description="What the disk gets back when it is unlinked.")
    restorable: bool
    place_taken: bool = Field(description="Something new is in its place: delete that first.")
    restore_command: str | None = Field(
        description="What fetches the same files again, also when it is no longer in the trash."
    )

    @classmethod
    def of(cls, waiting: Waiting, node: str) -> Self:
        trashed = waiting.trashed
        return cls(
            id=trashed.id,
            model_id=trashed.model_id,
            node=node,
            revision=trashed.note.revision if trashed.note else None,
            deleted_by=trashed.note.removed_by if trashed.note else None,
            deleted_at=trashed.removed_at,
            undo_until=waiting.undo_until,
            seconds_left=waiting.seconds_left,
            size_bytes=trashed.freed_bytes,
            restorable=waiting.restorable,
            place_taken=waiting.place_taken,
            restore_command=waiting.restore_command,
        )


class TrashOut(BaseModel):
    trash: list[TrashedOut]
    total_bytes: int = Field(description="Given up, oldest first, when a download needs it.")
    undo_window_seconds: int = Field(description="0: nothing can be brought back.")
    next_cursor: str | None

    @classmethod
    def of(cls, content: Content, settings: Settings) -> Self:
        return cls(
            trash=[TrashedOut.of(one, settings.node) for one in content.waiting],
            total_bytes=content.total_bytes,
            undo_window_seconds=settings.undo_window,
            next_cursor=content.next_cursor,
        )


class RestoreRequest(BaseModel):
    model_id: str
    id: str | None = Field(None, description="Which deletion to take back; absent: the last.")


class RestoredOut(BaseModel):
    success: bool = True
    model_id: str
    revision: str | None
    status: OnDisk
    message: str

    @classmethod
    def of(cls, restored: Restored) -> Self:
        return cls(
            model_id=restored.model_id,
            revision=restored.revision,
            status=restored.status,
            message=f"{restored.model_id} is back: {restored.status}.",
        )


MOST_TOGETHER = 200
ModelIds = Annotated[
    list[Annotated[str, Field(max_length=200)]], Field(min_length=1, max_length=MOST_TOGETHER)
]


class SeveralRequest(BaseModel):
    model_ids: ModelIds
    dry_run: bool = Field(False, description="Only say what would come of it.")
    confirm: bool = Field(False, description="Needed for models whose plan has warnings.")


class TakeBackRequest(BaseModel):
    model_ids: ModelIds


class LeftAloneOut(BaseModel):
    """A model with which nothing was done."""

    model_id: str
    code: str
    reason: str

    @classmethod
    def of(cls, one: LeftAlone) -> Self:
        return cls(model_id=one.model_id, code=one.code, reason=one.reason)


class GoingOut(BaseModel):
    """A model that goes into the trash, or would."""

    model_id: str
    freed_bytes: int
    warnings: list[str] = Field(description="Of a dry run: what is to be confirmed.")


class TogetherOut(BaseModel):
    dry_run: bool
    freed_bytes: int = Field(
        description="What the disk gets back when all of it leaves the trash; at least, since "
        "what these models share is in none of them."
    )
    models: list[GoingOut] = Field(description="What is, or would be, deleted.")
    operations: list[OperationSummary] = Field(
        description="One for each of these models, in their order; none of a dry run. One that "
        "fails says why, and hinders none of the others."
    )
    undo_seconds: int = Field(
        description="How long each can be brought back from its deletion on; 0: not at all."
    )
    skipped: list[LeftAloneOut] = Field(description="What was chosen and is left alone.")
    unseen_use: list[str] = Field(
        description="Of a dry run: why more programs may have them open. Empty where all were seen."
    )

    @classmethod
    def of(cls, found: Together, undo_seconds: float, *, dry_run: bool = False) -> Self:
        return cls(
            dry_run=dry_run,
            freed_bytes=found.freed_bytes,
            models=[
                GoingOut(
                    model_id=model.model_id,
                    freed_bytes=model.freed_bytes,
                    warnings=list(model.warnings),
                )
                for model in found.models
            ],
            operations=[OperationSummary.of(m.operation) for m in found.models if m.operation],
            undo_seconds=round(undo_seconds),
            skipped=[LeftAloneOut.of(one) for one in found.left_alone],
            unseen_use=found.unseen_use,
        )


class TakenBackOut(BaseModel):
    operations: list[OperationSummary] = Field(description="One for each that comes back.")
    skipped: list[LeftAloneOut]

    @classmethod
    def of(cls, begun: Sequence[Operation], left_alone: Sequence[LeftAlone]) -> Self:
        return cls(
            operations=[OperationSummary.of(row) for row in begun],
            skipped=[LeftAloneOut.of(one) for one in left_alone],
        )
