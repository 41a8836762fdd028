"""What was removed and can still be put back: one entry of the trash for each removal.

`<trash>/<moment>-<mark>/` holds the repository's folder under its own name, its locks, and a note
of what it was. The mark is the end of the deletion's id, so that its entry is found by its name.
Two processes may reach for one entry, to put it back and to unlink it (`empty`): whoever renames
first has it.
"""

import errno
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime
from pathlib import Path
from typing import Self
from uuid import UUID

from modelshelf.cache.reading.disk import disk_usage
from modelshelf.cache.removing import shared_store
from modelshelf.cache.removing.note import Note, read_note, write_note
from modelshelf.hub.errors import CacheReadOnly, InvalidModelId
from modelshelf.hub.layout import (
    RepoFolder,
    check_listed_id,
    model_id_of,
    trash_dir,
)
from modelshelf.kit.clock import now
from modelshelf.kit.errors import Conflict, NotFound

_LOCKS = "locks"
# Earlier versions gave eight characters by chance.
_ENTRY = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)-([0-9a-f]{12}|[0-9a-f]{8})")
_BY_CHANCE = 8
_MOMENT = "%Y%m%dT%H%M%S.%fZ"


class NotInTrash(NotFound):
    code = "not_in_trash"
    title = "It cannot be brought back"

    @classmethod
    def of(cls, model_id: str) -> Self:
        return cls(
            f"{model_id} is not in the trash of this cache (any more). Download it again; "
            "`modelshelf trash` lists what can be brought back."
        )


class PlaceTaken(Conflict):
    code = "place_taken"
    title = "Something new is in its place"

    @classmethod
    def of(cls, model_id: str) -> Self:
        return cls(
            f"{model_id} is there anew, so the one in the trash stays there. Delete the new one "
            "first if you want the old one back."
        )


@dataclass(frozen=True, slots=True)
class Trashed:
    """A repository out of sight and not unlinked yet.

    Attributes:
        id: Name of its entry in the trash of its cache.
        note: None where it is lost; the entry cannot be put back then.
    """

    cache_dir: Path
    id: str
    model_id: str
    removed_at: datetime
    note: Note | None

    @property
    def entry(self) -> Path:
        return trash_dir(self.cache_dir) / self.id

    @property
    def freed_bytes(self) -> int:
        return max(self.note.freed_bytes, 0) if self.note else 0

    @property
    def holds_it(self) -> bool:
        """False where it was put back already, or an entry is only just being made."""
        return os.path.lexists(self.entry / self.folder.root.name)

    @property
    def folder(self) -> RepoFolder:
        """Where it was, and where it is put back to."""
        return RepoFolder(self.cache_dir, self.model_id)


def put_aside(folder: RepoFolder, note: Note) -> Trashed:
    """Take a repository out of sight, at once and as a whole; nothing is unlinked yet.

    Raises:
        FileNotFoundError: It has no folder; nothing was done.
        OSError: It cannot be moved; it is as it was.
    """
    folder.root.lstat()  # Before anything is made: where it is away, its disk may be, too.
    moment = now()
    entry = new_entry(folder.cache_dir, _mark(note.operation_id), moment)
    trashed = Trashed(folder.cache_dir, entry.name, folder.model_id, moment, note)
    entry.mkdir(parents=True)
    try:
        write_note(entry, note)
        shared_store.keep(folder, entry)
        folder.root.rename(entry / folder.root.name)
    except OSError:
        # Why the rename failed is what counts, not that a note may stay behind.
        shutil.rmtree(entry, ignore_errors=True)
        raise
    with suppress(OSError):  # Locks that stay behind harm nobody.
        folder.locks.rename(entry / _LOCKS)
    return trashed


def new_entry(cache_dir: Path, end: str, moment: datetime | None = None) -> Path:
    """Where an entry can be made; its name ends so.

    Raises OSError where the trash is a link to somewhere else.
    """
    if _leads_elsewhere(cache_dir):
        raise OSError(errno.ELOOP, "its trash is a link", str(trash_dir(cache_dir)))
    return trash_dir(cache_dir) / f"{(moment or now()).strftime(_MOMENT)}-{end}"


def _mark(operation_id: UUID) -> str:
    return operation_id.hex[-12:]


