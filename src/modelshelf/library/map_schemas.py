"""The map of the disk on the wire: everything is reckoned, a page only draws it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, Field

from modelshelf.cache.extra.rows import ExtraCacheRow
from modelshelf.cache.inventory.totals import Sample
from modelshelf.cache.reading.repo import Status
from modelshelf.library.map import DiskMap
from modelshelf.upkeep.budget.schemas import StandingOut
from modelshelf.upkeep.budget.service import Standing


class Part(StrEnum):
    """`other` is what lies on the disk and is not of the cache."""

    MODELS = "models"
    DATASETS = "datasets"
    SPACES = "spaces"
    SHARED = "shared"
    PARTIAL = "partial"
    TRASH = "trash"
    OTHER = "other"
    FREE = "free"


class PartOut(BaseModel):
    part: Part
    size_bytes: int
    share: float = Field(description="Of the whole disk, from 0 to 1.")


class GroupOut(BaseModel):
    model_type: str | None
    status: Status
    count: int
    size_bytes: int


class LargestOut(BaseModel):
    id: str
    model_type: str | None
    status: Status
    size_bytes: int
    share: float = Field(description="Of all models, from 0 to 1.")


class DiskMapOut(BaseModel):
    """The parts together are the whole disk."""

    looked_at: datetime | None
    total_bytes: int = Field(
        description="Of the disk, without what its file system keeps for root."
    )
    parts: list[PartOut]
    models: list[GroupOut]
    largest: list[LargestOut]
    budget: StandingOut | None = Field(description="null: there is none.")

    @classmethod
    def of(cls, found: DiskMap | None, budget: Standing | None = None) -> Self:
        standing = StandingOut.of(budget) if budget else None
        if found is None:
            return cls(
                looked_at=None, total_bytes=0, parts=[], models=[], largest=[], budget=standing
            )
        sample = found.sample
        return cls(
            budget=standing,
            looked_at=sample.taken_at,
            total_bytes=sample.total_bytes,
            parts=parts_of(sample),
            models=[
                GroupOut(
                    model_type=group.model_type,
                    status=group.status,
                    count=group.count,
                    size_bytes=group.size_bytes,
                )
                for group in found.groups
            ],
            largest=[
                LargestOut(
                    id=repo.model_id,
                    model_type=model_type,
                    status=repo.status,
                    size_bytes=repo.size_bytes,
                    share=_share(repo.size_bytes, sample.model_bytes + sample.shared_bytes),
                )
                for repo, model_type in found.largest
            ],
        )


class ExtraCacheOut(BaseModel):
    """A cache that is only read."""

    cache_dir: str
    warning: str | None = Field(description="Why it cannot be read now; what it held is listed.")
    looked_at: datetime | None
    model_count: int
    size_bytes: int


class ExtraCaches(BaseModel):
    caches: list[ExtraCacheOut]

    @classmethod
    def of(cls, found: Sequence[tuple[ExtraCacheRow, int, int]]) -> Self:
        return cls(
            caches=[
                ExtraCacheOut(
                    cache_dir=row.cache_dir,
                    warning=row.warning,
                    looked_at=row.looked_at,
                    model_count=count,
                    size_bytes=size_bytes,
                )
                for row, count, size_bytes in found
            ]
        )


class SampleOut(BaseModel):
    taken_at: datetime
    models_by_type_bytes: dict[str, int]
    parts: list[PartOut]

    @classmethod
    def of(cls, sample: Sample) -> Self:
        return cls(
            taken_at=sample.taken_at,
            models_by_type_bytes=dict(sample.by_type),
            parts=parts_of(sample),
        )


class HistoryOut(BaseModel):
    """One sample a day at least while the node is at work, the oldest first."""

    samples: list[SampleOut]


def parts_of(sample: Sample) -> list[PartOut]:
    # Holes in files and blocks of the disk may let us count more than the disk says is in use.
    other_bytes = max(sample.total_bytes - sample.free_bytes - sample.ours_bytes, 0)
    sizes = {
        Part.MODELS: sample.model_bytes,
        Part.DATASETS: sample.dataset_bytes,
        Part.SPACES: sample.space_bytes,
        Part.SHARED: sample.shared_bytes,
        Part.PARTIAL: sample.partial_bytes,
        Part.TRASH: sample.trash_bytes,
        Part.OTHER: other_bytes,
        Part.FREE: sample.free_bytes,
    }
    return [
        PartOut(part=part, size_bytes=size, share=_share(size, sample.total_bytes))
        for part, size in sizes.items()
    ]


def _share(size_bytes: int, of_bytes: int) -> float:
    return min(size_bytes / of_bytes, 1.0) if of_bytes else 0.0
