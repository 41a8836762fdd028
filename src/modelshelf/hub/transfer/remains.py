"""What lies on disk where a transfer will go: counting it, and removing what is of no use."""

import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import BLOBS, LOCKS, REFS, SNAPSHOTS, RepoFolder, check_name
from modelshelf.hub.transfer.drafts import clear_drafts
from modelshelf.hub.transfer.held import HeldFolder, HeldRepo
from modelshelf.hub.transfer.links import refuse_links
from modelshelf.hub.transfer.locks import BlobLock
from modelshelf.hub.transfer.partial import (
    is_finished,
    own_names,
    partial_name,
    throw_away,
    vouched,
)

# Each lock is an open file, of which a process may have some hundreds; and for each so many the
# snapshots are read anew.
_LOCKED_AT_ONCE = 100


def on_disk(folder: RepoFolder, files: Iterable[HubFile]) -> dict[str, int]:
    """How many bytes of each file are on disk: the whole, or what can be resumed from.

    Returns:
        Bytes by path, never more than the file's size. Blocks: call it in a thread.
    """
    try:
        blobs = HeldFolder.at(folder.blobs)  # To look at it, it may lie behind a link.
    except (FileNotFoundError, NotADirectoryError):
        return {file.path: 0 for file in files}
    with blobs:
        return {file.path: _bytes_on_disk(blobs, file) for file in files}


def finished_among(folder: RepoFolder, files: Iterable[HubFile]) -> set[str]:
    """The paths of those that are finished blobs, as `on_disk` would count them. Blocks."""
    try:
        blobs = HeldFolder.at(folder.blobs)
    except (FileNotFoundError, NotADirectoryError):
        return set()
    with blobs:
        return {file.path for file in files if is_finished(blobs, file)}


def discard(folder: RepoFolder, files: Iterable[HubFile]) -> int:
    """Remove what a cancelled transfer of these files left.

    Partial files go, and finished blobs that no snapshot names; then folders that are empty. What
    another program is making at this moment is left alone, as is all that lies behind a link; and
    finished blobs stay when some snapshot cannot be read.

    Returns:
        The bytes of disk space that this gave back. Blocks: call it in a thread.
    """
    repo = HeldRepo.existing(folder)
    if repo is None:
        return 0
    with repo:
        blobs = list({file.blob: file for file in files}.values())
        freed_bytes = _remove_small(repo, {file.blob for file in blobs})
        for at in range(0, len(blobs), _LOCKED_AT_ONCE):
            freed_bytes += _discard(repo, blobs[at : at + _LOCKED_AT_ONCE])
        clear_drafts(repo)
        for name in (BLOBS, SNAPSHOTS, REFS):
            repo.root.remove_empty(name)
        repo.cache.remove_empty(folder.root.name)
        with repo.cache.below((LOCKS,), make=True) as locks:
            locks.remove_empty(folder.locks.name)
    return freed_bytes


def throw_away_blobs(folder: RepoFolder, blobs: Iterable[str]) -> None:
    """Remove finished blobs whose content is wrong, so that a transfer fetches them anew.

    Of a blob that repositories share only this one's link goes. Blocks: call it in a thread.

    Raises:
        CacheReadOnly: The folder is, or holds, a link.
    """
    refuse_links(folder, ())
    if (repo := HeldRepo.existing(folder)) is not None:
        with repo:
            for blob in blobs:
                repo.blobs.remove(check_name(blob))


def _bytes_on_disk(blobs: HeldFolder, file: HubFile) -> int:
    if is_finished(blobs, file):
        return file.size_bytes
    return vouched(blobs, file).present.total_bytes


def _discard(repo: HeldRepo, files: Iterable[HubFile]) -> int:
    with ExitStack() as locked:
        ours = []
        for file in files:
            lock = BlobLock(repo, file.blob, stuck_seconds=0)
            locked.callback(lock.release)
            if lock.acquire():
                ours.append((file, lock))
        # The library links a blob that it made while it holds its lock: so only what is looked at
        # under the locks tells which blobs nobody needs.
        named = _named_blobs(repo.folder)
        return sum(_remove(repo, file, lock, named) for file, lock in ours)


def _remove_small(repo: HeldRepo, blobs: set[str]) -> int:
    """Remove what is left of small files; whoever writes one at this moment writes it anew."""
    freed_bytes = 0
    for blob, names in own_names(repo.blobs).items():
        for name in names if blob in blobs else ():
            freed_bytes += _disk_usage(repo.blobs, name)
            repo.blobs.remove(name)
    return freed_bytes


def _remove(repo: HeldRepo, file: HubFile, lock: BlobLock, named: set[str] | None) -> int:
    freed_bytes = _disk_usage(repo.blobs, partial_name(file.blob))
    throw_away(repo.blobs, file)
    # A link leads to a blob that repositories share: it is not ours to remove.
    if named is not None and file.blob not in named and not repo.blobs.has_link(file.blob):
        freed_bytes += _disk_usage(repo.blobs, file.blob)
        repo.blobs.remove(file.blob)
    lock.remove()
    return freed_bytes


def _named_blobs(folder: RepoFolder) -> set[str] | None:
    """The blobs that snapshots name; None when that cannot be told."""
    if not os.path.lexists(folder.snapshots):
        return set()
    named: set[str] = set()
    try:
        for top, folders, names in os.walk(folder.snapshots, onerror=_raise):
            if any(Path(path).is_symlink() for path in (top, *(f"{top}/{f}" for f in folders))):
                return None  # What lies behind a link is not walked through.
            paths = [Path(top, name) for name in names]
            named.update(path.readlink().name for path in paths if path.is_symlink())
    except (OSError, RecursionError):  # Before Python 3.12 it can be nested too deeply.
        return None
    return named


def _raise(error: OSError) -> None:
    raise error


def _disk_usage(folder: HeldFolder, name: str) -> int:
    try:
        return os.lstat(name, dir_fd=folder.fd).st_blocks * 512
    except FileNotFoundError:
        return 0
