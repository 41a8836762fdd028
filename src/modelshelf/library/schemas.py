"""The list on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from modelshelf.cache.inventory.last_use import UseSource, use_source
from modelshelf.cache.reading.repo import Status
from modelshelf.hub.door import DEFAULT_BRANCH
from modelshelf.library.listing import Entry, Page
from modelshelf.memory.places import best_fits
from modelshelf.operations.schemas import OperationSummary
from modelshelf.registry.kinds import ModelType, Origin
from modelshelf.registry.schemas import TraitsOut
from modelshelf.registry.traits import TRAIT_NAMES
from modelshelf.sizing.fit import Fit
from modelshelf.sizing.formula import Need, Precision
from modelshelf.trial.schemas import TrialOut
from modelshelf.upkeep.updates.service import is_newer

MEBIBYTE = 2**20


class MemoryOut(BaseModel):
    """Memory in each precision, in whole MiB, rounded up (docs/memory.md)."""

    float32: int
    float16: int
    int8: int
    int4: int

    @classmethod
    def of_model(cls, needs: Mapping[Precision, Need]) -> Self:
        return cls(**{p.value: _mb_up(need.model_bytes) for p, need in needs.items()})

    @classmethod
    def of_work(cls, needs: Mapping[Precision, Need]) -> Self:
        return cls(**{p.value: _mb_up(need.total_bytes) for p, need in needs.items()})


class FitsOut(BaseModel):
    """Whether the model fits the node's machine with its usual work, in each precision."""

    float32: Fit
    float16: Fit
    int8: Fit
    int4: Fit


class VerificationOut(BaseModel):
    """The last time that all its files were read; `status` tells whether some are wrong."""

    verified_at: datetime
    file_count: int = Field(description="Files whose checksum was compared.")
    checked_bytes: int
    unproven: list[str] = Field(description="Files of which no checksum is known.")


class ElsewhereOut(BaseModel):
    """A model in a cache that is only read: a download copies it from there."""

    cache_dir: str
    status: Status
    revision: str | None
    size_bytes: int


