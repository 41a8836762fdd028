"""The storage budget on the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field

from modelshelf.cache.last_use import UseSource
from modelshelf.operations.models import Operation
from modelshelf.operations.schemas import OperationSummary
from modelshelf.upkeep.budget.free import Freed, LeftAlone
from modelshelf.upkeep.budget.service import Outlook, Proposal, Standing


class StandingOut(BaseModel):
    budget_bytes: int
    used_bytes: int = Field(description="What the cache takes; the trash is not counted.")
    over_bytes: int = Field(description="0 while the budget is kept.")
    automatic: bool = Field(description="Whether the worker deletes what is proposed by itself.")

    @classmethod
    def of(cls, found: Standing) -> Self:
        return cls(
            budget_bytes=found.budget_bytes,
            used_bytes=found.used_bytes,
            over_bytes=found.over_bytes,
            automatic=found.automatic,
        )


class ProposalOut(BaseModel):
    """A model that could go: by itself as any other, `DELETE /models/{model_id}`, or several
    together, `POST /cache/budget/free`."""

    model_id: str
    freed_bytes: int = Field(description="What it shares with other models is not in it.")
    last_used_at: datetime | None
    last_used_from: UseSource | None = Field(description="`file_times` are but a hint.")
    reason: str
    restore_command: str | None = Field(
        description="What fetches the same files anew; null: nothing does."
    )

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        model = proposal.model
        return cls(
            model_id=model.model_id,
            freed_bytes=model.freed_bytes,
            last_used_at=model.used_at,
            last_used_from=model.source,
            reason=proposal.reason,
            restore_command=proposal.restore_command,
        )


class BudgetOut(StandingOut):
    """The budget, and what would keep it."""

    still_over_bytes: int = Field(description="When all that is suggested is reclaimed.")
    proposals: list[ProposalOut] = Field(
        description="Models that could go for the rest, the one first that was not used for "
        "longest. Never what somebody needs, nor what came or was used within `keep_days`."
    )
    proposed_bytes: int = Field(description="What these free together.")
    spared_bytes: int = Field(
        description="What would be proposed besides, had not an account reported its use that "
        "moves no other model by it: one that may only look, or a member who did not bring it."
    )
    keep_days: int = Field(description="How long what came or was used is left alone.")
    enough: bool = Field(description="Whether the budget is kept then.")

    @classmethod
    def with_proposals(cls, found: Outlook) -> Self:
        return cls(
            **StandingOut.of(found.standing).model_dump(),
            still_over_bytes=found.still_over_bytes,
            proposals=[ProposalOut.of(proposal) for proposal in found.proposals],
            proposed_bytes=found.proposed_bytes,
            spared_bytes=found.spared_bytes,
            keep_days=found.keep_days,
            enough=found.enough,
        )


MOST_TOGETHER = 200
ModelIds = Annotated[
    list[Annotated[str, Field(max_length=200)]], Field(min_length=1, max_length=MOST_TOGETHER)
]


class FreeRequest(BaseModel):
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


class FreedOut(BaseModel):
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

    @classmethod
    def of(cls, found: Freed, undo_seconds: float, *, dry_run: bool = False) -> Self:
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
