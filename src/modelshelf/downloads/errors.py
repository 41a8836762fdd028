"""Why a download, or an import, cannot begin."""

from typing import Self

from modelshelf.downloads.space import Room
from modelshelf.kit.amounts import size
from modelshelf.kit.errors import NoSpace, Unconfirmed


class RevisionMoves(Unconfirmed):
    """A branch would move away from the revision that collections were built on."""


class InsufficientStorage(NoSpace):
    @classmethod
    def of(cls, model_id: str, needed_bytes: int, found: Room, *, instead: str) -> Self:
        """
        Args:
            instead: What one can do rather than delete a model, as the end of that sentence.
        """
        missing_bytes = found.missing(needed_bytes)
        return cls(
            f"{model_id} needs {size(needed_bytes)} and {size(missing_bytes)} are "
            f"missing: {size(found.free_bytes + found.trash_bytes)} are free or in the trash, "
            f"other downloads will take {size(found.promised_bytes)}, and "
            f"{size(found.reserve_bytes)} stay reserved. Delete a model, or {instead}.",
            needed_bytes=needed_bytes,
            missing_bytes=missing_bytes,
            free_bytes=found.free_bytes,
            trash_bytes=found.trash_bytes,
            promised_bytes=found.promised_bytes,
            reserve_bytes=found.reserve_bytes,
        )
