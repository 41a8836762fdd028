"""What somebody says of a model that they add: one shape for each type."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from modelshelf.registry.kinds import ModelType
from modelshelf.registry.traits import (
    EmbeddingTraits,
    LlmTraits,
    RerankerTraits,
    Shape,
    SpladeTraits,
)


class NewModel(Shape):
    model_id: str = Field(
        min_length=1,
        max_length=400,
        description="organisation/name, or the address of its page at the Hub.",
        examples=["intfloat/multilingual-e5-base"],
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, body: Any) -> Any:
        # Some clients send every field there is, with null where they have nothing to say.
        if isinstance(body, dict):
            return {name: value for name, value in body.items() if value is not None}
        return body


class NewEmbedding(NewModel, EmbeddingTraits):
    model_type: Literal[ModelType.EMBEDDING]


class NewLlm(NewModel, LlmTraits):
    model_type: Literal[ModelType.LLM]


class NewReranker(NewModel, RerankerTraits):
    model_type: Literal[ModelType.RERANKER]


class NewSplade(NewModel, SpladeTraits):
    model_type: Literal[ModelType.SPLADE]


NewCustomModel = Annotated[
    NewEmbedding | NewLlm | NewReranker | NewSplade, Field(discriminator="model_type")
]
