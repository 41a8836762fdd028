"""Removing one repository from the cache: first a plan, then a rename into the trash.

The rename takes the repository out of every program's sight in one step, so that no crash leaves
half of it behind. What becomes of it then is told in `trash`.
"""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from modelshelf.cache.errors import NotInstalled
from modelshelf.cache.reading.read import read_repo
from modelshelf.cache.reading.repo import RepoOnDisk, Status
from modelshelf.cache.reading.unseen import why_unseen
from modelshelf.cache.removing.leftovers import Gain, all_in, gain
from modelshelf.cache.removing.note import Note
from modelshelf.cache.removing.trash import Trashed, put_aside
from modelshelf.hub.errors import CacheReadOnly
from modelshelf.hub.layout import RepoFolder, folder_name
from modelshelf.kit.errors import Problem


@dataclass(frozen=True, slots=True)
class Footprint:
    """What one model takes, and what its removal would do.

    Attributes:
        freed_bytes: What the disk gets back, as `du` counts it: blocks, of folders and links as
            well; nothing of a file that has another name elsewhere, and of the store that
            repositories share what nobody else refers to.
        warnings: Sentences for people: what may be regretted.
        restore_revision: The commit to download in order to have the same again.
    """

    freed_bytes: int
    warnings: tuple[str, ...]
    restore_revision: str | None


def footprint(cache_dir: Path, model_id: str) -> Footprint:
    """Look at one model and at nothing else but the references to blobs that it shares.

    Raises:
        NotInstalled: It has no folder in this cache.
        CacheUnreadable: Nobody can tell.
    """
    repo = read_repo(cache_dir, folder_name(model_id))
    if repo is None:
        raise _not_installed(RepoFolder(cache_dir, model_id))
    folder = RepoFolder(cache_dir, model_id)
    if folder.root.is_symlink():
        gained = Gain(0, some_stays=False)
    else:
        gained = gain((*all_in(folder.root), *_locks(folder), folder.locks), cache_dir)
    return Footprint(
        freed_bytes=gained.freed_bytes,
        warnings=tuple(_warnings(folder, repo, gained)),
        restore_revision=repo.revision,
    )


def remove(cache_dir: Path, note: Note) -> Trashed:
    """Take the model out of sight, at once and as a whole; it waits in the trash.

    Raises:
        NotInstalled: It has no folder in this cache.
        CacheReadOnly: It cannot be moved; it is as it was.
    """
    folder = RepoFolder(cache_dir, note.model_id)
    try:
        return put_aside(folder, note)
    except FileNotFoundError as error:
        raise _not_installed(folder) from error
    except OSError as error:
        raise CacheReadOnly(
            f"{note.model_id} cannot be removed: {error.strerror} ({folder.root}). Check who "
            "owns the cache and that its disk may be written to."
        ) from error


def _not_installed(folder: RepoFolder) -> Problem:
    return why_unseen(folder) or NotInstalled(
        f"Nothing of {folder.model_id} is in the cache {folder.cache_dir}."
    )


def _warnings(folder: RepoFolder, repo: RepoOnDisk, gained: Gain) -> list[str]:
    warnings = []
    if folder.root.is_symlink():
        warnings.append(
            f"{folder.root} is a link to {folder.root.readlink()}: only the link is removed, its "
            "files stay where they are."
        )
    elif gained.some_stays:
        warnings.append(
            "Some of its files are shared with other models or folders and stay on the disk."
        )
    if repo.unreadable or (repo.status is Status.DAMAGED and not repo.revisions):
        warnings.append("Its folder cannot be read as a whole: it may hold more than is counted.")
    if any(is_held(lock) for lock in _locks(folder)):
        warnings.append("Another program is downloading it right now: that download will fail.")
    return warnings


def _locks(folder: RepoFolder) -> list[Path]:
    return list(folder.locks.glob("*.lock"))


def is_held(lock: Path) -> bool:
    """Whether some program holds a lock file now; one that is not there is held by nobody.

    Not by filelock: that empties and makes what it opens, which a folder that was swapped for a
    link would let it do elsewhere.
    """
    try:
        fd = os.open(lock, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:  # A lock of another user: what cannot be asked is no reason for a warning.
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(fd)
    return False
