"""A verification as a row of the operations: what it reads, and back."""

from collections.abc import Iterable, Sequence
from typing import cast

from modelshelf.operations.models import AboutFile, Operation
from modelshelf.upkeep.verify.evidence import Target


class VerifiedFile(AboutFile):
    """A `Target`; `path` is the first of its names."""

    place: str
    paths: list[str]
    digest: str


def targets_as_json(targets: Iterable[Target]) -> list[VerifiedFile]:
    return [
        {
            "path": target.paths[0],
            "place": target.place,
            "paths": target.paths,
            "size_bytes": target.size_bytes,
            "digest": target.digest,
        }
        for target in targets
    ]


def targets_of(operation: Operation) -> list[Target]:
    """In the order of its `files`."""
    return [
        Target(file["place"], file["paths"], file["size_bytes"], file["digest"])
        for file in cast(Sequence[VerifiedFile], operation.files)
    ]
