"""Everything in a node's cache that nothing needs, with the reason in words."""

import asyncio
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from modelshelf.cache import shared_store
from modelshelf.cache.leftover_scan import blob_of, look_over
from modelshelf.cache.leftovers import Choice, Kind, Leftover, ModelLeftovers, freed_bytes
from modelshelf.cache.trash import Trashed, entries
from modelshelf.cache.walk import walk
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations import moves
from modelshelf.operations import repository as operations
from modelshelf.operations.models import Operation
from modelshelf.removal.same_again import (
    pull_command,
    restore_command,
    restore_command_of_trashed,
)
from modelshelf.upkeep.reclaim.needs import is_open, read_needs

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
    """

    leftover: Leftover
    reason: str
    restore: str
    restore_command: str | None = None
    suggested: bool = True
    trashed: Trashed | None = None

    @property
    def id(self) -> str:
        choice = self.leftover.choice
        return f"{choice.kind}:{self.leftover.model_id or ''}:{choice.name}"


@dataclass(frozen=True, slots=True)
class Found:
    """Attributes:
    models: What was found of each model.
    busy: Models that were not looked at, since an operation is about them.
    """

    cache_dir: Path
    items: tuple[Item, ...]
    models: Mapping[str, ModelLeftovers]
    busy: tuple[str, ...]

    def paths_of(self, items: Iterable[Item]) -> list[Path]:
        """All that goes when these go together."""
        by_model: dict[str, list[Choice]] = {}
        paths: list[Path] = []
        for item in items:
            leftover = item.leftover
            if item.trashed is not None:
                paths += in_trash(item.trashed)
            elif leftover.model_id is None:
                paths.append(leftover.path)
            else:
                by_model.setdefault(leftover.model_id, []).append(leftover.choice)
        for model_id, choices in by_model.items():
            paths += self.models[model_id].paths_of(choices)
        return paths

    def freed_bytes(self, items: Iterable[Item]) -> int:
        """What the disk gets back when these go together. Blocks: use a thread."""
        return freed_bytes(self.paths_of(items), self.cache_dir)


async def find(database: Database, settings: Settings) -> Found:
    """Look over the whole cache."""
    async with database.read() as session:
        known = await read_needs(session, settings.node)
    models, shared, trashed = await asyncio.to_thread(
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
    async with database.read() as session:
        brought = await operations.brought_to(
            session, settings.node, [found.folder.model_id for found in models]
        )
    window = timedelta(seconds=settings.undo_window)
    items = [
        _item(found, leftover, brought.get(found.folder.model_id, ()))
        for found in models
        for leftover in await asyncio.to_thread(found.leftovers)
    ]
    items += [
        Item(leftover, "No model links to it any more.", _FETCHED_AGAIN) for leftover in shared
    ]
    items += [_trash_item(one, leftover, window) for one, leftover in trashed]
    items = [await _with_command(database, settings.node, item) for item in items]
    return Found(
        settings.cache_dir,
        tuple(sorted(items, key=lambda item: -item.leftover.freed_bytes)),
        {found.folder.model_id: found for found in models},
        tuple(sorted(known.busy)),
    )


async def _with_command(database: Database, node: str, item: Item) -> Item:
    """With what fetches the same files again, where only our own rows know it."""
    leftover, command = item.leftover, item.restore_command
    if item.trashed is not None:
        command = await restore_command_of_trashed(database, node, item.trashed)
    elif leftover.kind is Kind.REVISION and leftover.model_id is not None:
        command = await restore_command(database, node, leftover.model_id, leftover.choice.name)
    return replace(item, restore_command=command)


def _item(found: ModelLeftovers, leftover: Leftover, brought: Sequence[Operation]) -> Item:
    model_id, name = found.folder.model_id, leftover.choice.name
    match leftover.kind:
        case Kind.PARTIAL:
            return Item(
                leftover,
                _why_partial(_about(name, brought)),
                "Downloading the model again fetches that file from its beginning.",
                _same_download(model_id, _about(name, brought)),
            )
        case Kind.REVISION:
            return Item(
                leftover,
                "No branch or tag points to this revision any more, no collection was built on "
                "it, and the model is not pinned to it.",
                "A download of that revision fetches it again, while the Hub has it.",
            )
        case Kind.LOCK:
            return Item(
                leftover,
                "Lock files of files that are not here any more; nobody holds them.",
                "Whoever needs one makes it anew.",
            )
        case _:
            return Item(leftover, "No revision on the disk uses this file.", _FETCHED_AGAIN)


def _about(partial: str, brought: Sequence[Operation]) -> Operation | None:
    """What last fetched, or was to fetch, the file that this is a part of."""
    blob = blob_of(partial)
    about = [row for row in brought if any(file.get("blob") == blob for file in row.files)]
    return about[-1] if about else None


def _same_download(model_id: str, row: Operation | None) -> str:
    if row is None or row.kind is not moves.Kind.DOWNLOAD or row.sha is None:
        return f"modelshelf pull {shlex.quote(model_id)}"
    return pull_command(model_id, row.sha, [row])


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
        trashed.model_id,
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
