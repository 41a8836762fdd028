"""The branches and tags of a repository in a cache, as its `refs` folder has them."""

import os
from collections.abc import Iterator

from modelshelf.cache.reading.small_reads import read_start
from modelshelf.cache.reading.walk import Failed, walk
from modelshelf.hub.refs import MOST_REF_BYTES


def stored_refs(
    folder: str, failed: Failed
) -> Iterator[tuple[str, "os.DirEntry[str]", bytes | None]]:
    """Every file in a `refs` folder: its name, which may contain slashes, and what it says.

    None stands for what cannot be read. Links are followed, as by the library. Blocks.

    Args:
        failed: As in `walk`.
    """
    for name, entry in walk(folder, failed):
        stored = read_start(entry.path, MOST_REF_BYTES)
        yield name, entry, None if stored is None else stored.strip()
