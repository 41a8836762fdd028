"""The words for what a model is."""

from enum import StrEnum


class ModelType(StrEnum):
    EMBEDDING = "embedding"
    LLM = "llm"
    RERANKER = "reranker"
    SPLADE = "splade"


class Pooling(StrEnum):
    """How an embedding model makes one vector of its tokens' vectors."""

    MEAN = "mean"
    CLS = "cls"
    LAST_TOKEN = "last_token"  # noqa: S105  # Tokens of a text.


class Origin(StrEnum):
    """Why a model is listed: it ships with us, somebody added it, or it was found on disk."""

    CURATED = "curated"
    CUSTOM = "custom"
    UNMANAGED = "unmanaged"
