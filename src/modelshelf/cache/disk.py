"""How full the disk of the cache is."""

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Disk:
    free_bytes: int
    total_bytes: int


def disk_usage(cache_dir: Path) -> Disk:
    """The disk that the cache lies on, or will lie on once the folder exists."""
    place = next(p for p in (cache_dir, *cache_dir.parents) if p.exists())
    usage = shutil.disk_usage(place)
    return Disk(free_bytes=usage.free, total_bytes=usage.total)
