"""Trials on the wire."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from modelshelf.operations.moves import Status
from modelshelf.registry.kinds import ModelType
from modelshelf.trial.models import TrialRow
from modelshelf.trial.result import TrialOutcome


class TryRequest(BaseModel):
    model_id: str = Field(min_length=1, max_length=400)


class TrialOut(BaseModel):
    """What came out when the model was tried last on this node."""

    revision: str
    task: ModelType
    outcome: TrialOutcome
    detail: str | None = Field(description="What went wrong, or what an LLM wrote.")
    dimension: int | None
    load_seconds: float | None
    run_seconds: float | None
    texts: int | None = Field(description="Given at once; of an LLM the tokens that it wrote.")
    peak_bytes: int = Field(description="Most memory of the program, its libraries included.")
    libraries_bytes: int | None = Field(description="Of them before the model was loaded.")
    estimate_bytes: int | None = Field(description="What docs/memory.md says for this work.")
    versions: dict[str, str]
    tried_at: datetime

    @classmethod
    def of(cls, row: TrialRow) -> Self:
        return cls.model_validate(row, from_attributes=True)


class TrialAccepted(BaseModel):
    task_id: str
    model_id: str
    status: Status