def entries(cache_dir: Path) -> list[Trashed]:
    """What can be put back, the oldest first."""
    return [trashed for trashed in waiting(cache_dir) if trashed.holds_it]


def of_deletion(cache_dir: Path, operation_id: UUID) -> Trashed | None:
    """The entry that a deletion made; one with the repository still in it comes first."""
    candidates = [
        _read(cache_dir, entry)
        for entry in named(cache_dir, "")
        if (named_so := _ENTRY.fullmatch(entry.name))
        and (named_so[2] == _mark(operation_id) or len(named_so[2]) == _BY_CHANCE)
    ]
    made = [t for t in candidates if t.note and t.note.operation_id == operation_id]
    return next((t for t in made if t.holds_it), made[0] if made else None)


def held_bytes(cache_dir: Path, weighed: dict[str, Trashed] | None = None) -> int:
    """What the disk gets back when the trash is emptied: never more than lies on it.

    Args:
        weighed: Entries that were looked into already, by their names; others are added.
    """
    weighed = {} if weighed is None else weighed
    noted_bytes = 0
    for entry in named(cache_dir, ""):
        trashed = weighed.get(entry.name) or _read(cache_dir, entry)
        if trashed.holds_it:
            noted_bytes += trashed.freed_bytes
            weighed[entry.name] = trashed
    if noted_bytes == 0:
        return 0
    disk = disk_usage(cache_dir)
    return min(noted_bytes, disk.total_bytes - disk.free_bytes)


def put_back(trashed: Trashed) -> None:
    """Put a repository back to its place; done again after a crash, it completes what is missing.

    Raises:
        PlaceTaken: Something new is there; both are as they were.
        NotInTrash: Somebody has begun to unlink it.
        CacheReadOnly: It cannot be moved; it is as it was.
    """
    folder = trashed.folder
    source = trashed.entry / folder.root.name
    if os.path.lexists(source):
        if os.path.lexists(folder.root):
            raise PlaceTaken.of(trashed.model_id)
        try:
            source.rename(folder.root)
        except FileNotFoundError:
            raise NotInTrash.of(trashed.model_id) from None
        except OSError as error:
            raise CacheReadOnly(
                f"{trashed.model_id} cannot be brought back: {error.strerror} ({folder.root}). "
                "Check who owns the cache and that its disk may be written to."
            ) from error
    elif not folder.root.is_dir():
        raise NotInTrash.of(trashed.model_id)
    shared_store.give_back(folder, trashed.entry)


def waiting(cache_dir: Path) -> list[Trashed]:
    """Entries that nobody unlinks, with a repository in them or not, the oldest first."""
    return [_read(cache_dir, entry) for entry in named(cache_dir, "")]


def named(cache_dir: Path, suffix: str) -> list[Path]:
    """The trash's own entries whose names end so: what others put there is theirs."""
    if _leads_elsewhere(cache_dir):
        return []  # A link could lead to anybody's folders.
    try:
        with os.scandir(trash_dir(cache_dir)) as found:
            return sorted(
                Path(entry.path)
                for entry in found
                if entry.name.endswith(suffix)
                and _moment_of(entry.name.removesuffix(suffix)) is not None
                and entry.is_dir(follow_symlinks=False)
            )
    except OSError:
        return []


def _leads_elsewhere(cache_dir: Path) -> bool:
    trash = trash_dir(cache_dir)
    try:
        return trash.is_symlink() or trash.parent.is_symlink()
    except OSError:
        return True  # Of what cannot be looked at nothing can be told.


def _moment_of(name: str) -> datetime | None:
    """When an entry was made; None for a name that no removal gives."""
    if (named_so := _ENTRY.fullmatch(name)) is None:
        return None
    try:
        moment = datetime.strptime(named_so[1], _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
    # Of the last year there is no moment until which it could be brought back.
    return None if moment.year == MAXYEAR else moment


def _read(cache_dir: Path, entry: Path) -> Trashed:
    moment = _moment_of(entry.name)
    assert moment is not None  # As `named` gives them.
    model_id = ""
    with suppress(OSError, InvalidModelId), os.scandir(entry) as found:
        for child in found:
            if (named_so := model_id_of(child.name)) is not None:
                model_id = check_listed_id(named_so)
    note = read_note(entry, model_id)
    if note and not model_id:
        model_id = note.model_id
    return Trashed(cache_dir, entry.name, model_id, moment, note)
