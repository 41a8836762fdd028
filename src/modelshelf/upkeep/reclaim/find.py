"""Everything in a node's cache that nothing needs, with the reason in words."""

import asyncio
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.reading.walk import walk
from modelshelf.cache.removing import shared_store
from modelshelf.cache.removing.leftover_scan import look_over
from modelshelf.cache.removing.leftovers import Choice, Kind, Leftover, RepoLeftovers, freed_bytes
from modelshelf.cache.removing.trash import Trashed, entries
from modelshelf.hub.door import is_model_id
from modelshelf.hub.layout import MODEL, RepoFolder
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations import moves
from modelshelf.operations import repository as operations
from modelshelf.operations.models import Operation
from modelshelf.operations.provenance import brought_to
from modelshelf.removal.same_again import (
    pull_command,
    restore_command,
    restore_command_of_trashed,
)
from modelshelf.upkeep.reclaim.needs import KnownNeeds, is_open
from modelshelf.upkeep.reclaim.records import Records

_FETCHED_AGAIN = "Nothing misses it; a download fetches it again if it is ever needed."


@dataclass(frozen=True, slots=True)
class Item:
    """Something that can be reclaimed.

    Attributes:
        reason: Why nothing needs it.
        restore: How to have it again.
        restore_command: The same as a command, where there is one.
        suggested: Whether to choose it where nobody chooses.
        trashed: What it is in the trash.
        brought: The operations that left it there; none where nobody recorded that.
    """

    leftover: Leftover
    reason: str
    restore: str
    restore_command: str | None = None
    suggested: bool = True
    trashed: Trashed | None = None
    brought: tuple[Operation, ...] = ()

    @property
    def id(self) -> str:
        (kind, name), folder = self.leftover.choice, self.leftover.folder
        if folder is None or folder.kind == MODEL:
            return f"{kind}:{folder.model_id if folder else ''}:{name}"
        return f"{folder.kind}:{kind}:{folder.model_id}:{name}"

    @property
    def brought_by(self) -> list[str]:
        return sorted({row.requested_by for row in self.brought})


@dataclass(frozen=True, slots=True)
class Found:
    """Attributes:
    repos: What was found of each repository.
    busy: What was not looked at, since an operation is about it; as `RepoFolder.hub_path`.
    looked_at: When the look at the disk began.
    """

    cache_dir: Path
    items: tuple[Item, ...]
    repos: Mapping[RepoFolder, RepoLeftovers]
    busy: tuple[str, ...]
    looked_at: datetime

    def paths_of(self, items: Iterable[Item]) -> list[Path]:
        """All that goes when these go together."""
        by_repo: dict[RepoFolder, list[Choice]] = {}
        paths: list[Path] = []
        for item in items:
            leftover = item.leftover
            if item.trashed is not None:
                paths += in_trash(item.trashed)
            elif leftover.folder is None:
                paths.append(leftover.path)
            else:
                by_repo.setdefault(leftover.folder, []).append(leftover.choice)
        for folder, choices in by_repo.items():
            paths += self.repos[folder].paths_of(choices)
        return paths

    def freed_bytes(self, items: Iterable[Item]) -> int:
        """What the disk gets back when these go together. Blocks: use a thread."""
        return freed_bytes(self.paths_of(items), self.cache_dir)


async def find(database: Database, settings: Settings, known: KnownNeeds) -> Found:
    """Look over the whole cache."""
    looked_at = now()
    repos, shared, trashed = await asyncio.to_thread(
        lambda: (
            look_over(settings.cache_dir, known.unless_busy, is_open),
            _shared(settings.cache_dir),
            [
                (t, _of_trash(t))
                for t in entries(settings.cache_dir)
                if t.note is not None and t.model_id not in known.busy
            ],
        )
    )
    models = [found.folder.model_id for found in repos if found.folder.kind == MODEL]
    async with database.read() as session:
        brought = await brought_to(session, settings.node, models)
        deletions = [await _deletion(session, one) for one, _ in trashed]
    window = timedelta(seconds=settings.undo_window)
    items = await asyncio.to_thread(lambda: [i for found in repos for i in _items(found, brought)])
    items += [
        Item(leftover, "No model links to it any more.", _FETCHED_AGAIN) for leftover in shared
    ]
    items += [
        replace(_trash_item(one, leftover, window), brought=deletion)
        for (one, leftover), deletion in zip(trashed, deletions, strict=True)
    ]
    async with database.read() as session:
        items = [await _with_command(session, settings.node, item) for item in items]
    return Found(
        settings.cache_dir,
        tuple(sorted(items, key=lambda item: -item.leftover.freed_bytes)),
        {found.folder: found for found in repos},
        tuple(sorted(known.busy)),
        looked_at,
    )


def _items(found: RepoLeftovers, brought: Mapping[str, Sequence[Operation]]) -> list[Item]:
    """Blocks: use a thread."""
    folder = found.folder
    rows = brought.get(folder.model_id, ()) if folder.kind == MODEL else ()
    records = Records.read(folder, rows)
    return [_item(found, leftover, records) for leftover in found.leftovers()]


