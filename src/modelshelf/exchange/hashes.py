"""Both hashes by which a cache names content, over one reading."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from modelshelf.hub.names import git_blob_hash

CHUNK_BYTES = 1024 * 1024

Report = Callable[[int], None]
"""Is told of bytes that were dealt with; may raise to stop the work."""


class Hashes:
    """sha256, as of an LFS file, and the sha1 of a git blob object."""

    def __init__(self, size_bytes: int) -> None:
        self._sha256 = hashlib.sha256()
        self._git = git_blob_hash(size_bytes)

    def update(self, data: bytes) -> None:
        self._sha256.update(data)
        self._git.update(data)

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    @property
    def git(self) -> str:
        return self._git.hexdigest()

    def fit(self, blob: str) -> bool:
        """Whether a blob of this name may have this content; other names say nothing of it."""
        return blob == {64: self.sha256, 40: self.git}.get(len(blob), blob)


def hash_file(path: Path, report: Report) -> Hashes:
    """Read a file once."""
    with path.open("rb") as file:
        return hash_opened(file, report)


def hash_opened(file: BinaryIO, report: Report) -> Hashes:
    hashes = Hashes(os.fstat(file.fileno()).st_size)
    while chunk := file.read(CHUNK_BYTES):
        hashes.update(chunk)
        report(len(chunk))
    return hashes
