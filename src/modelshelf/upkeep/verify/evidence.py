"""What every file of a model should be, from what is known of it without asking the Hub.

A blob's name is the hash of its content: sha256 for large files, else git's sha1. Where there are
no links, and a file lies in the snapshot itself, the listing of its commit has the hash: the one
that we stored when it was downloaded, or the one that huggingface_hub keeps.
"""

import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from modelshelf.cache.reading.complete import read_tree
from modelshelf.cache.reading.condemned import Damage, blob_place, snapshot_place
from modelshelf.cache.reading.repo import printable
from modelshelf.cache.reading.small_reads import SmallReads
from modelshelf.cache.reading.walk import walk
from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import BLOBS, SNAPSHOTS, folder_name

_HASH = re.compile(r"[0-9a-f]{64}|[0-9a-f]{40}")


@dataclass(slots=True)
class Target:
    """A file to be read.

    Attributes:
        place: Where it lies in the repository's folder.
        paths: The names that it goes by in the repository.
        digest: What it should hash to: sha256 (64 digits) or git's sha1 of a blob (40).
    """

    place: str
    paths: list[str]
    size_bytes: int
    digest: str


@dataclass(slots=True)
class Evidence:
    """All that can be checked of a model.

    Attributes:
        targets: Files by their places.
        misplaced: Links that lead to other content than their commit's listing says.
        unproven: Paths of which no checksum is known.
    """

    targets: dict[str, Target] = field(default_factory=dict)
    misplaced: list[Damage] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)


def gather(
    cache_dir: Path, model_id: str, listings: Mapping[str, Sequence[HubFile]]
) -> Evidence | None:
    """Look at every file of every revision of a model. Blocks: call it in a thread.

    Args:
        listings: For each commit the files that downloads of it planned.

    Returns:
        None where the model has no folder.
    """
    root = f"{cache_dir}/{folder_name(model_id)}"
    if not os.path.isdir(root):  # noqa: PTH112 (a Path for each of so many costs more than the look)
        return None
    evidence, reads = Evidence(), SmallReads()
    for sha in sorted(_names(f"{root}/{SNAPSHOTS}")):
        expected = _blobs_by_path(root, sha, listings.get(sha, ()), reads)
        for path, _ in walk(f"{root}/{SNAPSHOTS}/{sha}"):
            _add(evidence, root, sha, path, expected.get(path))
    evidence.unproven = sorted(set(evidence.unproven))
    return evidence


def stamp(status: os.stat_result) -> str:
    """Changes when the file is replaced or written to."""
    return f"{status.st_ino:x} {status.st_size:x} {status.st_mtime_ns:x}"


def stamp_of(cache_dir: Path, model_id: str, place: str) -> str:
    """The stamp of a file as it is now; empty where there is none. Blocks."""
    try:
        return stamp(os.stat(f"{cache_dir}/{folder_name(model_id)}/{place}"))  # noqa: PTH116 (a Path for each of so many costs more than the look)
    except OSError:
        return ""


def _add(evidence: Evidence, root: str, sha: str, path: str, expected: str | None) -> None:
    place = snapshot_place(sha, path)
    full = f"{root}/{place}"
    try:
        status = os.stat(full)  # noqa: PTH116 (a Path for each of so many costs more than the look)
    except OSError:
        return  # A link to nothing, which the inventory tells of.
    if not stat.S_ISREG(status.st_mode):
        return  # A pipe or a device is no file of a model.
    if printable(full) != full:
        evidence.unproven.append(printable(path))  # No table can hold its name.
        return
    blob = _blob_behind(full, path)
    if blob is not None:
        if _HASH.fullmatch(blob):  # A mirror may name its files by something else.
            if expected not in (None, blob):
                evidence.misplaced.append(Damage(place, (path,), stamp(status)))
                return
            expected = blob
        place = blob_place(blob)
    if expected is None or not _HASH.fullmatch(expected):
        evidence.unproven.append(path)
    elif place in evidence.targets:
        if path not in evidence.targets[place].paths:
            evidence.targets[place].paths.append(path)
    else:
        evidence.targets[place] = Target(place, [path], status.st_size, expected)


def _blob_behind(link: str, path: str) -> str | None:
    """The blob of its own repository that a link names; None for anything else."""
    try:
        target = os.readlink(link)  # noqa: PTH115 (a Path for each of so many costs more than the look)
    except OSError:
        return None
    to_blobs = "../" * (path.count("/") + 2) + f"{BLOBS}/"
    blob = target.removeprefix(to_blobs)
    return blob if blob != target and "/" not in blob else None


def _blobs_by_path(
    root: str, sha: str, planned: Sequence[HubFile], reads: SmallReads
) -> dict[str, str]:
    known = {file.path: file.blob for file in read_tree(root, sha, reads) or ()}
    return known | {file.path: file.blob for file in planned}


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 (a Path for each of so many costs more than the look)
    except OSError:
        return []
