"""Emptying the trash: when the time of its entries is over, or when the disk is short of space.

What is to be unlinked gets a name with `.going` first, and whoever finds such a name goes on
unlinking, so that a crash leaves nothing behind.
"""

import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

from modelshelf.cache.removing import shared_store
from modelshelf.cache.removing.trash import Trashed, entries, named, new_entry, waiting
from modelshelf.hub.errors import CacheReadOnly
from modelshelf.hub.layout import BLOBS
from modelshelf.hub.transfer.held import HeldFolder
from modelshelf.kit.clock import now

_GOING = ".going"
# The name that a repository has in an entry from which nobody can put it back any more.
_OUT_OF_REACH = "repository"
# An entry without a repository in it may be one that somebody is just making.
_MADE_WITHIN = timedelta(minutes=1)


def erase(trashed: Trashed) -> int:
    """Unlink an entry for good, which may take seconds: use a thread.

    Somebody may put it back at the same moment: then only what is left of the entry goes.

    Returns:
        The bytes that the disk got back, as they were reckoned when the model was removed.

    Raises:
        CacheReadOnly: A part of it cannot be unlinked; it stays in the trash.
    """
    going = trashed.entry.with_name(trashed.id + _GOING)
    try:
        trashed.entry.rename(going)
    except FileNotFoundError:
        return 0  # Somebody else was quicker.
    except OSError as error:
        raise _stays(trashed.entry, error) from error
    # Whoever found the way into the entry before it was renamed can still put the repository back:
    # of two renames of it one finds it, and what was put back is not unlinked under its new name.
    try:
        (going / trashed.folder.root.name).rename(going / _OUT_OF_REACH)
        held_it = True
    except FileNotFoundError:
        held_it = False
    except OSError as error:
        raise _stays(going, error) from error
    _unlink(trashed.cache_dir, going)
    return trashed.freed_bytes if held_it else 0


def empty(cache_dir: Path, removed_before: datetime) -> tuple[list[Trashed], list[CacheReadOnly]]:
    """Unlink what was removed before that moment, and what others began to unlink.

    Returns:
        What is gone, and why something is not.
    """
    gone: list[Trashed] = []
    failures: list[CacheReadOnly] = []
    for going in named(cache_dir, _GOING):
        try:
            _unlink(cache_dir, going)
        except CacheReadOnly as failure:
            failures.append(failure)
    unfinished = now() - _MADE_WITHIN
    for trashed in waiting(cache_dir):
        due = removed_before if trashed.holds_it else min(removed_before, unfinished)
        if trashed.removed_at > due:
            continue
        try:
            erase(trashed)
            gone.append(trashed)
        except CacheReadOnly as failure:
            failures.append(failure)
    return gone, failures


def give_up(cache_dir: Path, missing_bytes: int) -> int:
    """Unlink entries, the oldest first, until the disk has got that much back or no more is there.

    Returns:
        The bytes that it got back.
    """
    freed_bytes = 0
    for trashed in entries(cache_dir):
        if freed_bytes >= missing_bytes:
            break
        with suppress(CacheReadOnly):
            freed_bytes += erase(trashed)
    return freed_bytes


def unlink_folder(cache: HeldFolder, parent: HeldFolder, name: str) -> None:
    """Unlink a folder of the cache as a whole: once it is out of sight, a crash leaves no half.

    Args:
        parent: The folder in which it lies.

    Raises:
        OSError: It cannot be moved; it is as it was.
        CacheReadOnly: It is out of sight, and a part of it cannot be unlinked; or the trash is a
            link.
    """
    going = new_entry(cache.path, secrets.token_hex(4) + _GOING)
    with cache.below(going.parent.relative_to(cache.path).parts, make=True) as trash:
        try:
            with trash.inside(going.name, make=True) as entry:
                parent.rename(name, name, entry)
        finally:
            _unlink_all(going, trash)


def _unlink(cache_dir: Path, going: Path) -> None:
    # Shared blobs first: the links that name them are gone after the unlinking.
    shared_store.sweep(_shared_targets(cache_dir, going), cache_dir)
    _unlink_all(going)


def _unlink_all(going: Path, trash: HeldFolder | None = None) -> None:
    """Args:
    trash: The folder in which it lies, where that is held open.
    """
    try:
        if trash is None:
            shutil.rmtree(going, onerror=_ignore_missing)
        else:
            shutil.rmtree(going.name, onerror=_ignore_missing, dir_fd=trash.fd)
    except RecursionError as error:
        raise CacheReadOnly(
            f"{going} holds folders nested too deeply for us. Delete it by hand."
        ) from error
    except OSError as error:
        raise _stays(going, error) from error


def _stays(entry: Path, error: OSError) -> CacheReadOnly:
    return CacheReadOnly(
        f"{error.filename} cannot be deleted: {error.strerror}. The model is out of the cache "
        f"and still takes its space, in {entry}."
    )


def _shared_targets(cache_dir: Path, going: Path) -> set[Path]:
    """The shared payloads that a trashed repository's links name, seen from its former place."""
    targets = set()
    for blobs in going.glob(f"*/{BLOBS}"):
        former = cache_dir / blobs.parent.name / BLOBS
        with suppress(OSError):
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
