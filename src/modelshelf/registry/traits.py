"""How a model has to be used, as far as it is known: one shape for each type of model.

The shapes are shared by the curated file, by what people enter, and by what is detected. What is
not known is None, never a guess.
"""

from dataclasses import dataclass, fields, replace
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from modelshelf.registry.kinds import ModelType, Pooling

Dimension = Annotated[
    int,
    Field(strict=True, gt=0, le=1_000_000, description="Numbers in a vector."),
]
Tokens = Annotated[int, Field(strict=True, gt=0, le=1_000_000_000)]
# PostgreSQL stores no NUL character.
Prose = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EmbeddingTraits(Shape):
    dimension: Dimension | None = None
    max_sequence_length: Tokens | None = None
    pooling_method: Pooling | None = None
    is_asymmetric: bool | None = Field(
        default=None, description="Whether queries and documents are embedded differently."
    )
    query_prefix: Prose | None = Field(
        default=None, description="Put before a query as it stands, spaces and all."
    )
    document_prefix: Prose | None = None
    default_query_instruction: Prose | None = Field(
        default=None, description="The task that an instruction-aware model is told."
    )


class LlmTraits(Shape):
    context_window: Tokens | None = Field(default=None, description="In tokens.")


class RerankerTraits(Shape):
    max_sequence_length: Tokens | None = None
    default_query_instruction: Prose | None = None


class SpladeTraits(Shape):
    dimension: Dimension | None = Field(default=None, description="Size of the vocabulary.")
    max_sequence_length: Tokens | None = None


SHAPES: dict[ModelType, type[Shape]] = {
    ModelType.EMBEDDING: EmbeddingTraits,
    ModelType.LLM: LlmTraits,
    ModelType.RERANKER: RerankerTraits,
    ModelType.SPLADE: SpladeTraits,
}


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of a model of any type, as a list shows them."""

    dimension: int | None = None
    max_sequence_length: int | None = None
    pooling_method: Pooling | None = None
    is_asymmetric: bool | None = None
    query_prefix: str | None = None
    document_prefix: str | None = None
    default_query_instruction: str | None = None
    context_window: int | None = None

    @classmethod
    def of(cls, shape: Shape) -> Self:
        return cls(**shape.model_dump(include=TRAIT_NAMES))

    def completed_by(self, other: "Traits") -> "Traits":
        """These traits, and where one is not known, the other's."""
        known = {name: getattr(self, name) for name in TRAIT_NAMES}
        return replace(other, **{name: value for name, value in known.items() if value is not None})

    def for_type(self, model_type: ModelType) -> "Traits":
        """Without those that a model of this type does not have."""
        names = SHAPES[model_type].model_fields
        return Traits(**{name: getattr(self, name) for name in names})


TRAIT_NAMES = {field.name for field in fields(Traits)}
NOTHING_KNOWN = Traits()
