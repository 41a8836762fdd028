"""Blobs that repositories share (`<cache>/blobs/`), by the rules of the library that made them.

The library is slow to import and most caches have no such store: it is imported on first use.
"""

from collections.abc import Iterable
from pathlib import Path


def freed_bytes(blobs: Iterable[Path], cache_dir: Path) -> int:
    """What the store gives back when these blobs of one repository go; 0 where none is shared."""
    links = {blob for blob in blobs if blob.is_symlink()}
    if not links:
        return 0
    from huggingface_hub.utils import _shared_blobs  # noqa: PLC0415

    targets = {_shared_blobs.shared_blob_target(link, cache_dir) for link in links}
    return sum(
        _shared_blobs.expected_shared_blob_freed_size(
            target, blob_paths_to_delete=links, cache_dir=cache_dir
        )
        for target in targets
        if target is not None
    )


def sweep(payloads: Iterable[Path], cache_dir: Path) -> None:
    """Delete those of the store's payloads that no repository links to any more."""
    for payload in payloads:
        from huggingface_hub.utils import _shared_blobs  # noqa: PLC0415

        _shared_blobs.sweep_shared_blob(payload, cache_dir=cache_dir)
