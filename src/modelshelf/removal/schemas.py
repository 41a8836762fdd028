"""Removal on the wire."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from modelshelf.cache.repo import Status as OnDisk
from modelshelf.kit.settings import Settings
from modelshelf.removal.plan import BlockerKind, RemovalPlan
from modelshelf.removal.service import Deletion
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

    @classmethod
    def of(cls, plan: RemovalPlan) -> Self:
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
