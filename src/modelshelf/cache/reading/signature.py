"""By what one sees that a repository on the disk is not as it was: cheap, and light to import."""

import os
from collections.abc import Sequence
from pathlib import Path

from modelshelf.hub.layout import BLOBS, REFS, SNAPSHOTS, TREES


def signature(cache_dir: Path, folder: str, shas: Sequence[str]) -> str:
    """A cheap sign of whether a repository must be read again: modification times of its folders.

    It sees every file that appears, disappears or is replaced, and a moved `refs/main`; it does
    not see a file that is changed in place, nor anything in the folders within a snapshot.

    Args:
        shas: The snapshots that are known; a new one shows in the time of their parent.
    """
    root = f"{cache_dir}/{folder}"
    places = [BLOBS, REFS, f"{REFS}/main", SNAPSHOTS, TREES]
    places += [f"{SNAPSHOTS}/{sha}" for sha in sorted(shas)]
    return " ".join([f"{modified_ns(f'{root}/{place}'):x}" for place in places])


def modified_ns(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116 (a Path for each of so many costs more than the look)
    except OSError:
        return 0
