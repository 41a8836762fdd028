"""Newer revisions on the wire."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from modelshelf.cache.inventory.models import InventoryRow
from modelshelf.hub.door import DEFAULT_BRANCH
from modelshelf.upkeep.updates.models import HubRevision


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
    def of(
        cls, found: HubRevision, on_disk: InventoryRow, used_by: list[str], pinned: str | None
    ) -> Self:
        installed = on_disk.refs.get(DEFAULT_BRANCH)
        available = pinned is None and is_newer(installed, found.sha)
        return cls(
            model_id=found.model_id,
            update_available=bool(available),
            installed_revision=installed,
            pinned_revision=pinned,
            newest_revision=found.sha,
            published_at=found.published_at,
            checked_at=found.checked_at,
            download_bytes=found.download_bytes if available else 0,
            added=found.added if available else [],
            changed=found.changed if available else [],
            removed=found.removed if available else [],
            used_by_collections=used_by,
            error_code=found.error_code,
        )


class PinnedOut(BaseModel):
    model_id: str
    pinned_revision: str | None = Field(description="The commit; null where it is free to move.")


class LookedUp(BaseModel):
    models: list[UpdateOut]


class UpdateList(LookedUp):
    looked_up: int = Field(description="Models on the disk of which the Hub was asked, in all.")
    up_to_date: int = Field(description="Of these, those of which there is nothing to note.")
    next_cursor: str | None


def is_newer(installed: str | None, newest: str | None) -> bool | None:
    """Whether the Hub's `main` is another commit than the one here; None where that is unknown."""
    return None if installed is None or newest is None else installed != newest
