"""What the routes of custom models take and give."""

import uuid
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from modelshelf.registry.kinds import ModelType, Pooling
from modelshelf.registry.models import CustomModel
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


class CustomModelChanges(EmbeddingTraits, LlmTraits):
    """Only what is given changes; null forgets a trait. Not every type has every trait."""


class CustomModelReceipt(BaseModel):
    success: Literal[True] = True
    custom_model_id: uuid.UUID
    model_id: str
    message: str

    @classmethod
    def of(cls, model: CustomModel, message: str) -> Self:
        return cls(custom_model_id=model.id, model_id=model.model_id, message=message)


class CustomModelOut(BaseModel):
    id: uuid.UUID
    model_id: str
    model_type: ModelType
    dimension: int | None
    max_sequence_length: int | None
    pooling_method: Pooling | None
    is_asymmetric: bool | None
    query_prefix: str | None
    document_prefix: str | None
    default_query_instruction: str | None
    context_window: int | None

    @classmethod
    def of(cls, model: CustomModel) -> Self:
        return cls.model_validate(model, from_attributes=True)
