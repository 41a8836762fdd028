"""Blobs that repositories share (`<cache>/blobs/`), by the rules of the library that made them.

The library is slow to import and most caches have no such store: it is imported on first use.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from modelshelf.hub.layout import BLOBS, RepoFolder, trash_dir

_KEPT = "shared"


def freed_payloads(blobs: Iterable[Path], cache_dir: Path) -> list[Path]:
    """The payloads that go with these blobs, since nobody else refers to them."""
    links = {blob for blob in blobs if blob.is_symlink()}
    if not links:
        return []
    from huggingface_hub.utils import _shared_blobs  # noqa: PLC0415 (slow to import, and only Xet files need it)

    return [
        target
        for target in targets(links, cache_dir)
        if _shared_blobs.expected_shared_blob_freed_size(
            target, blob_paths_to_delete=links, cache_dir=cache_dir
        )
    ]


def sweep(payloads: Iterable[Path], cache_dir: Path) -> int:
    """Delete those of the store's payloads that no repository links to any more; gives their
    bytes."""
    swept_bytes = 0
    for payload in payloads:
        from huggingface_hub.utils import _shared_blobs  # noqa: PLC0415 (slow to import, and only Xet files need it)

        swept_bytes += _shared_blobs.sweep_shared_blob(payload, cache_dir=cache_dir)
    return swept_bytes


def unreferenced(cache_dir: Path) -> list[Path]:
    """The store's payloads that no repository links to and no model in the trash holds on to."""
    held = {_inode(kept) for kept in trash_dir(cache_dir).glob(f"*/{_KEPT}/*")}
    return [payload for payload in _unlinked(cache_dir) if _inode(payload) not in held]


def kept_payloads(entry: Path, cache_dir: Path) -> list[Path]:
    """The store's payloads that no repository links to, but a model in the trash holds on to."""
    held = {_inode(kept) for kept in (entry / _KEPT).glob("*")}
    return [p for p in _unlinked(cache_dir) if _inode(p) in held] if held else []


def _unlinked(cache_dir: Path) -> list[Path]:
    if not (cache_dir / BLOBS).is_dir():
        return []
    from huggingface_hub.utils import _shared_blobs  # noqa: PLC0415 (slow to import, and only Xet files need it)

    return sorted(_shared_blobs.unreferenced_shared_blobs(cache_dir))


def targets(blobs: Iterable[Path], cache_dir: Path) -> set[Path]:
    """The store's payloads that these blobs are links to."""
    links = [blob for blob in blobs if blob.is_symlink()]
    if not links:
        return set()
    from huggingface_hub.utils import _shared_blobs  # noqa: PLC0415 (slow to import, and only Xet files need it)

    return {t for b in links if (t := _shared_blobs.shared_blob_target(b, cache_dir)) is not None}


def _inode(path: Path) -> tuple[int, int]:
    """Which file it is, whatever its name; (0, 0) where it is gone."""
    try:
        found = path.lstat()
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


def keep(folder: RepoFolder, entry: Path) -> None:
    """Hold on to what a repository shares while it lies in the trash.

    The library takes it for gone, and would sweep what nobody else refers to: a second name for
    the same file outlives that.
    """
    for blob in _links(folder):
        from huggingface_hub.utils import _shared_blobs  # noqa: PLC0415 (slow to import, and only Xet files need it)

        payload = _shared_blobs.shared_blob_target(blob, folder.cache_dir)
        if payload is not None:
            (entry / _KEPT).mkdir(exist_ok=True)
            with suppress(OSError):  # A file of somebody else, or a disk without hard links.
                (entry / _KEPT / blob.name).hardlink_to(payload)


def give_back(folder: RepoFolder, entry: Path) -> None:
    """Let a repository that is back refer to the store again, or own what was swept meanwhile."""
    for blob in _links(folder):
        from huggingface_hub.utils import _shared_blobs  # noqa: PLC0415 (slow to import, and only Xet files need it)

        payload = Path(os.path.normpath(blob.parent / blob.readlink()))
        kept = entry / _KEPT / blob.name
        source = next((path for path in (kept, payload) if path.is_file()), None)
        if source is None:
            continue
        back = _shared_blobs.try_link_from_shared_store(
            blob_path=str(blob),
            xet_hash=payload.name,
            cache_dir=folder.cache_dir,
            expected_size=source.stat().st_size,
        )
        if not back and source is kept:
            kept.replace(blob)


def _links(folder: RepoFolder) -> Iterator[Path]:
    """Blobs that may lie in the store; none of a repository that is itself a link."""
    if not folder.root.is_symlink() and folder.blobs.is_dir():
        yield from [blob for blob in folder.blobs.iterdir() if blob.is_symlink()]
