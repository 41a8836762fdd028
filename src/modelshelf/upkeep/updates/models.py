"""The table of what the Hub said last about the models on the disk."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.kit.database import Base


class Which(StrEnum):
    """Of the models that were looked up: all; those of which the Hub has a newer revision; and
    besides those the pinned ones, and those of which the Hub did not tell."""

    ALL = "all"
    NEWER = "newer"
    NOTABLE = "notable"


class HubRevision(Base):
    """The newest commit of a model's `main`, and what a change to it would mean.

    Attributes:
        sha: None where the Hub did not tell; `error_code` says why.
        added, changed, removed: Paths, compared with the commit `compared_with`.
        download_bytes: What was still to be fetched for it when it was looked up.
    """

    __tablename__ = "hub_revisions"

    node: Mapped[str] = mapped_column(primary_key=True)
    model_id: Mapped[str] = mapped_column(primary_key=True)
    checked_at: Mapped[datetime]
    sha: Mapped[str | None]
    published_at: Mapped[datetime | None]
    compared_with: Mapped[str | None]
    added: Mapped[list[Any]]
    changed: Mapped[list[Any]]
    removed: Mapped[list[Any]]
    download_bytes: Mapped[int]
    error_code: Mapped[str | None]
