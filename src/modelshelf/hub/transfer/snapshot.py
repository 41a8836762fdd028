"""The end of a transfer: links that give the blobs their names, then the refs.

Blobs come first, then links, then refs: whatever is interrupted, nothing half done looks done.
No `trees/<sha>.json` is written: with such a listing the library's own offline lookup would call
a download of the needed files only incomplete (`_raise_if_incomplete_snapshot`).
"""

import errno
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import BLOBS, DRAFTS, REFS, SNAPSHOTS, RepoFolder, check_name, check_path
from modelshelf.hub.transfer.drafts import own_drafts
from modelshelf.hub.transfer.held import HeldFolder, HeldRepo
from modelshelf.hub.transfer.links import refuse_links

_MOST_PATH_BYTES = 4096  # PATH_MAX of linux/limits.h: nobody could open what lies deeper.


def link_files(repo: HeldRepo, sha: str, files: Sequence[HubFile]) -> None:
    """Make `snapshots/<sha>`, or complete it: one relative link into `blobs/` for each file.

    A new snapshot appears at once and whole. Links that are right already are left alone.
    """
    _check_lengths(repo.folder, sha, files)
    repo.check_in_place()
    repo.blobs.sync()
    with (
        own_drafts(repo) as drafts,
        repo.root.inside(SNAPSHOTS, make=True) as snapshots,
    ):
        if not _is_folder(snapshots, sha):
            _begin_snapshot(drafts, snapshots, sha, files)
        # Also what was just begun: an older version of ours clears away the drafts of others.
        with snapshots.inside(check_name(sha)) as snapshot:
            for folder, name, target in _links(snapshot, files):
                _repair_link(folder, name, target, drafts)


def write_refs(repo: HeldRepo, sha: str, refs: Iterable[str]) -> None:
    """Let these branches and tags point to the commit, each at once."""
    with own_drafts(repo) as drafts, repo.root.inside(REFS, make=True) as all_refs:
        for ref in refs:
            *folders, name = check_path(ref).split("/")
            draft = secrets.token_hex(4)
            with os.fdopen(drafts.open(draft, os.O_WRONLY | os.O_TRUNC), "w") as file:
                file.write(sha)
                file.flush()
                os.fsync(file.fileno())
            with all_refs.below(folders, make=True) as place:
                drafts.rename(draft, name, place)
                # What is called completed must be found under its name after a loss of power.
                place.sync()


def check_ways(folder: RepoFolder, sha: str, files: Iterable[HubFile], refs: Iterable[str]) -> None:
    """Raise CacheReadOnly where a link lies on the way to what a transfer writes.

    So that it is told before anything is fetched; what writes looks again, where it writes.
    """
    snapshot = folder.snapshot(sha)
    links = [snapshot / check_path(file.path) for file in files]
    drafts = folder.root / DRAFTS / "draft"
    refuse_links(folder, [drafts, *links, *map(folder.ref, refs)])


def _begin_snapshot(
    drafts: HeldFolder, snapshots: HeldFolder, sha: str, files: Sequence[HubFile]
) -> None:
    """Make a new snapshot, unless another program is first."""
    name = secrets.token_hex(4)
    with drafts.inside(name, make=True) as draft:
        for folder, link, target in _links(draft, files):
            os.symlink(target, link, dir_fd=folder.fd)
    try:
        drafts.rename(name, check_name(sha), snapshots)
    except OSError:
        if not _is_folder(snapshots, sha):
            raise
    snapshots.sync()


def _links(top: HeldFolder, files: Iterable[HubFile]) -> Iterator[tuple[HeldFolder, str, str]]:
    """Of each file: the folder of its link below `top`, which is made, its name and its target."""

    def folders(file: HubFile) -> list[str]:
        return check_path(file.path).split("/")[:-1]

    for names, group in groupby(sorted(files, key=folders), folders):
        target = "/".join([*[".."] * (len(names) + 2), BLOBS])
        with top.below(names, make=True) as folder:
            for file in group:
                yield folder, file.path.rpartition("/")[2], f"{target}/{file.blob}"


def _repair_link(folder: HeldFolder, name: str, target: str, drafts: HeldFolder) -> None:
    try:
        if os.readlink(name, dir_fd=folder.fd) == target:
            return
    except OSError:
        pass  # There is none, or something else lies there.
    draft = secrets.token_hex(4)
    os.symlink(target, draft, dir_fd=drafts.fd)
    drafts.rename(draft, name, folder)


def _is_folder(folder: HeldFolder, name: str) -> bool:
    try:
        folder.inside(check_name(name)).close()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _check_lengths(folder: RepoFolder, sha: str, files: Iterable[HubFile]) -> None:
    snapshot = folder.snapshot(sha)
    for file in files:
        if len(os.fsencode(snapshot / file.path)) >= _MOST_PATH_BYTES:
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
