"""What lies in the cache and nothing needs, and what the disk gets back when it goes."""

import os
import stat
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from modelshelf.cache.reading.scan import BYTES_PER_BLOCK
from modelshelf.cache.reading.walk import walk_folders
from modelshelf.cache.removing import shared_store
from modelshelf.hub.layout import BLOBS, DRAFTS, RepoFolder


class LeftoverKind(StrEnum):
    """`partial`: the files of a download that nobody goes on with. `revision`: a commit that no
    branch or tag points to. `draft`: links that a process of ours had begun when it died. `blob`: a
    finished file of no revision. `shared_blob`: one in the store
    that repositories share. `lock`: the lock files of one repository. `trash`: a deleted model."""

    PARTIAL = "partial"
    REVISION = "revision"
    DRAFT = "draft"
    BLOB = "blob"
    SHARED_BLOB = "shared_blob"
    LOCK = "lock"
    TRASH = "trash"


# On the wire it stands beside that of an operation, and is named in full.
Kind = LeftoverKind


class Choice(NamedTuple):
    """One thing to remove; `name` is that of a partial file, a blob, a commit, a trash entry, or of
    a folder of locks."""

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class Leftover:
    """Attributes:
    folder: Of the repository that it is of; None where it is of none.
    path: Where it lies.
    size_bytes: What its files hold.
    freed_bytes: What the disk gets back if it alone goes: blocks, and none for a file that has
        another name elsewhere.
    """

    choice: Choice
    folder: RepoFolder | None
    path: Path
    size_bytes: int
    freed_bytes: int
    file_count: int
    modified_at: float

    @property
    def kind(self) -> Kind:
        return self.choice.kind


@dataclass(frozen=True, slots=True)
class Needs:
    """What is known of one repository that its folder does not show.

    Attributes:
        revisions: Commits that must stay; None among them means that all must.
        whole: Whether the revision that programs load is complete.
    """

    revisions: frozenset[str | None] = frozenset()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class RepoLeftovers:
    """What nothing needs of one repository.

    Attributes:
        partials: Files of each unfinished download by the name of the partial file: it, and its
            journal.
        blobs: Finished blobs that no revision names.
        revisions: Detached commits, each with the blobs that it names.
        drafts: What processes of ours that died left half made; no blob is needed for it.
        kept_blobs: Blobs that the other revisions name.
        locks: Lock files that nobody needs.
    """

    folder: RepoFolder
    partials: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    blobs: frozenset[str] = frozenset()
    revisions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    kept_blobs: frozenset[str] = frozenset()
    locks: tuple[Path, ...] = ()
    drafts: frozenset[str] = frozenset()

    @property
    def choices(self) -> list[Choice]:
        found = [Choice(Kind.PARTIAL, name) for name in sorted(self.partials)]
        found += [Choice(Kind.REVISION, sha) for sha in sorted(self.revisions)]
        found += [Choice(Kind.DRAFT, name) for name in sorted(self.drafts)]
        found += [Choice(Kind.BLOB, name) for name in sorted(self.blobs)]
        return [*found, Choice(Kind.LOCK, self.folder.locks.name)] if self.locks else found

    def leftovers(self) -> list[Leftover]:
        return [self._leftover(choice) for choice in self.choices]

    def blobs_of(self, choices: Collection[Choice]) -> set[str]:
        """The blobs that go with these: a revision's go when no other one that stays names them."""
        going = {c.name for c in choices if c.kind is Kind.REVISION} & self.revisions.keys()
        staying = [names for sha, names in self.revisions.items() if sha not in going]
        named = set[str]().union(*(self.revisions[sha] for sha in going))
        unnamed = {c.name for c in choices if c.kind is Kind.BLOB} & self.blobs
        return (named - self.kept_blobs).difference(*staying) | unnamed

    def paths_of(self, choices: Collection[Choice]) -> list[Path]:
        """All that goes with these, each file and folder by itself."""
        paths = [self.folder.blobs / name for name in sorted(self.blobs_of(choices))]
        for choice in choices:
            match choice.kind:
                case Kind.PARTIAL:
                    paths += self.partials.get(choice.name, ())
                case Kind.REVISION:
                    paths += all_in(self.folder.snapshots / choice.name)
                    paths.append(self.folder.trees / f"{choice.name}.json")
                case Kind.DRAFT:
                    paths += all_in(self.folder.root / DRAFTS / choice.name)
                case Kind.LOCK:
                    paths += self.locks
                case _:
                    pass
        return paths

    def _leftover(self, choice: Choice) -> Leftover:
        paths = self.paths_of([choice])
        size_bytes, file_count, modified_at = 0, 0, 0.0
        for path in paths:
            with suppress(OSError):
                found = path.stat() if path.parent == self.folder.blobs else path.lstat()
                modified_at = max(modified_at, found.st_mtime)
                if stat.S_ISREG(found.st_mode):
                    size_bytes += found.st_size
                    file_count += 1
        return Leftover(
            choice,
            self.folder,
            place_of(self.folder, choice),
            size_bytes,
            freed_bytes(paths, self.folder.cache_dir),
            file_count,
            modified_at,
        )


def freed_bytes(paths: Iterable[Path], cache_dir: Path) -> int:
    """What the disk gets back when all of these go, as `du` counts: of a file with several names
    only when all of its names do, and of the store that repositories share what nobody else refers
    to."""
    return gain(paths, cache_dir).freed_bytes


class Gain(NamedTuple):
    """What the disk gets back when things go, and whether content of them stays, since it has other
    names elsewhere."""

    freed_bytes: int
    some_stays: bool


def gain(paths: Iterable[Path], cache_dir: Path) -> Gain:
    """As `freed_bytes`, and whether that is all of it. Blocks: use a thread."""
    names: dict[tuple[int, int], tuple[os.stat_result, set[Path]]] = {}
    links = []
    for path in paths:
        with suppress(OSError):
            found = path.lstat()
            names.setdefault((found.st_dev, found.st_ino), (found, set()))[1].add(path)
            if stat.S_ISLNK(found.st_mode) and path.parent.name == BLOBS:
                links.append(path)
    payloads = shared_store.freed_payloads(links, cache_dir)
    for payload in payloads:
        with suppress(OSError):
            found = payload.lstat()
            names.setdefault((found.st_dev, found.st_ino), (found, set()))[1].add(payload)
    going = [
        found
        for found, known in names.values()
        if stat.S_ISDIR(found.st_mode) or len(known) >= found.st_nlink
    ]
    stays = len(going) < len(names) or len(payloads) < len(shared_store.targets(links, cache_dir))
    return Gain(sum(found.st_blocks for found in going) * BYTES_PER_BLOCK, stays)


def place_of(folder: RepoFolder, choice: Choice) -> Path:
    """Where a choice lies."""
    match choice.kind:
        case Kind.REVISION:
            return folder.snapshots / choice.name
        case Kind.DRAFT:
            return folder.root / DRAFTS / choice.name
        case Kind.LOCK:
            return folder.locks
        case _:
            return folder.blobs / choice.name


def all_in(folder: Path) -> list[Path]:
    """A folder, and all files and folders in it, as far as it can be read."""
    found = []
    for below, entries in walk_folders(str(folder)):
        found.append(folder / below)
        found += [folder / below / entry.name for entry in entries]
    return found
