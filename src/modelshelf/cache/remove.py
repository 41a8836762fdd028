"""Removing one repository from the cache: first a plan, then a rename, then the unlinking.

The rename into a trash folder takes the repository out of every program's sight in one step, so
that no crash leaves half of it behind. What the trash holds is unlinked afterwards, or at the next
start (`finish_removals`). Until then a trash entry is all that is needed to put a repository back:
its folder lies in it under its own name, and the entry's name begins with the moment of removal.
"""

import os
import re
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from modelshelf.cache import shared_store
from modelshelf.cache.read import read_repo
from modelshelf.cache.repo import RepoOnDisk, Status
from modelshelf.hub.errors import CacheReadOnly
from modelshelf.hub.layout import BLOBS, RepoFolder, folder_name, trash_dir
from modelshelf.kit.errors import NotFound

_LOCKS_IN_TRASH = "locks"
_ENTRY = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


class NotInstalled(NotFound):
    code = "not_installed"
    title = "Nothing of it is on the disk"


@dataclass(frozen=True, slots=True)
class Footprint:
    """What one model takes, and what its removal would do.

    Attributes:
        freed_bytes: What the disk gets back: each finished blob once, partial files, and of the
            store that repositories share what nobody else refers to.
        warnings: Sentences for people: what may be regretted.
        restore_revision: The commit to download in order to have the same again.
    """

    freed_bytes: int
    warnings: tuple[str, ...]
    restore_revision: str | None


@dataclass(frozen=True, slots=True)
class Trashed:
    """A repository out of sight and not unlinked yet: `entry` is its folder in the trash."""

    cache_dir: Path
    entry: Path


def footprint(cache_dir: Path, model_id: str) -> Footprint:
    """Look at one model and at nothing else but the references to blobs that it shares.

    Raises:
        NotInstalled: It has no folder in this cache.
    """
    repo = read_repo(cache_dir, folder_name(model_id))
    if repo is None:
        raise NotInstalled(f"Nothing of {model_id} is in the cache {cache_dir}.")
    folder = RepoFolder(cache_dir, model_id)
    if folder.root.is_symlink():
        freed_bytes = 0
    else:
        own_bytes = repo.size_bytes - repo.shared_bytes + repo.partial_bytes
        freed_bytes = own_bytes + _freed_in_shared_store(folder)
    return Footprint(
        freed_bytes=freed_bytes,
        warnings=tuple(_warnings(folder, repo, freed_bytes)),
        restore_revision=repo.revision,
    )


def move_to_trash(cache_dir: Path, model_id: str) -> Trashed:
    """Take the model out of sight, at once and as a whole; nothing is unlinked yet.

    Raises:
        NotInstalled: It has no folder in this cache.
        CacheReadOnly: It cannot be moved; it is as it was.
    """
    folder = RepoFolder(cache_dir, model_id)
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    entry = trash_dir(cache_dir) / f"{moment}-{secrets.token_hex(4)}"
    try:
        entry.mkdir(parents=True)
        folder.root.rename(entry / folder.root.name)
    except FileNotFoundError as error:
        with suppress(OSError):
            entry.rmdir()
        raise NotInstalled(f"Nothing of {model_id} is in the cache {cache_dir}.") from error
    except OSError as error:
        with suppress(OSError):
            entry.rmdir()
        raise CacheReadOnly(
            f"{model_id} cannot be removed: {error.strerror} ({folder.root}). Check who "
            "owns the cache and that its disk may be written to."
        ) from error
    with suppress(OSError):  # Locks that stay behind harm nobody.
        folder.locks.rename(entry / _LOCKS_IN_TRASH)
    return Trashed(cache_dir, entry)


def erase(trashed: Trashed) -> None:
    """Unlink for good, which may take seconds: use a thread. May be called again after a crash.

    Raises:
        CacheReadOnly: A part of it cannot be unlinked; it stays in the trash.
    """
    # Shared blobs first: the links that name them are gone after the unlinking.
    shared_store.sweep(_shared_targets(trashed), trashed.cache_dir)
    try:
        shutil.rmtree(trashed.entry, onerror=_ignore_missing)
    except RecursionError as error:
        raise CacheReadOnly(
            f"{trashed.entry} holds folders nested too deeply for us. Delete it by hand."
        ) from error
    except OSError as error:
        raise CacheReadOnly(
            f"{error.filename} cannot be deleted: {error.strerror}. The model is out of the cache "
            f"and still takes its space, in {trashed.entry}."
        ) from error


def finish_removals(cache_dir: Path) -> list[CacheReadOnly]:
    """Erase what is left in the trash after a crash; gives what could not be erased."""
    trash = trash_dir(cache_dir)
    failures: list[CacheReadOnly] = []
    if trash.is_symlink() or trash.parent.is_symlink() or not trash.is_dir():
        return failures  # A link could lead to anybody's folders.
    for entry in sorted(trash.iterdir()):
        if entry.is_symlink() or not _ENTRY.fullmatch(entry.name):
            continue
        try:
            erase(Trashed(cache_dir, entry))
        except CacheReadOnly as failure:
            failures.append(failure)
    return failures


def _freed_in_shared_store(folder: RepoFolder) -> int:
    blobs = list(folder.blobs.iterdir()) if folder.blobs.is_dir() else []
    return shared_store.freed_bytes(blobs, folder.cache_dir)


def _warnings(folder: RepoFolder, repo: RepoOnDisk, freed_bytes: int) -> list[str]:
    warnings = []
    if folder.root.is_symlink():
        warnings.append(
            f"{folder.root} is a link to {folder.root.readlink()}: only the link is removed, its "
            "files stay where they are."
        )
    elif freed_bytes < repo.size_bytes + repo.partial_bytes:
        warnings.append("Some of its files are shared with other models and stay on the disk.")
    if repo.status is Status.DAMAGED and not repo.revisions:
        warnings.append("Its folder cannot be read as a whole: it may hold more than is counted.")
    if any(_is_held(lock) for lock in _locks(folder)):
        warnings.append("Another program is downloading it right now: that download will fail.")
    return warnings


def _locks(folder: RepoFolder) -> list[Path]:
    return list(folder.locks.glob("*.lock"))


def _is_held(lock: Path) -> bool:
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # A lock of another user: what cannot be asked is no reason for a warning.
        return False


def _shared_targets(trashed: Trashed) -> set[Path]:
    """The shared payloads that a trashed repository's links name, seen from its former place."""
    targets = set()
    for blobs in trashed.entry.glob(f"*/{BLOBS}"):
        former = trashed.cache_dir / blobs.parent.name / BLOBS
        for blob in blobs.iterdir():
            if blob.is_symlink():
                targets.add(Path(os.path.normpath(former / blob.readlink())))
    return targets


def _ignore_missing(
    _function: Callable[..., object],
    _path: str,
    failure: tuple[type[BaseException], BaseException, TracebackType],
) -> None:
    """Two processes may empty one trash: what is gone already is no failure."""
    if not isinstance(failure[1], FileNotFoundError):
        raise failure[1]
