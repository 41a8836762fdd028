"""Looking for what nothing needs, in one repository's folder or in a whole cache.

Whoever lists it and whoever removes it read it with the same function, so that the two cannot
differ, and what has come to be needed in between is left alone. Nothing here changes the disk.
All of it blocks: use threads.
"""

import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from modelshelf.cache.reading.refs import stored_refs
from modelshelf.cache.reading.repo import printable
from modelshelf.cache.reading.walk import leads_to_folder, walk
from modelshelf.cache.removing.leftovers import Needs, RepoLeftovers
from modelshelf.cache.removing.remove import is_held
from modelshelf.hub.door import DEFAULT_BRANCH, is_commit
from modelshelf.hub.layout import (
    DRAFTS,
    JOURNAL_SUFFIX,
    LOCKS,
    PARTIAL_SUFFIX,
    UNFINISHED_SUFFIX,
    RepoFolder,
    kind_and_id,
)
from modelshelf.hub.transfer.drafts import abandoned

# Another program may be at it: it makes a blob before the link that needs it, and not every one
# of them holds the lock meanwhile.
SETTLED_SECONDS = 300.0
# A lock is made before its partial file, and a download may wait for hours between the two.
STALE_LOCK_SECONDS = 24 * 3600.0

IsOpen = Callable[[Path], bool]


def look_over(
    cache_dir: Path, needs_of: Callable[[RepoFolder], Needs | None], is_open: IsOpen
) -> list[RepoLeftovers]:
    """What nothing needs of each repository of a cache, those without anything left out.

    Args:
        needs_of: Is asked about each of them; None where it is not to be looked at.
    """
    found = []
    for kind, repo_id in sorted(_repos_in(cache_dir) | _repos_in(cache_dir / LOCKS)):
        folder = RepoFolder(cache_dir, repo_id, kind)
        needs = needs_of(folder)
        if needs is not None:
            leftovers = look_at_repo(folder, needs, is_open)
            if leftovers.choices:
                found.append(leftovers)
    return found


def _repos_in(folder: Path) -> set[tuple[str, str]]:
    try:
        with os.scandir(folder) as entries:
            named = [
                kind_and_id(entry.name)
                for entry in entries
                if printable(entry.name) == entry.name and entry.is_dir(follow_symlinks=False)
            ]
    except OSError:
        return set()
    return {repo for repo in named if repo is not None}


def look_at_repo(folder: RepoFolder, needs: Needs, is_open: IsOpen) -> RepoLeftovers:
    """What nothing needs of a repository that no operation of ours is about.

    A folder that is a link, or that holds links to folders, is somebody's arrangement: nothing of
    it is offered.
    """
    if _leads_away(folder):
        return RepoLeftovers(folder)
    drafts = abandoned(folder)
    named = named_blobs(folder)
    names = _names_in(folder.blobs)
    partials = _partials(folder, names, is_open)
    locks = _stale_locks(folder, {blob_of(name) for name in names})
    if named is None:
        return RepoLeftovers(folder, partials, locks=locks, drafts=drafts)
    detached = {
        sha: named[sha]
        for sha in _detached(folder, named, needs)
        if _is_settled(folder.snapshots / sha)
    }
    kept = _all_of(names for sha, names in named.items() if sha not in detached)
    # Only these may go, so only these are asked for.
    candidates = {n for n in names if not n.endswith((UNFINISHED_SUFFIX, JOURNAL_SUFFIX))} - kept
    busy = {name for name in candidates if not _is_idle(folder.blobs / name, is_open)}
    return RepoLeftovers(
        folder,
        partials,
        frozenset(candidates - busy - _all_of(named.values())),
        {sha: names for sha, names in detached.items() if not names & busy},
        kept | _all_of(names for names in detached.values() if names & busy),
        locks,
        drafts,
    )


