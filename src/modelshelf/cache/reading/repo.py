"""What one repository of the cache is, as it lies on disk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


def name_key(model_id: str) -> str:
    """What lists are sorted by: the id without its organisation, in small letters."""
    return model_id.rpartition("/")[2].lower()


def printable(text: str) -> str:
    """Text of foreign origin as every database takes it: UTF-8, and without NUL."""
    if not text.isascii():
        text = text.encode(errors="backslashreplace").decode()
    return text.replace("\0", "\\x00")


class ModelStatus(StrEnum):
    """How complete the revision is that a program would load.

    `available`: nothing of it is on disk. `partial`: some of its files. `installed`: every file,
    at its exact size. `damaged`: a file of the wrong size, a link to nothing, or a folder that
    cannot be read.
    """

    AVAILABLE = "available"
    PARTIAL = "partial"
    INSTALLED = "installed"
    DAMAGED = "damaged"


# On the wire it stands beside that of an operation, and is named in full.
Status = ModelStatus


@dataclass(frozen=True, slots=True)
class Known:
    """By what one sees whether a repository must be read again."""

    signature: str
    shas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """What a model is, as its own small files tell.

    Attributes:
        model_type: Where it is certain, else None.
        traits: How it has to be used, as JSON; what is not known is not in it.
        rules: The rules that it was found by; "" where nobody has looked yet.
    """

    model_type: str | None = None
    traits: Mapping[str, Any] = field(default_factory=dict)
    rules: str = ""


NOT_DESCRIBED = Description()


@dataclass(frozen=True, slots=True)
class Revision:
    """One snapshot: `size_bytes` counts each of its blobs once."""

    sha: str
    file_count: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class RepoOnDisk:
    """One repository folder at the moment it was read.

    Attributes:
        model_id: Id of the repository, a model's or any other kind's.
        kind: `model`, `dataset`, `space` or `kernel`.
        folder: Name of its folder in the cache.
        revision: The commit that `status` is about: that of `refs/main`, else of the newest
            snapshot; None where there is neither.
        refs: Commit of each branch and tag.
        size_bytes: Finished files, each blob once, however many revisions share it.
        shared_bytes: The part of `size_bytes` that lies outside of the folder, in the store that
            repositories share.
        partial_bytes: What unfinished downloads hold on disk.
        missing: Paths of the revision that are not there.
        problems: Sentences for people, each with the path it is about.
        last_used_at: Latest access to a file; a hint only, many disks do not record it.
        signature: Changes when the folder does; see `signature.signature`.
        description: What it is; of models only.
        unreadable: Those of the problems that hide a part of it; known to who has just read it.
        reported_used_at: When a program last said that it uses it; not on the disk.
    """

    model_id: str
    kind: str
    folder: str
    status: Status
    revision: str | None
    refs: Mapping[str, str]
    revisions: tuple[Revision, ...]
    size_bytes: int
    shared_bytes: int
    partial_bytes: int
    missing: tuple[str, ...]
    problems: tuple[str, ...]
    last_used_at: datetime | None
    modified_at: datetime | None
    signature: str
    description: Description = NOT_DESCRIBED
    unreadable: tuple[str, ...] = field(default=(), compare=False)
    reported_used_at: datetime | None = None

    @property
    def last_use(self) -> datetime | None:
        """What was reported; where nothing was, what access times hint at."""
        return self.reported_used_at or self.last_used_at
