"""Looking over a whole cache: what is there, and what has to be read again."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from modelshelf.cache.reading.repo import Known, printable
from modelshelf.cache.reading.signature import signature
from modelshelf.hub.layout import BLOBS, kind_and_id


@dataclass(frozen=True, slots=True)
class Survey:
    """One look over a cache.

    Attributes:
        folders: Names of all repository folders.
        changed: Those of them which are not as they were when they were read last.
        warnings: Sentences for people about what cannot be listed.
        readable: False where nothing is known of the cache, not even that it is empty.
    """

    folders: frozenset[str] = frozenset()
    changed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    readable: bool = True


def survey(cache_dir: Path, known: Mapping[str, Known]) -> Survey:
    """Compare a cache with what is known of it; a missing cache folder is an empty one, unless
    its caller knows better.

    Args:
        known: What was read last, by the name of the folder.
    """
    folders, warnings = [], []
    try:
        # Its own entry: who may list a folder, and not enter it, would take all in it for gone.
        os.stat(f"{cache_dir}/.")  # noqa: PTH116 (a Path drops the dot)
        with os.scandir(cache_dir) as entries:
            for entry in entries:
                if kind_and_id(entry.name) is None:
                    continue
                if printable(entry.name) != entry.name:
                    warnings.append(
                        f"{cache_dir}/{printable(entry.name)} is not listed: its name is no text."
                    )
                elif entry.is_dir():
                    folders.append(entry.name)
                else:
                    warnings.append(f"{entry.path} is not listed: it is no folder.")
    except FileNotFoundError:
        return Survey()
    except OSError as error:
        reason = f"The cache {cache_dir} cannot be read: {error.strerror}."
        return Survey(warnings=(reason,), readable=False)
    changed = tuple(f for f in folders if _has_changed(cache_dir, f, known.get(f)))
    return Survey(frozenset(folders), changed, tuple(warnings))


def shared_store_bytes(cache_dir: Path) -> int:
    """What the store holds that repositories share: `<cache>/blobs/<xx>/<hash>`."""
    total_bytes = 0
    for shelf in _entries(cache_dir / BLOBS):
        for entry in _entries(Path(shelf.path)):
            # Beside each payload lie its list of references and its lock.
            if "." not in entry.name and entry.is_file(follow_symlinks=False):
                total_bytes += entry.stat(follow_symlinks=False).st_size
    return total_bytes


def _has_changed(cache_dir: Path, folder: str, before: Known | None) -> bool:
    return before is None or signature(cache_dir, folder, before.shas) != before.signature


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
