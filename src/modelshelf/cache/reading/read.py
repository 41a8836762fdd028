"""Reading one repository folder of the cache, whatever state it is in.

Nothing here raises because of what is on the disk: a folder that cannot be read, a link to
nothing or a repository that is deleted meanwhile ends in `problems`, or in None.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from modelshelf.cache.reading.complete import Files, Verdict, judge_revision, with_checksums
from modelshelf.cache.reading.condemned import NOTHING, Condemned
from modelshelf.cache.reading.repo import RepoOnDisk, Status, printable
from modelshelf.cache.reading.scan import FolderScan
from modelshelf.cache.reading.signature import signature
from modelshelf.hub.door import DEFAULT_BRANCH, HubFile
from modelshelf.hub.layout import kind_and_id

_NO_LISTINGS: Mapping[str, Sequence[HubFile]] = {}


class Asked(NamedTuple):
    """A folder that is to be read, and what the tables know of it.

    Attributes:
        folder: Its name in the cache, such as `models--org--name`.
        expected: For each commit the files that its download planned, where that is known.
        condemned: Places in it whose content is known to be wrong.
    """

    folder: str
    expected: Mapping[str, Sequence[HubFile]] = _NO_LISTINGS
    condemned: Condemned = NOTHING


def read_repo(
    cache_dir: Path,
    folder: str,
    expected: Mapping[str, Sequence[HubFile]] = _NO_LISTINGS,
    condemned: Condemned = NOTHING,
) -> RepoOnDisk | None:
    """Read one repository.

    Args:
        folder: Name of its folder in the cache, such as `models--org--name`.
        expected: For each commit the files that its download planned, where that is known.
        condemned: Places in it whose content is known to be wrong.

    Returns:
        None where the folder is none of a repository, or is not there (any more).
    """
    named = kind_and_id(folder)
    # Strings and `os`, here and below: with Path a pass over a large cache takes a third more.
    root = f"{cache_dir}/{folder}"
    if named is None:
        return None
    kind, model_id = named
    scan = FolderScan(root, folder, condemned)
    shas = scan.list_snapshots()
    # Before all else is read: what changes meanwhile must make a difference to it later.
    seen_signature = signature(cache_dir, folder, shas)
    scan.list_blobs()
    refs = scan.read_refs()
    snapshots = {sha: scan.read_snapshot(sha) for sha in shas}
    scan.look_at_other_blobs()
    if (scan.vanished or scan.unreadable) and not os.path.isdir(root):  # noqa: PTH112 (a Path for each of so many costs more than the look)
        return None
    revision = refs.get(DEFAULT_BRANCH) or scan.newest(shas)
    scan.note_orphans(refs, shas)
    verdict = _judge(scan, kind, revision, snapshots, expected)
    scan.note_wrong(but=revision)
    return RepoOnDisk(
        model_id=model_id,
        kind=kind,
        folder=folder,
        status=Status.DAMAGED if scan.unreadable else verdict.status,
        revision=revision,
        refs=refs,
        revisions=tuple(scan.revisions),
        size_bytes=sum(scan.blobs.values()) + scan.copied_bytes + sum(scan.shared.values()),
        shared_bytes=sum(scan.shared.values()),
        partial_bytes=scan.partial_bytes,
        missing=tuple(map(printable, verdict.missing)),
        problems=(*scan.problems, *map(printable, verdict.problems)),
        last_used_at=_moment(scan.used_at),
        modified_at=_moment(scan.modified_at),
        # Permissions leave no sign in any time: look again each time.
        signature="" if scan.unreadable else seen_signature,
        unreadable=tuple(scan.unreadable),
    )


def unreadable_repo(folder: str) -> RepoOnDisk:
    """A repository of which no more can be told than that it is there, and that reading it failed.

    Args:
        folder: Name of the folder of a repository in the cache.
    """
    kind, model_id = kind_and_id(folder) or ("", folder)
    problem = f"{folder} cannot be made sense of: delete the model and download it again."
    return RepoOnDisk(
        model_id=model_id,
        kind=kind,
        folder=folder,
        status=Status.DAMAGED,
        revision=None,
        refs={},
        revisions=(),
        size_bytes=0,
        shared_bytes=0,
        partial_bytes=0,
        missing=(),
        problems=(problem,),
        last_used_at=None,
        modified_at=None,
        signature="",
        unreadable=(problem,),
    )


def _moment(timestamp_seconds: float) -> datetime | None:
    return datetime.fromtimestamp(timestamp_seconds, UTC) if timestamp_seconds else None


def _judge(
    scan: FolderScan,
    kind: str,
    revision: str | None,
    snapshots: Mapping[str, Files],
    expected: Mapping[str, Sequence[HubFile]],
) -> Verdict:
    planned = expected.get(revision) if revision else None
    if not scan.holds_anything:
        return Verdict(Status.AVAILABLE)
    if revision is None:
        return Verdict(Status.PARTIAL)
    verdict = judge_revision(scan.root, kind, revision, snapshots.get(revision, {}), planned)
    return with_checksums(verdict, scan.wrong.get(revision, ()))
