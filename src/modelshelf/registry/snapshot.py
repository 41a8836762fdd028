"""The small files of a model that is on the disk, and the headers of its weights."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modelshelf.cache.reading.safetensors import read_header
from modelshelf.cache.reading.small_reads import SmallReads
from modelshelf.hub.door import DEFAULT_BRANCH, is_commit
from modelshelf.hub.layout import RepoFolder, UnsafePath
from modelshelf.hub.refs import read_ref
from modelshelf.kit.text import is_text
from modelshelf.registry.detect.wanted import MOST_BYTES, wanted_files

_MOST_FILES = 20_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One revision on the disk.

    Attributes:
        sizes: Bytes of each file by its path.
        files: Contents of the small files that tell something.
        headers: Of the safetensors files, as `sources.Sources` takes them.
    """

    sha: str
    sizes: Mapping[str, int]
    files: Mapping[str, bytes]
    headers: Mapping[str, Mapping[str, Any]]


def read_snapshot(folder: RepoFolder, revision: str | None = None) -> Snapshot | None:
    """A revision as it lies in the cache; None where it does not."""
    sha = _commit(folder, revision or DEFAULT_BRANCH)
    if sha is None:
        return None
    root = folder.snapshot(sha)
    sizes = _sizes(root)
    if not sizes:
        return None
    reads = SmallReads()
    contents = {p: reads.read(str(root / p), MOST_BYTES) for p in wanted_files(_small(sizes))}
    files = {path: content for path, content in contents.items() if content is not None}
    return Snapshot(sha, sizes, files, _headers(root, sizes))


def read_blob(folder: RepoFolder, blob: str, size_bytes: int) -> bytes | None:
    """A small file by its hash, if the cache has it whole."""
    try:
        content = SmallReads().read(str(folder.blob(blob)), size_bytes)
    except UnsafePath:
        return None
    return content if content is not None and len(content) == size_bytes else None


def _commit(folder: RepoFolder, revision: str) -> str | None:
    if is_commit(revision):
        return revision
    try:
        sha = read_ref(folder, revision).strip()
    except UnsafePath:
        return None
    return sha if is_commit(sha) else None


def _sizes(root: Path) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for place, _, names in os.walk(root):
        for name in names:
            file = Path(place) / name
            path = file.relative_to(root).as_posix()
            if not is_text(path):  # No repository has such, and no answer can hold it.
                continue
            try:
                sizes[path] = file.stat().st_size
            except OSError:  # A link to nothing.
                continue
            if len(sizes) >= _MOST_FILES:
                return sizes
    return sizes


def _small(sizes: Mapping[str, int]) -> list[str]:
    return [path for path, size in sizes.items() if size <= MOST_BYTES]


def _headers(root: Path, sizes: Mapping[str, int]) -> dict[str, Mapping[str, Any]]:
    reads = SmallReads()
    weights = [path for path in sizes if path.endswith(".safetensors")]
    found = {path: read_header(reads, str(root / path)) for path in weights}
    return {path: header[1] for path, header in found.items() if header is not None}
