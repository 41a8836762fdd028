"""A cache in figures, however they came about. Light to import: `ls` reads them by itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from modelshelf.cache.reading.repo import Status


@dataclass(frozen=True, slots=True)
class Group:
    """Repositories of one kind, type and status: how many, and their bytes.

    `size_bytes` counts finished blobs without those that repositories share.
    """

    kind: str
    model_type: str | None
    status: Status
    count: int
    size_bytes: int
    partial_bytes: int

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """From how `CacheStateRow.sums` has it."""
        return cls(**{**stored, "status": Status(stored["status"])})


def regrouped(
    groups: Iterable[Group], models: Iterable[tuple[Group, str | None]]
) -> tuple[Group, ...]:
    """The groups with some models counted as another type.

    Args:
        models: Each as a group of its own, and the type to count it as.
    """
    found = {(g.kind, g.model_type, g.status): g for g in groups}
    for alone, model_type in models:
        if alone.model_type != model_type:
            for sign, one in ((-1, alone), (1, replace(alone, model_type=model_type))):
                named = one.kind, one.model_type, one.status
                before = found.get(named) or replace(one, count=0, size_bytes=0, partial_bytes=0)
                found[named] = replace(
                    before,
                    count=before.count + sign * one.count,
                    size_bytes=before.size_bytes + sign * one.size_bytes,
                    partial_bytes=before.partial_bytes + sign * one.partial_bytes,
                )
    return tuple(group for group in found.values() if group.count > 0)


@dataclass(frozen=True, slots=True)
class Totals:
    """Bytes on one node's disk, each payload once, and how many repositories of each group.

    `shared_bytes` is the store that models, datasets and spaces share; it is in none of the others.
    """

    groups: tuple[Group, ...]
    shared_bytes: int

    @classmethod
    def of(cls, sums: Iterable[Mapping[str, Any]] | None, shared_bytes: int) -> Self:
        """From a row of `CacheStateRow`."""
        return cls(tuple(map(Group.of, sums or ())), shared_bytes)

    def of_kind(self, *kinds: str) -> tuple[int, int]:
        """How many repositories of these kinds there are, and their bytes."""
        chosen = [group for group in self.groups if group.kind in kinds]
        return sum(g.count for g in chosen), sum(g.size_bytes for g in chosen)

    @property
    def model_bytes(self) -> int:
        return self.of_kind("model", "kernel")[1]

    @property
    def dataset_bytes(self) -> int:
        return self.of_kind("dataset")[1]

    @property
    def space_bytes(self) -> int:
        return self.of_kind("space")[1]

    @property
    def partial_bytes(self) -> int:
        return sum(group.partial_bytes for group in self.groups)

    @property
    def total_bytes(self) -> int:
        return self.model_bytes + self.dataset_bytes + self.space_bytes + self.shared_bytes


@dataclass(frozen=True, slots=True)
class Sample:
    """What lay on a disk at one moment, in bytes.

    Attributes:
        by_type: Finished files of models by their type; "other" where it is not known.
        free_bytes: Of the disk, as `total_bytes`: the rest of it is not ours.
    """

    taken_at: datetime
    by_type: Mapping[str, int]
    model_bytes: int
    dataset_bytes: int
    space_bytes: int
    shared_bytes: int
    partial_bytes: int
    trash_bytes: int
    free_bytes: int
    total_bytes: int

    @property
    def ours_bytes(self) -> int:
        return (
            self.model_bytes
            + self.dataset_bytes
            + self.space_bytes
            + self.shared_bytes
            + self.partial_bytes
            + self.trash_bytes
        )


def by_type(groups: Sequence[Group]) -> dict[str, int]:
    """Bytes of models by type."""
    found: dict[str, int] = {}
    for group in groups:
        if group.kind == "model":
            name = group.model_type or "other"
            found[name] = found.get(name, 0) + group.size_bytes
    return found


def sample_of(
    totals: Totals, moment: datetime, trash_bytes: int, free_bytes: int, total_bytes: int
) -> Sample:
    return Sample(
        taken_at=moment,
        by_type=by_type(totals.groups),
        model_bytes=totals.model_bytes,
        dataset_bytes=totals.dataset_bytes,
        space_bytes=totals.space_bytes,
        shared_bytes=totals.shared_bytes,
        partial_bytes=totals.partial_bytes,
        trash_bytes=trash_bytes,
        free_bytes=free_bytes,
        total_bytes=total_bytes,
    )