async def _deletion(session: AsyncSession, trashed: Trashed) -> tuple[Operation, ...]:
    """The deletion that put it into the trash: who may write to the cache can write a note that
    names one of another model."""
    assert trashed.note is not None
    row = await operations.get(session, trashed.note.operation_id)
    return (row,) if row is not None and row.model_id == trashed.model_id else ()


async def _with_command(session: AsyncSession, node: str, item: Item) -> Item:
    """With what fetches the same files again, where only our own rows know it."""
    leftover, command = item.leftover, item.restore_command
    if item.trashed is not None:
        command = await restore_command_of_trashed(session, node, item.trashed)
    elif leftover.kind is Kind.REVISION and leftover.folder and leftover.folder.kind == MODEL:
        model_id = leftover.folder.model_id
        command = await restore_command(session, node, model_id, leftover.choice.name)
    return replace(item, restore_command=command)


def _item(found: RepoLeftovers, leftover: Leftover, records: Records) -> Item:
    folder = found.folder
    brought = records.of(leftover.choice, found)
    match leftover.kind:
        case Kind.PARTIAL:
            return Item(
                leftover,
                _why_partial(brought[-1] if brought else None),
                f"Downloading the {folder.kind} again fetches that file from its beginning.",
                _same_download(folder, brought[-1] if brought else None),
                brought=brought,
            )
        case Kind.REVISION if folder.kind != MODEL:
            return Item(
                leftover,
                "No branch or tag points to this revision any more. Which programs use this "
                f"{folder.kind} is not known here: choose it if none of them names this revision.",
                "A download of that revision fetches it again, while the Hub has it.",
                suggested=False,
            )
        case Kind.REVISION:
            return Item(
                leftover,
                "No branch or tag points to this revision any more, no collection was built on "
                "it, and the model is not pinned to it.",
                "A download of that revision fetches it again, while the Hub has it.",
                brought=brought,
            )
        case Kind.DRAFT:
            return Item(
                leftover,
                "Links that a process of Modelshelf had begun to make when it died; nobody works "
                "on them any more.",
                "Nothing misses them; a download makes them anew.",
                brought=brought,
            )
        case Kind.LOCK:
            return Item(
                leftover,
                "Lock files of files that are not here any more; nobody holds them.",
                "Whoever needs one makes it anew.",
                brought=brought,
            )
        case _:
            return Item(
                leftover, "No revision on the disk uses this file.", _FETCHED_AGAIN, brought=brought
            )


def _same_download(folder: RepoFolder, row: Operation | None) -> str | None:
    if folder.kind != MODEL:  # Whoever made that folder chose its name.
        known = folder.kind in ("dataset", "space") and is_model_id(folder.model_id)
        return f"hf download {folder.model_id} --repo-type {folder.kind}" if known else None
    if row is None or row.kind is not moves.Kind.DOWNLOAD or row.sha is None:
        return f"modelshelf pull {shlex.quote(folder.model_id)}"
    return pull_command(folder.model_id, row.sha, [row])


def _why_partial(row: Operation | None) -> str:
    if row is None:
        return "A download by another program left it, which nobody goes on with."
    ended = {
        moves.Status.FAILED: "failed",
        moves.Status.CANCELLED: "was cancelled",
    }.get(row.status, "ended")
    return (
        f"Left of the {row.kind} that {row.requested_by} asked for on {row.created_at:%Y-%m-%d} "
        f"and that {ended}. Until it is reclaimed, downloading the model again goes on from there."
    )


def _shared(cache_dir: Path) -> list[Leftover]:
    """Payloads of the store that nobody refers to, in the trash neither."""
    found = []
    for payload in shared_store.unreferenced(cache_dir):
        stat = payload.lstat()
        found.append(
            Leftover(
                Choice(Kind.SHARED_BLOB, payload.name),
                None,
                payload,
                stat.st_size,
                freed_bytes([payload], cache_dir),
                1,
                stat.st_mtime,
            )
        )
    return found


def _of_trash(trashed: Trashed) -> Leftover:
    paths = in_trash(trashed)
    return Leftover(
        Choice(Kind.TRASH, trashed.id),
        trashed.folder,
        trashed.entry,
        trashed.freed_bytes,
        freed_bytes(paths, trashed.cache_dir),
        sum(1 for path in paths if path.is_file() and not path.is_symlink()),
        trashed.removed_at.timestamp(),
    )


def in_trash(trashed: Trashed) -> list[Path]:
    """All files of an entry, and what it alone keeps of the store that repositories share."""
    own = [trashed.entry / place for place, _ in walk(str(trashed.entry))]
    return own + shared_store.kept_payloads(trashed.entry, trashed.cache_dir)


def _trash_item(trashed: Trashed, leftover: Leftover, window: timedelta) -> Item:
    assert trashed.note is not None
    until = trashed.removed_at + window
    return Item(
        leftover,
        f"{trashed.note.removed_by} deleted it on {trashed.removed_at:%Y-%m-%d %H:%M} UTC. Without "
        f"you its space is free from {until:%Y-%m-%d %H:%M} UTC on.",
        f"Before it is reclaimed `modelshelf restore {trashed.model_id}` brings it back; after "
        "that only a download does.",
        suggested=until <= now(),
        trashed=trashed,
    )
