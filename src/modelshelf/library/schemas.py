"""The list on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from modelshelf.cache.repo import Status
from modelshelf.operations.schemas import OperationSummary
from modelshelf.registry.kinds import ModelType, Origin, Pooling


class MemoryOut(BaseModel):
    """Memory that the weights need in each precision, with overhead, in MiB."""

    float32: int
    float16: int
    int8: int
    int4: int


class ModelOut(BaseModel):
    id: str
    name: str
    description: str | None
    model_type: ModelType | None = Field(description="Null where it is not known for certain.")
    origin: Origin
    status: Status
    is_installed: bool
    is_custom: bool
    custom_model_db_id: UUID | None
    download_size_mb: int | None
    download_size_bytes: int | None = Field(description="What a download of it fetches in all.")
    size_on_disk_mb: int
    size_on_disk_bytes: int = Field(description="Each blob once, unfinished ones included.")
    memory_mb: MemoryOut | None
    used_by_collections: list[str]
    license: str | None
    commercial_use: bool | None
    gated: bool | None
    revision: str | None
    update_available: bool | None = Field(description="Null where it has not been looked up.")
    last_used_at: datetime | None
    missing: list[str] = Field(description="Files that are not there, of a partial model.")
    problems: list[str] = Field(description="What is wrong on the disk, with the place.")
    operation: OperationSummary | None
    dimension: int | None
    max_sequence_length: int | None
    pooling_method: Pooling | None
    is_asymmetric: bool | None
    query_prefix: str | None
    document_prefix: str | None
    default_query_instruction: str | None
    context_window: int | None


class Count(BaseModel):
    total: int = 0
    installed: int = 0


class Counts(BaseModel):
    embedding: Count = Count()
    llm: Count = Count()
    reranker: Count = Count()
    splade: Count = Count()
    other: Count = Count()


class DiskOut(BaseModel):
    free_bytes: int
    total_bytes: int


class ModelList(BaseModel):
    models: list[ModelOut]
    total_cache_size_mb: int
    total_cache_size_bytes: int
    counts: Counts
    disk: DiskOut
    warnings: list[str]
    next_cursor: str | None
