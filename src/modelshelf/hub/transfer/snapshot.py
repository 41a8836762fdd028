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

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import DRAFTS, RepoFolder, check_path
from modelshelf.hub.transfer.links import refuse_links


def link_files(folder: RepoFolder, sha: str, files: Iterable[HubFile]) -> None:
    """Make `snapshots/<sha>`, or complete it: one relative link into `blobs/` for each file.

    A new snapshot appears at once and whole. Links that are right already are left alone.
    """
    _sync_folder(folder.blobs)
    clear_drafts(folder)
    snapshot = folder.snapshot(sha)
    try:
        if not snapshot.is_dir() and _begin_snapshot(folder, snapshot, files):
            return
        for file in files:
            _repair_link(folder, snapshot / check_path(file.path), _target(file))
    finally:
        clear_drafts(folder)


def write_refs(folder: RepoFolder, sha: str, refs: Iterable[str]) -> None:
    """Let these branches and tags point to the commit, each at once."""
    try:
        for ref in refs:
            path = folder.ref(ref)
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = _new_draft(folder)
            with draft.open("w") as file:
                file.write(sha)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
    finally:
        clear_drafts(folder)


def check_ways(folder: RepoFolder, sha: str, files: Iterable[HubFile], refs: Iterable[str]) -> None:
    """Raise CacheReadOnly where a link lies on the way to what a transfer writes."""
    snapshot = folder.snapshot(sha)
    links = [snapshot / check_path(file.path) for file in files]
    drafts = folder.root / DRAFTS / "draft"
    refuse_links(folder, [drafts, *links, *map(folder.ref, refs)])


def clear_drafts(folder: RepoFolder) -> None:
    """Remove what an interrupted `link_files` or `write_refs` left."""
    shutil.rmtree(folder.root / DRAFTS, ignore_errors=True)


def _new_draft(folder: RepoFolder) -> Path:
    drafts = folder.root / DRAFTS
    drafts.mkdir(exist_ok=True)
    return drafts / secrets.token_hex(4)


def _begin_snapshot(folder: RepoFolder, snapshot: Path, files: Iterable[HubFile]) -> bool:
    """Make a new snapshot; False when another program was first."""
    draft = _new_draft(folder)
    draft.mkdir()
    made = {draft}
    for file in files:
        link = draft / check_path(file.path)
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
