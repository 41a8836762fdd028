"""Files of a repository that must not be believed, because a checksum said so.

Light to import: whoever reads a folder needs it, and reads no table (`verifications` has those).
"""

from dataclasses import dataclass
from typing import TypeAlias

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import BLOBS, SNAPSHOTS

Condemned: TypeAlias = frozenset[str]
"""Places within a repository's folder, `blobs/<name>` or `snapshots/<sha>/<path>`."""

NOTHING: Condemned = frozenset()


@dataclass(frozen=True, slots=True)
class Damage:
    """A file with the wrong content, or a link that leads to the wrong file.

    Attributes:
        place: Where it lies in the repository's folder: `blobs/<name>`, or
            `snapshots/<sha>/<path>` for a link and for a copy in place of a link.
        paths: The names that it goes by in the repository.
        stamp: Changes when the file is replaced or written to.
    """

    place: str
    paths: tuple[str, ...]
    stamp: str


def blob_place(blob: str) -> str:
    return f"{BLOBS}/{blob}"


def snapshot_place(sha: str, path: str) -> str:
    return f"{SNAPSHOTS}/{sha}/{path}"


def is_condemned(condemned: Condemned, sha: str, file: HubFile) -> bool:
    """Whether a file of a commit has to be fetched anew although something lies in its place."""
    return bool(condemned) and (
        blob_place(file.blob) in condemned or snapshot_place(sha, file.path) in condemned
    )
