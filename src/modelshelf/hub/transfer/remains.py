"""What lies on disk where a transfer will go: counting it, and removing what is of no use."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.links import refuse_links
from modelshelf.hub.transfer.locks import BlobLock
from modelshelf.hub.transfer.partial import is_finished, throw_away, vouched
from modelshelf.hub.transfer.snapshot import clear_drafts


def on_disk(folder: RepoFolder, files: Iterable[HubFile]) -> dict[str, int]:
    """How many bytes of each file are on disk: the whole, or what can be resumed from.

    Returns:
        Bytes by path, never more than the file's size. Blocks: call it in a thread.
    """
    return {file.path: _bytes_on_disk(folder, file) for file in files}


def discard(folder: RepoFolder, files: Iterable[HubFile]) -> int:
    """Remove what a cancelled transfer of these files left.

    Partial files go, and finished blobs that no snapshot names; then folders that are empty. What
    another program is making at this moment is left alone, as is all that lies behind a link; and
    finished blobs stay when some snapshot cannot be read.

    Returns:
        The bytes of disk space that this gave back. Blocks: call it in a thread.
    """
    if folder.root.is_symlink() or folder.blobs.is_symlink():
        return 0
    named = _named_blobs(folder)
    freed_bytes = 0
    for file in {file.blob: file for file in files}.values():
        lock = BlobLock(folder, file.blob, stuck_seconds=0)
        if not folder.root.is_dir() or not lock.acquire():
            continue
        try:
            freed_bytes += _disk_usage(folder.partial(file.blob))
            throw_away(folder, file)
            blob = folder.blob(file.blob)
            # A link leads to a blob that repositories share: it is not ours to remove.
            if named is not None and file.blob not in named and not blob.is_symlink():
                freed_bytes += _disk_usage(blob)
                blob.unlink(missing_ok=True)
            folder.lock(file.blob).unlink(missing_ok=True)
        finally:
            lock.release()
    clear_drafts(folder)
    for path in (folder.blobs, folder.snapshots, folder.refs, folder.root, folder.locks):
        with suppress(OSError):
            path.rmdir()
    return freed_bytes


def throw_away_blobs(folder: RepoFolder, blobs: Iterable[str]) -> None:
    """Remove finished blobs whose content is wrong, so that a transfer fetches them anew.

    Of a blob that repositories share only this one's link goes. Blocks: call it in a thread.

    Raises:
        CacheReadOnly: The folder is, or holds, a link.
    """
    refuse_links(folder, ())
    for blob in blobs:
        folder.blob(blob).unlink(missing_ok=True)


def _bytes_on_disk(folder: RepoFolder, file: HubFile) -> int:
    if is_finished(folder, file):
        return file.size_bytes
    return vouched(folder, file).present.total_bytes


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


def _disk_usage(path: Path) -> int:
    try:
        return path.lstat().st_blocks * 512
    except FileNotFoundError:
        return 0
