"""The models that people add to the list for themselves."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.kit.clock import now
from modelshelf.kit.database import Base


class CustomModel(Base):
    """One person's entry for one model.

    The traits are those that its owner set, None for what they left open; what was found in the
    repository stands beside them in `detected`. `own_traits` says what holds.

    Attributes:
        model_type: A `ModelType`.
        dimension: Length of its vectors; for SPLADE the size of its vocabulary.
        pooling_method: A `Pooling`, for embedding models.
        max_sequence_length: In tokens; for an LLM `context_window` says it instead.
        detected: Findings by the name of the trait, and `model_type`, as `FindingOut` writes them.
        revision: The commit that they were found in.
        parameters: Number of weights; this, the licence and `gated` are what the Hub said then.
    """

    __tablename__ = "custom_models"
    __table_args__ = (UniqueConstraint("owner_id", "model_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    model_id: Mapped[str] = mapped_column(String(96), index=True)
    model_type: Mapped[str] = mapped_column(String(16))
    dimension: Mapped[int | None]
    pooling_method: Mapped[str | None] = mapped_column(String(16))
    is_asymmetric: Mapped[bool | None]
    query_prefix: Mapped[str | None]
    document_prefix: Mapped[str | None]
    default_query_instruction: Mapped[str | None]
    max_sequence_length: Mapped[int | None]
    context_window: Mapped[int | None]
    detected: Mapped[dict[str, Any] | None]
    revision: Mapped[str | None] = mapped_column(String(40))
    gated: Mapped[bool | None]
    parameters: Mapped[int | None]
    licence: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
