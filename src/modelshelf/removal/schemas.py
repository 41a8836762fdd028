"""Removal on the wire."""

from typing import Self

from pydantic import BaseModel, Field

from modelshelf.removal.plan import BlockerKind, RemovalPlan


class BlockerOut(BaseModel):
    kind: BlockerKind
    name: str
    owner: str | None
    detail: str


class RestoreOut(BaseModel):
    revision: str
    command: str


class RemovalPlanOut(BaseModel):
    model_id: str
    freed_bytes: int
    blocked_by: list[BlockerOut]
    warnings: list[str] = Field(description="If there are any, the deletion must be confirmed.")
    restore: RestoreOut | None = Field(description="How to bring the model back as it is.")

    @classmethod
    def of(cls, plan: RemovalPlan) -> Self:
        return cls(
            model_id=plan.model_id,
            freed_bytes=plan.freed_bytes,
            blocked_by=[
                BlockerOut(kind=b.kind, name=b.name, owner=b.owner, detail=b.detail)
                for b in plan.blocked_by
            ],
            warnings=list(plan.warnings),
            restore=RestoreOut(revision=plan.revision, command=plan.restore_command)
            if plan.revision and plan.restore_command
            else None,
        )


class Removed(BaseModel):
    success: bool = True
    model_id: str
    message: str
    freed_mb: int
    freed_bytes: int

    @classmethod
    def of(cls, done: RemovalPlan) -> Self:
        return cls(
            model_id=done.model_id,
            message=f"{done.model_id} was deleted.",
            freed_mb=done.freed_bytes // 2**20,
            freed_bytes=done.freed_bytes,
        )
