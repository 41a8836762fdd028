"""The end of a transfer: links that give the blobs their names, then the refs.

Blobs come first, then links, then refs: whatever is interrupted, nothing half done looks done.
No `trees/<sha>.json` is written: with such a listing the library's own offline lookup would call
a download of the needed files only incomplete (`_raise_if_incomplete_snapshot`).
"""

import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Self

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.errors import Problem

# What is half made lies here: nobody looks for snapshots, links or refs in the folder itself.
_DRAFTS = ".shelf.drafts"


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
    clear_drafts(folder)
    snapshot = folder.snapshot(sha)
    if not snapshot.is_dir() and _begin_snapshot(folder, snapshot, files):
        return
    for file in files:
        _repair_link(folder, snapshot / file.path, _target(file))
    clear_drafts(folder)


def write_refs(folder: RepoFolder, sha: str, refs: Iterable[str]) -> None:
    """Let these branches and tags point to the commit, each at once."""
    for ref in refs:
        path = folder.refs / check_path(ref)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = _new_draft(folder)
        with draft.open("w") as file:
            file.write(sha)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    clear_drafts(folder)


def clear_drafts(folder: RepoFolder) -> None:
    """Remove what an interrupted `link_files` or `write_refs` left."""
    shutil.rmtree(folder.root / _DRAFTS, ignore_errors=True)


def _new_draft(folder: RepoFolder) -> Path:
    drafts = folder.root / _DRAFTS
    drafts.mkdir(exist_ok=True)
    return drafts / secrets.token_hex(4)


def _begin_snapshot(folder: RepoFolder, snapshot: Path, files: Iterable[HubFile]) -> bool:
    """Make a new snapshot; False when another program was first."""
    draft = _new_draft(folder)
    draft.mkdir()
    made = {draft}
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
        if not snapshot.is_dir():
            raise
        return False
    clear_drafts(folder)
    _sync_folder(folder.snapshots)
    return True


def _target(file: HubFile) -> Path:
    up = [".."] * (len(PurePosixPath(file.path).parts) + 1)
    return Path(*up, "blobs", file.blob)


def _repair_link(folder: RepoFolder, link: Path, target: Path) -> None:
    try:
        if link.readlink() == target:
            return
    except OSError:
        link.parent.mkdir(parents=True, exist_ok=True)
    draft = _new_draft(folder)
    draft.symlink_to(target)
    draft.replace(link)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
