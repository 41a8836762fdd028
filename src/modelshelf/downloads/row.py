"""A download as a row of the operations: from a plan, and back to the files that it is about."""

from collections.abc import Iterable, Sequence
from typing import cast

from modelshelf.downloads.asker import Asker
from modelshelf.hub.door import HubFile
from modelshelf.hub.plan import Patterns, Plan, Selection
from modelshelf.kit.clock import now
from modelshelf.operations.models import AboutFile, Operation
from modelshelf.operations.moves import Kind


def new_row(
    node: str,
    plan: Plan,
    selection: Selection,
    refs: Sequence[str],
    asker: Asker,
    *,
    began_empty: bool,
) -> Operation:
    """Args:
    refs: Branches or tags that shall point to the plan's commit in the end.
    began_empty: Nothing of the model is there: a cancellation leaves no folder.
    """
    moment = now()
    return Operation(
        node=node,
        model_id=plan.repo.model_id,
        kind=Kind.DOWNLOAD,
        sha=plan.repo.sha,
        files=files_as_json(plan.wanted),
        chosen=chosen_as_json(selection),
        files_done=[f.bytes_here for f in plan.wanted_files],
        refs=list(refs),
        began_empty=began_empty,
        bytes_total=plan.total_bytes,
        bytes_done=plan.cached_bytes,
        notes=[],
        requested_by=asker.by.label,
        hurried_by=asker.by.label if asker.hurry else None,
        created_at=moment,
        updated_at=moment,
    )


class FetchedFile(AboutFile):
    """A `HubFile`."""

    blob: str
    sha256: str | None


def files_as_json(files: Iterable[HubFile]) -> list[FetchedFile]:
    return [
        {"path": f.path, "size_bytes": f.size_bytes, "blob": f.blob, "sha256": f.sha256}
        for f in files
    ]


def files_of(operation: Operation) -> tuple[HubFile, ...]:
    """The files of a download, or of an import or export."""
    return tuple(HubFile(**file) for file in cast(Sequence[FetchedFile], operation.files))


def chosen_as_json(selection: Selection) -> object:
    """A selection as the row of a download keeps it."""
    match selection:
        case Patterns(include, exclude):
            return {"include": list(include), "exclude": list(exclude)}
        case "all":
            return "all"
        case _:  # Exact paths are a repair's: they choose nothing that was not chosen before.
            return None