def _all_of(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _leads_away(folder: RepoFolder) -> bool:
    inner = (folder.blobs, folder.snapshots, folder.root / DRAFTS, folder.locks)
    return any(path.is_symlink() for path in (folder.root, *inner))


def named_blobs(folder: RepoFolder) -> dict[str, frozenset[str]] | None:
    """The blobs that each snapshot names; None when that cannot be told for certain.

    A link counts by the last part of where it leads, however it is written. What is half made in
    our own drafts counts like a snapshot, as long as somebody may be at work on it.
    """
    named = {}
    gone = abandoned(folder)
    for parent in (folder.snapshots, folder.root / DRAFTS):
        try:
            with os.scandir(parent) as entries:
                found = [e for e in entries if leads_to_folder(e) and e.name not in gone]
        except FileNotFoundError:
            continue
        except OSError:
            return None
        for entry in found:
            names = None if entry.is_symlink() else _links_in(entry.path)
            if names is None:
                return None
            named[entry.name] = names
    return named


def _links_in(snapshot: str) -> frozenset[str] | None:
    failures: list[OSError] = []
    names = set()
    for _, entry in walk(snapshot, lambda _, error: failures.append(error)):
        if entry.is_symlink():
            if leads_to_folder(entry):
                return None
            try:
                # Not `Path`: a large cache has ten thousands of these.
                names.add(os.readlink(entry.path).rpartition("/")[2])  # noqa: PTH115 (a Path for each of so many costs more than the look)
            except OSError as error:
                failures.append(error)
    return None if failures else frozenset(names)


def _names_in(blobs: Path) -> set[str]:
    """All files, and links to files, of a folder of blobs."""
    try:
        with os.scandir(blobs) as entries:
            return {e.name for e in entries if _is_ours_to_name(e.name) and _is_blob(e)}
    except OSError:
        return set()


def _is_ours_to_name(name: str) -> bool:
    """Hidden files are no blobs, and what is no text can be neither shown nor chosen."""
    return not name.startswith(".") and printable(name) == name


def _is_blob(entry: "os.DirEntry[str]") -> bool:
    return entry.is_symlink() or entry.is_file()


def _partials(folder: RepoFolder, names: set[str], is_open: IsOpen) -> dict[str, tuple[Path, ...]]:
    """The files of each unfinished download that nobody is at; a journal may have lost its file."""
    found: dict[str, tuple[Path, ...]] = {}
    for name in sorted(names):
        if not name.endswith((UNFINISHED_SUFFIX, JOURNAL_SUFFIX)):
            continue
        own = folder.blobs / name
        partial = name.removesuffix(JOURNAL_SUFFIX) + PARTIAL_SUFFIX
        if name.endswith(JOURNAL_SUFFIX) and partial in names:
            continue
        journal = name.removesuffix(PARTIAL_SUFFIX) + JOURNAL_SUFFIX
        if _is_idle(own, is_open) and not is_held(folder.lock(blob_of(name))):
            found[name] = (own, folder.blobs / journal) if journal in names - {name} else (own,)
    return found


def blob_of(name: str) -> str:
    """Of `<etag>.incomplete`, `<etag>.<8 hex>.incomplete`, `<etag>.shelf.incomplete` and
    `<etag>.shelf.journal`; a finished blob is its own."""
    return name.partition(".")[0]


def _detached(folder: RepoFolder, named: Mapping[str, frozenset[str]], needs: Needs) -> list[str]:
    """Snapshots that no ref points to and nobody is known to need.

    The newest of them stays where no program would load another: where there is no `main`, or it
    points to a commit that is not here, or to one that is not whole.
    """
    refs = _refs(folder)
    if refs is None or None in needs.revisions:
        return []
    kept = {*refs.values(), *needs.revisions}
    free = [
        sha
        for sha in named
        if sha not in kept and is_commit(sha) and (folder.snapshots / sha).is_dir()
    ]
    if refs.get(DEFAULT_BRANCH) in named and needs.whole:
        return free
    newest = max(free, key=lambda sha: _modified_at(folder.snapshots / sha), default=None)
    return [sha for sha in free if sha != newest]


def _refs(folder: RepoFolder) -> dict[str, str] | None:
    """What each ref says; None when one cannot be read."""
    failures: list[OSError] = []
    refs = {}
    for name, entry, stored in stored_refs(
        str(folder.refs), lambda _, error: failures.append(error)
    ):
        if stored is not None:
            refs[name] = stored.decode(errors="replace")
        elif os.path.lexists(entry.path):  # Not gone meanwhile: it may name any of them.
            return None
    missing = all(isinstance(error, FileNotFoundError) for error in failures)
    return refs if missing else None


def _stale_locks(folder: RepoFolder, blobs: Collection[str]) -> tuple[Path, ...]:
    """Locks of blobs that are not here, finished or not."""
    found = []
    for lock in sorted(folder.locks.glob("*.lock")):
        with suppress(OSError):
            age_seconds = time.time() - lock.lstat().st_mtime
            if lock.stem not in blobs and age_seconds >= STALE_LOCK_SECONDS and not is_held(lock):
                found.append(lock)
    return tuple(found)


def _is_idle(path: Path, is_open: IsOpen) -> bool:
    return _is_settled(path) and not is_open(path)


def _is_settled(path: Path) -> bool:
    return time.time() - _modified_at(path) >= SETTLED_SECONDS


def _modified_at(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return time.time()  # It is just going, or coming.
