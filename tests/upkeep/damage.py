"""Doing to files what a dying disk, or a careless program, does."""

from pathlib import Path

from modelshelf.hub.layout import RepoFolder
from tests.hub import Repo


def path_of(cache_dir: Path, repo: Repo, path: str) -> Path:
    """A file of `main` in the cache, as a program opens it."""
    return RepoFolder(cache_dir, repo.id).snapshot(repo.branches["main"]) / path


def flip_a_bit(file: Path) -> None:
    """Change one bit in the middle, and nothing that a look at the folder shows."""
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        (byte,) = opened.read(1)
        opened.seek(-1, 1)
        opened.write(bytes([byte ^ 1]))
