"""What depends on models."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.kit.clock import now
from modelshelf.kit.database import Base


class Collection(Base):
    """A search index, or any other program, that cannot do without its models.

    Attributes:
        embedding_revision: The commit of the embedding model that the collection was built on,
            if it is known; the same for the other three.
    """

    __tablename__ = "collections"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    name: Mapped[str] = mapped_column(String(100))
    # Not "cascade": an account must not take the protection of models in use away with it.
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"))
    embedding_model: Mapped[str] = mapped_column(String(96), index=True)
    embedding_revision: Mapped[str | None] = mapped_column(String(40))
    reranker_model: Mapped[str | None] = mapped_column(String(96), index=True)
    reranker_revision: Mapped[str | None] = mapped_column(String(40))
    splade_model: Mapped[str | None] = mapped_column(String(96), index=True)
    splade_revision: Mapped[str | None] = mapped_column(String(40))
    llm_model: Mapped[str | None] = mapped_column(String(96), index=True)
    llm_revision: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
