"""What one repository of the cache is, as it lies on disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


def name_key(model_id: str) -> str:
    """What lists are sorted by: the id without its organisation, in small letters."""
    return model_id.rpartition("/")[2].lower()


class Status(StrEnum):
    """How complete the revision is that a program would load.

    `available`: nothing of it is on disk. `partial`: some of its files. `installed`: every file,
    at its exact size. `damaged`: a file of the wrong size, a link to nothing, or a folder that
    cannot be read.
    """

    AVAILABLE = "available"
    PARTIAL = "partial"
    INSTALLED = "installed"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Known:
    """By what one sees whether a repository must be read again."""

    signature: str
    shas: tuple[str, ...]


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
        signature: Changes when the folder does; see `read.signature`.
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
