"""What a transfer tells while it runs."""

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    WAITING = "waiting"
    DOWNLOADING = "downloading"
    VERIFYING = "verifying"
    DONE = "done"  # A file: it is a finished blob, and no partial file, however much that holds.


@dataclass(frozen=True, slots=True)
class FileProgress:
    """One file: how much of it is on disk (never more than `size_bytes`) and what happens to it.

    Attributes:
        found: Once it is done: it was made by somebody else, or in an earlier attempt, and is
            believed by its size. Nobody compared it in this one.
    """

    path: str
    size_bytes: int
    bytes_done: int
    phase: Phase
    found: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """A whole transfer at one moment.

    Attributes:
        bytes_done: Bytes of the wanted files that are on disk: finished blobs and partial files.
        notes: Things a person should know, such as a file that changed at the Hub and began anew.
        connected: False while nothing arrives since a request failed; it is tried again.
    """

    bytes_done: int
    bytes_total: int
    phase: Phase
    files: tuple[FileProgress, ...]
    notes: tuple[str, ...] = ()
    connected: bool = True