class ModelOut(TraitsOut):
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
    download_size_is_estimate: bool = Field(
        description="No download was planned yet, and the weights alone are counted: a plan tells."
    )
    size_on_disk_mb: int
    size_on_disk_bytes: int = Field(description="Each blob once, unfinished ones included.")
    memory_mb: MemoryOut | None = Field(
        description="The model alone: its weights and a tenth for loading. Null where its size is "
        "not known."
    )
    memory_total_mb: MemoryOut | None = Field(
        description="All that it takes in main memory with its usual work, as far as it is known: "
        "the model, its caches and activations, the program. `fits` judges by this."
    )
    fits: FitsOut | None = Field(description="Null where size or machine are not known.")
    used_by_collections: list[str]
    license: str | None
    commercial_use: bool | None
    gated: bool | None = Field(
        description="Whether its authors want their terms accepted first. Null where neither the "
        "registry nor, for a custom model, the Hub has said so: a plan or an inspection tells."
    )
    revision: str | None
    update_available: bool | None = Field(description="Null where it has not been looked up.")
    last_used_at: datetime | None
    last_used_from: UseSource | None = Field(
        description="`reported` by a program; `file_times` are but a hint. Null: no use is known."
    )
    extra_caches: list[ElsewhereOut] = Field(
        description="Where else it lies, in caches that are only read, first where it is whole or "
        "else most of it is; nothing there can be deleted, verified or repaired from here."
    )
    missing: list[str] = Field(description="Files that are not there, of a partial model.")
    problems: list[str] = Field(description="What is wrong on the disk, with the place.")
    verification: VerificationOut | None = Field(description="Null where it never was verified.")
    operation: OperationSummary | None
    trial: TrialOut | None = Field(description="What came out when it was tried last.")

    @classmethod
    def of(cls, entry: Entry, page: Page) -> Self:
        offer, repo = entry.offer, entry.on_disk
        operation = page.operations.get(entry.model_id)
        verification = page.verifications.get(entry.model_id)
        trial = page.trials.get(entry.model_id)
        on_disk_bytes = repo.size_bytes + repo.partial_bytes if repo else 0
        needs = offer.needs if offer else {}
        return cls(
            id=entry.model_id,
            name=entry.name,
            description=offer.description if offer else None,
            model_type=entry.model_type,
            origin=entry.origin,
            status=entry.status,
            is_installed=entry.status is Status.INSTALLED,
            is_custom=entry.origin is Origin.CUSTOM,
            custom_model_db_id=offer.custom_model_id if offer else None,
            download_size_mb=_mb(entry.download_bytes),
            download_size_bytes=entry.download_bytes,
            download_size_is_estimate=bool(entry.download_bytes and not entry.planned_bytes),
            size_on_disk_mb=on_disk_bytes // MEBIBYTE,
            size_on_disk_bytes=on_disk_bytes,
            memory_mb=MemoryOut.of_model(needs) if needs else None,
            memory_total_mb=MemoryOut.of_work(needs) if needs else None,
            fits=FitsOut(**best_fits(needs, page.machine)) if needs and page.machine else None,
            used_by_collections=page.uses.get(entry.model_id, []),
            license=offer.licence if offer else None,
            commercial_use=offer.commercial_use if offer else None,
            gated=offer.gated if offer else None,
            revision=repo.revision if repo else None,
            update_available=is_newer(
                repo.refs.get(DEFAULT_BRANCH) if repo else None,
                page.newest_revisions.get(entry.model_id),
            ),
            last_used_at=repo.last_use if repo else None,
            last_used_from=use_source(repo),
            extra_caches=[
                ElsewhereOut(
                    cache_dir=row.cache_dir,
                    status=Status(row.status),
                    revision=row.revision,
                    size_bytes=row.size_bytes,
                )
                for row in page.elsewhere.get(entry.model_id, ())
            ],
            missing=list(repo.missing) if repo else [],
            problems=list(repo.problems) if repo else [],
            verification=VerificationOut.model_validate(verification, from_attributes=True)
            if verification
            else None,
            operation=OperationSummary.of(operation) if operation else None,
            trial=TrialOut.of(trial) if trial else None,
            **{name: getattr(entry.traits, name) for name in TRAIT_NAMES},
        )


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
    total_bytes: int = Field(description="Without what the file system keeps for root.")
    trash_bytes: int = Field(
        description="Of deleted models that can be brought back; given up when a download needs "
        "it. What they share with others in the cache's store may be counted there, too."
    )


class OthersOut(BaseModel):
    """Repositories of one kind that are no models; what they share with models is not counted."""

    count: int
    size_bytes: int


class ModelList(BaseModel):
    models: list[ModelOut]
    total_cache_size_mb: int
    total_cache_size_bytes: int
    counts: Counts
    datasets: OthersOut
    spaces: OthersOut
    disk: DiskOut
    warnings: list[str]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page) -> Self:
        return cls(
            models=[ModelOut.of(entry, page) for entry in page.entries],
            total_cache_size_mb=page.cache_bytes // MEBIBYTE,
            total_cache_size_bytes=page.cache_bytes,
            counts=Counts(
                **{
                    tab.value: Count(total=total, installed=installed)
                    for tab, (total, installed) in page.counts.items()
                }
            ),
            datasets=_others(page, "dataset"),
            spaces=_others(page, "space"),
            disk=DiskOut(
                free_bytes=page.disk.free_bytes,
                total_bytes=page.disk.total_bytes,
                trash_bytes=page.trash_bytes,
            ),
            warnings=list(page.warnings),
            next_cursor=page.next_place.encode() if page.next_place else None,
        )


def _others(page: Page, kind: str) -> OthersOut:
    count, size_bytes = page.others[kind]
    return OthersOut(count=count, size_bytes=size_bytes)


def _mb(size_bytes: int | None) -> int | None:
    return None if size_bytes is None else size_bytes // MEBIBYTE


def _mb_up(size_bytes: int) -> int:
    return -(-size_bytes // MEBIBYTE)
