"""What can be reclaimed, on the wire: everything is reckoned, a page only shows it."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, Field

from modelshelf.cache.removing.leftovers import Kind
from modelshelf.hub.layout import MODEL
from modelshelf.operations.schemas import OperationSummary
from modelshelf.upkeep.budget.schemas import BudgetOut
from modelshelf.upkeep.budget.service import Outlook
from modelshelf.upkeep.reclaim.find import Found, Item
from modelshelf.upkeep.reclaim.service import Begun, Skipped

MOST_IDS = 100_000
_MOST_CHARACTERS = 1000


class RepoType(StrEnum):
    MODEL = "model"
    DATASET = "dataset"
    SPACE = "space"
    KERNEL = "kernel"


class LeftoverOut(BaseModel):
    """Something that nothing needs."""

    id: str = Field(description="Stays the same as long as the thing does.")
    kind: Kind
    model_id: str | None = Field(description="null: it is of no model.")
    repo_type: RepoType | None = Field(
        description="What kind of repository it is of; null: of none, several may share it."
    )
    repo_id: str | None = Field(
        description="The id of that repository, which for a dataset or a Space is no model's id."
    )
    path: str
    size_bytes: int = Field(description="What its files hold.")
    freed_bytes: int = Field(
        description="What the disk gets back if it alone goes: of a file with several names, or "
        "one that another revision or model shares, nothing."
    )
    file_count: int
    modified_at: datetime
    reason: str
    restore: str = Field(description="How to have it again.")
    restore_command: str | None
    suggested: bool = Field(description="Whether to choose it where nobody chooses.")
    brought_by: list[str] = Field(
        description="Who asked for what left it there. Empty: nobody recorded that, another "
        "program may have brought it, and only an administrator may reclaim it."
    )
    allowed: bool = Field(description="Whether you may reclaim it.")

    @classmethod
    def of(cls, item: Item, allowed: Collection[str]) -> Self:
        leftover, folder = item.leftover, item.leftover.folder
        return cls(
            id=item.id,
            kind=leftover.kind,
            model_id=folder.model_id if folder and folder.kind == MODEL else None,
            repo_type=RepoType(folder.kind) if folder else None,
            repo_id=folder.model_id if folder else None,
            path=str(leftover.path),
            size_bytes=leftover.size_bytes,
            freed_bytes=leftover.freed_bytes,
            file_count=leftover.file_count,
            modified_at=datetime.fromtimestamp(leftover.modified_at, UTC),
            reason=item.reason,
            restore=item.restore,
            restore_command=item.restore_command,
            suggested=item.suggested,
            brought_by=item.brought_by,
            allowed=item.id in allowed,
        )


class KindOut(BaseModel):
    """All leftovers of one kind."""

    kind: Kind
    count: int
    freed_bytes: int = Field(description="If all of these go together.")


class ReclaimList(BaseModel):
    freed_bytes: int = Field(description="What the disk gets back if all of it goes.")
    suggested_bytes: int = Field(description="The same for what is suggested and allowed.")
    kinds: list[KindOut]
    items: list[LeftoverOut] = Field(description="What frees most comes first.")
    busy_models: list[str] = Field(
        description="Not looked at, since an operation is about them at this moment; a dataset as "
        "`datasets/org/name`."
    )
    looked_at: datetime = Field(
        description="When the disk was looked at: all who ask within some seconds share a look."
    )
    budget: BudgetOut | None = Field(description="null: there is none.")

    @classmethod
    def of(cls, found: Found, allowed: Collection[str], budget: Outlook | None) -> Self:
        """Blocks: use a thread."""
        by_kind = {kind: [i for i in found.items if i.leftover.kind is kind] for kind in Kind}
        suggested = [item for item in found.items if item.suggested and item.id in allowed]
        return cls(
            freed_bytes=found.freed_bytes(found.items),
            suggested_bytes=found.freed_bytes(suggested),
            kinds=[
                KindOut(kind=kind, count=len(items), freed_bytes=found.freed_bytes(items))
                for kind, items in by_kind.items()
                if items
            ],
            items=[LeftoverOut.of(item, allowed) for item in found.items],
            busy_models=list(found.busy),
            looked_at=found.looked_at,
            budget=BudgetOut.with_proposals(budget) if budget else None,
        )


class ReclaimRequest(BaseModel):
    ids: list[Annotated[str, Field(max_length=_MOST_CHARACTERS)]] = Field(
        min_length=1, max_length=MOST_IDS
    )
    dry_run: bool = Field(False, description="Only say what would come of it.")


class SkippedOut(BaseModel):
    id: str
    code: str
    reason: str


class ReclaimAnswer(BaseModel):
    dry_run: bool
    freed_bytes: int = Field(
        description="What the disk gets back by all of it together, when the operations are done."
    )
    items: list[LeftoverOut] = Field(description="What is, or would be, reclaimed.")
    operations: list[OperationSummary] = Field(description="One for each repository.")
    skipped: list[SkippedOut] = Field(description="What was chosen and is left alone.")

    @classmethod
    def of(cls, begun: Begun, *, dry_run: bool = False) -> Self:
        allowed = {item.id for item in begun.items}
        return cls(
            dry_run=dry_run,
            freed_bytes=begun.freed_bytes,
            items=[LeftoverOut.of(item, allowed) for item in begun.items],
            operations=[OperationSummary.of(row) for row in begun.operations],
            skipped=_skipped(begun.skipped),
        )


def _skipped(skipped: Sequence[Skipped]) -> list[SkippedOut]:
    return [SkippedOut(id=one.id, code=one.code, reason=one.reason) for one in skipped]
