"""A reclaim as a row of the operations: what it removes of one repository, and back."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

from modelshelf.cache.removing.leftovers import Choice, Kind
from modelshelf.hub.layout import MODEL, RepoFolder
from modelshelf.operations.models import AboutFile, Operation
from modelshelf.upkeep.reclaim.find import Item


class ReclaimedPart(AboutFile, total=False):
    """One thing that is removed; `path` is its place in the cache.

    Attributes:
        repo_type: What its repository is of; rows of earlier versions lack it.
        kind, name: Of the `Choice`.
        blobs: Of a revision: those that go with what was chosen of the repository.
    """

    repo_type: str
    kind: str
    name: str
    blobs: list[str]


def parts_as_json(
    items: Iterable[Item], folder: RepoFolder, blobs: Iterable[str], cache_dir: Path
) -> list[ReclaimedPart]:
    return [
        {
            "path": str(item.leftover.path.relative_to(cache_dir)),
            "size_bytes": item.leftover.freed_bytes,
            "repo_type": folder.kind,
            "kind": item.leftover.kind,
            "name": item.leftover.choice.name,
            "blobs": sorted(blobs) if item.leftover.kind is Kind.REVISION else [],
        }
        for item in items
    ]


def choices_of(operation: Operation) -> list[Choice]:
    """In the order of its `files`."""
    return [Choice(Kind(part["kind"]), part["name"]) for part in _parts(operation)]


def blobs_of(operation: Operation) -> set[str]:
    return {blob for part in _parts(operation) for blob in part["blobs"]}


def folder_of(operation: Operation, cache_dir: Path) -> RepoFolder:
    kind = _parts(operation)[0].get("repo_type", MODEL)
    prefix = "" if kind == MODEL else f"{kind}s/"
    return RepoFolder(cache_dir, operation.model_id.removeprefix(prefix), kind)


def _parts(operation: Operation) -> Sequence[ReclaimedPart]:
    return cast(Sequence[ReclaimedPart], operation.files)
