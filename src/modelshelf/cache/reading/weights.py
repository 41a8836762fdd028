"""The weights of a snapshot on the disk, counted from the headers of its files."""

from collections import Counter
from pathlib import Path

from modelshelf.cache.reading.safetensors import parameters
from modelshelf.cache.reading.small_reads import SmallReads
from modelshelf.hub.door import HubFile
from modelshelf.hub.needed import VariantRequired
from modelshelf.hub.plan import choose

MOST_FILES = 2000
SUFFIX = ".safetensors"


def count_weights(snapshot: Path) -> dict[str, int]:
    """Number of weights by the dtype that they are stored as.

    Only those that a library would load count, not a second copy beside them. Empty where there
    is no safetensors file, or one of them cannot be read. Reads headers only, and blocks.
    """
    reads = SmallReads()
    counted: Counter[str] = Counter()
    for path in _loaded(snapshot):
        found = parameters(reads, str(snapshot / path))
        if found is None:
            return {}
        counted.update(found)
    return dict(counted)


def _loaded(snapshot: Path) -> list[str]:
    try:
        files = [
            HubFile(str(path.relative_to(snapshot)), 0, "")
            for place in ("*", "*/*")
            for path in sorted(snapshot.glob(place + SUFFIX))[:MOST_FILES]
        ]
        return [choice.file.path for choice in choose(files, "needed") if choice.wanted]
    except (OSError, VariantRequired):
        return []
