"""What is written down of a removed repository, in its entry of the trash."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from modelshelf.cache.reading.scan import BYTES_PER_BLOCK
from modelshelf.cache.reading.small_reads import SmallReads
from modelshelf.cache.reading.walk import walk_folders
from modelshelf.hub.door import HubFile, is_commit
from modelshelf.hub.errors import InvalidModelId
from modelshelf.hub.layout import UnsafePath, check_listed_id, check_name, check_path
from modelshelf.kit.text import is_text

_NOTE = "removal.json"
_MOST_NOTE_BYTES = 16 * 2**20
_MOST_NAME_CHARACTERS = 100
_MOST_IN_ALL = 2**63  # What a column of our tables holds.


@dataclass(frozen=True, slots=True)
class Note:
    """What is known of a removed repository besides its files.

    Attributes:
        operation_id: The deletion that removed it.
        freed_bytes: What the disk gets back when it is unlinked.
        revision: The commit that a program would have loaded.
        planned: The files that downloads of each commit had planned.
    """

    model_id: str
    operation_id: UUID
    removed_by: str
    freed_bytes: int = 0
    revision: str | None = None
    planned: Mapping[str, Sequence[HubFile]] = field(default_factory=dict)


_NOTES = TypeAdapter(Note)


def write_note(entry: Path, note: Note) -> None:
    """Raises: OSError."""
    (entry / _NOTE).write_bytes(_NOTES.dump_json(note))


def read_note(entry: Path, model_id: str) -> Note | None:
    """The note, as far as it can be true: anybody who may write to the cache can write one."""
    stored = SmallReads(_MOST_NOTE_BYTES).read(str(entry / _NOTE), _MOST_NOTE_BYTES)
    if stored is None:
        return None
    try:
        note = _NOTES.validate_json(stored)
        check_listed_id(note.model_id)
    except (ValidationError, InvalidModelId):
        return None
    if model_id not in ("", note.model_id):
        return None  # It speaks of another one than lies here.
    return replace(
        note,
        freed_bytes=_at_most_held(entry, note.freed_bytes),
        removed_by="".join(filter(str.isprintable, note.removed_by[:_MOST_NAME_CHARACTERS])),
        # It is shown in commands that people copy.
        revision=note.revision if note.revision and is_commit(note.revision) else None,
        # It comes into our tables, and decides what is looked for on the disk.
        planned={s: files for s, files in note.planned.items() if _can_be_planned(s, files)},
    )


def _can_be_planned(sha: str, files: Sequence[HubFile]) -> bool:
    """Whether a download can have planned these files of a commit."""
    try:
        for file in files:
            check_path(file.path)
            check_name(file.blob)
    except UnsafePath:
        return False
    return (
        is_commit(sha)
        and all(is_text(file.path + file.blob + (file.sha256 or "")) for file in files)
        and all(file.size_bytes >= 0 for file in files)
        and sum(file.size_bytes for file in files) < _MOST_IN_ALL
    )


def _at_most_held(entry: Path, noted_bytes: int) -> int:
    """What was noted, or less where the entry holds less: each file counts once, by its blocks."""
    held: set[tuple[int, int]] = set()
    found_bytes = 0
    for below, files in walk_folders(str(entry)):
        for path in (f"{entry}/{below}", *(file.path for file in files)):
            with suppress(OSError):
                status = os.lstat(path)
                if (status.st_dev, status.st_ino) not in held:
                    held.add((status.st_dev, status.st_ino))
                    found_bytes += status.st_blocks * BYTES_PER_BLOCK
        if found_bytes >= noted_bytes:
            break
    return max(0, min(noted_bytes, found_bytes))
