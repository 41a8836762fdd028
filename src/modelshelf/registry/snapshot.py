"""The small files of a model that is on the disk, and the headers of its weights."""

import json
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modelshelf.hub.door import is_commit
from modelshelf.hub.layout import RepoFolder, UnsafePath
from modelshelf.registry.detect.wanted import MOST_BYTES, wanted_files

# A header has a line for each tensor: the largest models have some thousands.
MOST_HEADER_BYTES = 8 * 1024 * 1024
LENGTH_BYTES = 8
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
    sha = _commit(folder, revision or "main")
    if sha is None:
        return None
    root = folder.snapshot(sha)
    sizes = _sizes(root)
    if not sizes:
        return None
    files = {path: (root / path).read_bytes() for path in wanted_files(_small(sizes))}
    headers = {path: _header(root / path) for path in sizes if path.endswith(".safetensors")}
    return Snapshot(sha, sizes, files, {path: h for path, h in headers.items() if h})


def read_blob(folder: RepoFolder, blob: str, size_bytes: int) -> bytes | None:
    """A small file by its hash, if the cache has it whole."""
    try:
        content = folder.blob(blob).read_bytes()
    except (OSError, UnsafePath):
        return None
    return content if len(content) == size_bytes else None


def parse_header(packed: bytes) -> Mapping[str, Any]:
    """The header of a safetensors file, without its length; empty where it is none."""
    try:
        header = json.loads(packed)
    except (ValueError, RecursionError):
        return {}
    return header if isinstance(header, dict) else {}


def header_bytes(length: bytes) -> int | None:
    """How long the header is, from the first eight bytes; None where that cannot be."""
    if len(length) != LENGTH_BYTES:
        return None
    (size,) = struct.unpack("<Q", length)
    return size if 0 < size <= MOST_HEADER_BYTES else None


def _commit(folder: RepoFolder, revision: str) -> str | None:
    if is_commit(revision):
        return revision
    try:
        sha = folder.ref(revision).read_text().strip()
    except (OSError, UnicodeDecodeError, UnsafePath):
        return None
    return sha if is_commit(sha) else None


def _sizes(root: Path) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for place, _, names in os.walk(root):
        for name in names:
            file = Path(place) / name
            try:
                sizes[file.relative_to(root).as_posix()] = file.stat().st_size
            except OSError:  # A link to nothing.
                continue
            if len(sizes) >= _MOST_FILES:
                return sizes
    return sizes


def _small(sizes: Mapping[str, int]) -> list[str]:
    return [path for path, size in sizes.items() if size <= MOST_BYTES]


def _header(file: Path) -> Mapping[str, Any]:
    try:
        with file.open("rb") as stored:
            size = header_bytes(stored.read(LENGTH_BYTES))
            return parse_header(stored.read(size)) if size else {}
    except OSError:
        return {}
