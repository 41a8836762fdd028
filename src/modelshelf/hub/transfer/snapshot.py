"""The end of a transfer: links that give the blobs their names, then the refs.

Blobs come first, then links, then refs: whatever is interrupted, nothing half done looks done.
No `trees/<sha>.json` is written: with such a listing the library's own offline lookup would call
a download of the needed files only incomplete (`_raise_if_incomplete_snapshot`).
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Self

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.errors import Problem

_DRAFT_SUFFIX = ".shelf.incomplete"


class UnsafePath(Problem):
    """The Hub names a file that would lie outside of its folder."""

    status = 502
    code = "unsafe_path"
    title = "The Hub's list of files cannot be trusted"

    @classmethod
    def of(cls, path: str) -> Self:
        return cls(
            f"The Hub names a file {path[:200]!r}, which would be written outside of the model's "
            "folder. Nothing was downloaded; tell who runs the Hub."
        )


def check_path(path: str) -> str:
    """Give a path inside a repository back, or raise UnsafePath when it leads out of it."""
    parts = path.split("/")
    if "\0" in path or any(part in ("", ".", "..") for part in parts):
        raise UnsafePath.of(path)
    if os.sep != "/" and (os.sep in path or ":" in path):
        raise UnsafePath.of(path)
    return path


def link_files(folder: RepoFolder, sha: str, files: Iterable[HubFile]) -> None:
    """Make `snapshots/<sha>`, or complete it: one relative link into `blobs/` for each file.

    A new snapshot appears at once and whole. Links that are right already are left alone.
    """
    _sync_folder(folder.blobs)
    snapshot = folder.snapshot(sha)
    if not snapshot.is_dir() and _begin_snapshot(folder, snapshot, files):
        return
    for file in files:
        _repair_link(snapshot, file)


def write_refs(folder: RepoFolder, sha: str, refs: Iterable[str]) -> None:
    """Let these branches and tags point to the commit, each at once."""
    for ref in refs:
        path = folder.refs / check_path(ref)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + _DRAFT_SUFFIX)
        with draft.open("w") as file:
            file.write(sha)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


def _begin_snapshot(folder: RepoFolder, snapshot: Path, files: Iterable[HubFile]) -> bool:
    """Make a new snapshot; False when another program was first."""
    draft = folder.root / f".{snapshot.name}{_DRAFT_SUFFIX}"
    shutil.rmtree(draft, ignore_errors=True)
    made = {draft}
    draft.mkdir(parents=True)
    for file in files:
        link = draft / file.path
        if link.parent not in made:
            link.parent.mkdir(parents=True, exist_ok=True)
            made.add(link.parent)
        link.symlink_to(_target(file))
    folder.snapshots.mkdir(exist_ok=True)
    try:
        draft.rename(snapshot)
    except OSError:
        shutil.rmtree(draft)
        if not snapshot.is_dir():
            raise
        return False
    _sync_folder(folder.snapshots)
    return True


def _target(file: HubFile) -> Path:
    up = [".."] * (len(PurePosixPath(file.path).parts) + 1)
    return Path(*up, "blobs", file.blob)


def _repair_link(snapshot: Path, file: HubFile) -> None:
    link, target = snapshot / file.path, _target(file)
    try:
        if link.readlink() == target:
            return
    except OSError:
        link.parent.mkdir(parents=True, exist_ok=True)
    draft = link.with_name(link.name + _DRAFT_SUFFIX)
    draft.unlink(missing_ok=True)
    draft.symlink_to(target)
    draft.replace(link)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
