"""Folders nested deeper than Python calls itself."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

DEPTH = 1100


@pytest.fixture
def nothing_deep_is_left(tmp_path: Path) -> Iterator[None]:
    """Python, which clears up after all tests, would call itself too often for these folders."""
    yield
    subprocess.run(["rm", "-rf", tmp_path], check=True)


def dig(place: Path, depth: int = DEPTH) -> None:
    """Folders in each other, with a file in the last."""
    at = os.open(place, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=at)
        deeper = os.open("d", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = deeper
    os.close(os.open("deep.bin", os.O_CREAT | os.O_WRONLY, dir_fd=at))
    os.close(at)
