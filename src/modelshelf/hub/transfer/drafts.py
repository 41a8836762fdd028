"""Where links and refs are half made: a folder for each process that is at it.

Its maker holds a lock on the folder itself (`flock`), which goes with the process, however that
ends: so whoever looks can tell what nobody works on any more, and a process that is stopped for
hours keeps what it has. A folder is only called `.held` once it is locked. Where a disk has no such
locks, as NFS has none on folders, age must tell.
"""

import errno
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from modelshelf.hub.errors import CacheReadOnly
from modelshelf.hub.layout import DRAFTS, RepoFolder
from modelshelf.hub.transfer.held import HeldFolder, HeldRepo

# A lock that is free says that its maker is gone; some network disks keep locks from each other's
# machines, and drafts are made and put in place within seconds.
SETTLED_SECONDS = 300.0
# As long, where no lock tells: other versions of ours made such.
OLD_SECONDS = 3600.0
_HELD = ".held"
_HELD_BY_OTHERS = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK}
_MOST_TRIES = 100


@contextmanager
def own_drafts(repo: HeldRepo) -> Iterator[HeldFolder]:
    """A folder for drafts that is ours alone: others may work on the same model."""
    clear_drafts(repo)
    with _make(repo) as (name, drafts):
        try:
            yield drafts
        finally:
            with suppress(OSError, CacheReadOnly), repo.root.inside(DRAFTS) as all_drafts:
                _remove(all_drafts, name)
            repo.root.remove_empty(DRAFTS)


def clear_drafts(repo: HeldRepo) -> None:
    """Remove what processes that died left half made."""
    # Mostly there is none, and a draft that stays is in nobody's way.
    with suppress(OSError, CacheReadOnly), repo.root.inside(DRAFTS) as drafts:
        for name in _names(drafts):
            remove_abandoned(drafts, name)
    repo.root.remove_empty(DRAFTS)


def remove_abandoned(drafts: HeldFolder, name: str) -> bool:
    """Remove a draft, unless somebody may be at work on it; whether it was removed."""
    if not _is_abandoned(drafts, name):
        return False
    _remove(drafts, name)
    return True


def abandoned(folder: RepoFolder) -> frozenset[str]:
    """The names of drafts that nobody works on any more. Blocks."""
    try:
        with HeldFolder.at(folder.root) as root, root.inside(DRAFTS) as drafts:
            return frozenset(name for name in _names(drafts) if _is_abandoned(drafts, name))
    except (OSError, CacheReadOnly):  # None is there, or none that is ours to touch.
        return frozenset()


@contextmanager
def _make(repo: HeldRepo) -> Iterator[tuple[str, HeldFolder]]:
    for _ in range(_MOST_TRIES):
        # Another program that ends may remove the folder around it while that is empty.
        with suppress(FileNotFoundError), repo.root.inside(DRAFTS, make=True) as all_drafts:
            name = secrets.token_hex(8)
            drafts = all_drafts.inside(name, make=True)
            break
    else:
        raise OSError(None, f"{repo.folder.root / DRAFTS} was removed again and again")
    with drafts:
        with suppress(OSError), repo.root.inside(DRAFTS) as all_drafts:
            fcntl.flock(drafts.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            all_drafts.rename(name, name + _HELD)
            name += _HELD
        yield name, drafts


def _names(drafts: HeldFolder) -> list[str]:
    with os.scandir(drafts.fd) as entries:
        return [entry.name for entry in entries]


def _is_abandoned(drafts: HeldFolder, name: str) -> bool:
    try:
        age_seconds = time.time() - os.lstat(name, dir_fd=drafts.fd).st_mtime
        if age_seconds < SETTLED_SECONDS:
            return False
        if name.endswith(_HELD):
            with drafts.inside(name) as draft:
                # An exclusive one: where it cannot be had at all, nothing is proven.
                fcntl.flock(draft.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
    except CacheReadOnly:  # A link: no maker holds it.
        pass
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno in _HELD_BY_OTHERS:
            return False
    return age_seconds >= OLD_SECONDS


def _remove(drafts: HeldFolder, name: str) -> None:
    shutil.rmtree(name, ignore_errors=True, dir_fd=drafts.fd)
    with suppress(OSError):  # Older versions put links and refs there without such a folder.
        drafts.remove(name)
