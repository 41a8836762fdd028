"""Newer revisions on the wire."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from modelshelf.upkeep.updates.service import ModelNews


class UpdateRequest(BaseModel):
    model_id: str


class ApplyRequest(UpdateRequest):
    confirm: bool = Field(
        False, description="Needed where collections were built on the installed revision."
    )


class UpdateOut(BaseModel):
    """What the Hub said last of one model; the paths are those that a change would touch."""

    model_id: str
    update_available: bool
    installed_revision: str | None = Field(description="What `main` is on the disk.")
    pinned_revision: str | None = Field(description="Pinned: no update is offered.")
    newest_revision: str | None = Field(description="What `main` is at the Hub.")
    published_at: datetime | None
    checked_at: datetime
    download_bytes: int
    added: list[str]
    changed: list[str]
    removed: list[str] = Field(description="Not in the newest revision any more.")
    used_by_collections: list[str] = Field(description="They were built on the installed one.")
    error_code: str | None = Field(description="Why the Hub did not tell.")

    @classmethod
    def of(cls, news: ModelNews) -> Self:
        return cls(
            model_id=news.model_id,
            update_available=news.update_available,
            installed_revision=news.installed,
            pinned_revision=news.pinned,
            newest_revision=news.newest,
            published_at=news.published_at,
            checked_at=news.checked_at,
            download_bytes=news.download_bytes,
            added=list(news.added),
            changed=list(news.changed),
            removed=list(news.removed),
            used_by_collections=list(news.used_by),
            error_code=news.error_code,
        )


class PinnedOut(BaseModel):
    model_id: str
    pinned_revision: str | None = Field(description="The commit; null where it is free to move.")


class LookedUp(BaseModel):
    models: list[UpdateOut]


class UpdateList(LookedUp):
    looked_up: int = Field(description="Models on the disk of which the Hub was asked, in all.")
    up_to_date: int = Field(description="Of these, those of which there is nothing to note.")
    not_looked_up: int = Field(
        description="Models on the disk of which the Hub was not asked yet, in all."
    )
    next_cursor: str | None
