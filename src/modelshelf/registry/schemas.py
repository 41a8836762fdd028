"""What the routes of custom models take and give."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from modelshelf.policy.licences import commercial_use
from modelshelf.registry.finding_schemas import FindingOut
from modelshelf.registry.kinds import ModelType, Pooling
from modelshelf.registry.models import CustomModel
from modelshelf.registry.own_traits import findings_of, set_traits, traits_of
from modelshelf.registry.portable import Imported, ImportOutcome
from modelshelf.registry.traits import (
    SHAPES,
    EmbeddingTraits,
    LlmTraits,
)


class CustomModelChanges(EmbeddingTraits, LlmTraits):
    """Only what is given changes; null forgets a trait, so that what was detected holds again.

    Not every type has every trait. With another type, traits that it does not have are forgotten.
    """

    model_type: ModelType | None = None

    @property
    def traits(self) -> dict[str, Any]:
        return self.model_dump(exclude_unset=True, exclude={"model_type"})


class CustomModelReceipt(BaseModel):
    success: Literal[True] = True
    custom_model_id: uuid.UUID
    model_id: str
    message: str

    @classmethod
    def of(cls, model: CustomModel, message: str) -> Self:
        return cls(custom_model_id=model.id, model_id=model.model_id, message=message)


class TraitOut(BaseModel):
    """One trait: what holds, what its owner set, and what was found in the repository."""

    value: int | bool | str | None
    set: int | bool | str | None = Field(description="Wins, where it is not null.")
    detected: FindingOut | None = Field(description="Holds where nothing is set and it is certain.")


class TraitsOut(BaseModel):
    """What holds of a model, of whatever type: the fields of `Traits`."""

    dimension: int | None
    max_sequence_length: int | None
    pooling_method: Pooling | None
    is_asymmetric: bool | None
    query_prefix: str | None
    document_prefix: str | None
    default_query_instruction: str | None
    context_window: int | None


class CustomModelOut(TraitsOut):
    """The traits stand here twice: what holds, and in `traits` also why."""

    id: uuid.UUID
    model_id: str
    model_type: ModelType
    detected_type: FindingOut | None = Field(description="What its files say that it is.")
    owner: str
    traits: dict[str, TraitOut] = Field(description="Those that a model of its type has.")
    revision: str | None = Field(description="The commit that was looked at.")
    parameters: int | None
    license: str | None
    commercial_use: bool | None
    gated: bool | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, model: CustomModel, owner: str) -> Self:
        holds, given, found = traits_of(model), set_traits(model), findings_of(model)
        return cls(
            id=model.id,
            model_id=model.model_id,
            model_type=ModelType(model.model_type),
            detected_type=found.get("model_type"),
            owner=owner,
            **asdict(holds),
            traits={
                name: TraitOut(
                    value=getattr(holds, name),
                    set=getattr(given, name),
                    detected=found.get(name),
                )
                for name in SHAPES[ModelType(model.model_type)].model_fields
            },
            revision=model.revision,
            parameters=model.parameters,
            license=model.licence,
            commercial_use=commercial_use(model.licence),
            gated=model.gated,
            created_at=model.created_at,
            updated_at=model.updated_at,
        )


class CustomModelList(BaseModel):
    models: list[CustomModelOut]


class ImportedOut(BaseModel):
    """What became of one entry of a list."""

    model_id: str
    outcome: ImportOutcome
    code: str | None = Field(description="Of the problem, where it failed.")
    detail: str | None


class ImportOut(BaseModel):
    entries: list[ImportedOut] = Field(description="In the order of the list.")
    counts: dict[ImportOutcome, int]

    @classmethod
    def of(cls, entries: Sequence[Imported]) -> Self:
        outcomes = [entry.outcome for entry in entries]
        return cls(
            entries=[ImportedOut.model_validate(entry, from_attributes=True) for entry in entries],
            counts={outcome: outcomes.count(outcome) for outcome in ImportOutcome},
        )
