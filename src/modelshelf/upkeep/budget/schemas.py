"""The storage budget on the wire."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from modelshelf.cache.inventory.last_use import UseSource
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
    together, `POST /models/removal`."""

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
