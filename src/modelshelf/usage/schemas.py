"""What the routes of collections take and give."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from modelshelf.kit.names import NameIn
from modelshelf.registry.kinds import ModelType
from modelshelf.usage.revisions import ModelUse
from modelshelf.usage.service import Owned

ModelId = Annotated[str, Field(min_length=1, max_length=400)]
NO_NUL = r"^[^\x00]*$"  # PostgreSQL stores none.
Commit = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f]{40}$",
        description="The full commit id of the model that the collection was built on.",
    ),
]


class _Fields(BaseModel):
    model_config = ConfigDict(extra="forbid")

    embedding_revision: Commit | None = None
    reranker_model: ModelId | None = None
    reranker_revision: Commit | None = None
    splade_model: ModelId | None = None
    splade_revision: Commit | None = None
    llm_model: ModelId | None = None
    llm_revision: Commit | None = None


class NewCollection(_Fields):
    name: NameIn
    embedding_model: ModelId


class CollectionChanges(_Fields):
    """Only what is given changes; null takes an optional model or a revision away."""

    name: NameIn | None = Field(default=None, description="Null leaves it as it is.")
    embedding_model: ModelId | None = Field(default=None, description="Null leaves it as it is.")

    def given(self) -> dict[str, str | None]:
        given = self.model_dump(exclude_unset=True)
        needed = ("name", "embedding_model")
        return {
            name: value for name, value in given.items() if value is not None or name not in needed
        }


class ModelUseOut(BaseModel):
    model_type: ModelType
    model_id: str
    built_on: str | None
    installed: str | None = Field(description="The commit that a program would load now.")
    revision_changed: bool | None = Field(description="Null where one of the two is not known.")
    needs_reindexing: bool = Field(description="It changed, and its vectors are in the index.")


class CollectionOut(BaseModel):
    id: uuid.UUID
    name: str
    owner: str
    owner_id: uuid.UUID
    embedding_model: str
    embedding_revision: str | None
    reranker_model: str | None
    reranker_revision: str | None
    splade_model: str | None
    splade_revision: str | None
    llm_model: str | None
    llm_revision: str | None
    created_at: datetime
    updated_at: datetime
    models: list[ModelUseOut]
    needs_reindexing: bool

    @classmethod
    def of(cls, owned: Owned, uses: Sequence[ModelUse]) -> Self:
        ours = ("owner", "models", "needs_reindexing")
        row = {
            name: getattr(owned.collection, name) for name in cls.model_fields if name not in ours
        }
        return cls(
            owner=owned.owner,
            models=[ModelUseOut.model_validate(use, from_attributes=True) for use in uses],
            needs_reindexing=any(use.needs_reindexing for use in uses),
            **row,
        )


class CollectionsOut(BaseModel):
    collections: list[CollectionOut]
    to_reindex: int = Field(description="How many need re-indexing, whoever owns them.")
    next_cursor: str | None


class UsedModels(BaseModel):
    """Models that a program uses at this moment."""

    model_ids: list[Annotated[ModelId, Field(pattern=NO_NUL)]] = Field(
        min_length=1, max_length=1000
    )
    node: str | None = Field(
        None, pattern=NO_NUL, description="Where it runs; default: the server's own node."
    )


class UseNoted(BaseModel):
    noted: list[str] = Field(description="On that node's disk, by id.")
    unknown: list[str] = Field(description="Not on that node's disk.")
