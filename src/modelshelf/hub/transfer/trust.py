"""Whether a job may be done at all: what it says comes from a Hub, which may be anybody's."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from modelshelf.hub.door import HubFile, check_revision, is_commit
from modelshelf.hub.layout import UnsafePath, check_path
from modelshelf.hub.transfer.job import TransferJob

_SHA1 = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
# What a name may have in the file systems of Linux and macOS (NAME_MAX of limits.h).
_MAX_NAME_BYTES = 255
_MAX_SIZE_BYTES = 2**63 - 1


def check_job(job: TransferJob) -> None:
    """Refuse a job that would write outside of its folder, or that could never end well.

    Raises:
        UnsafePath: A commit, a hash, a size or a path that no honest Hub gives.
        InvalidRevision: A ref that cannot be one.
    """
    if not is_commit(job.sha):
        raise _refused(f"{job.sha[:200]!r} as the commit to fetch, which is no commit")
    for ref in job.refs:
        check_revision(ref)
    for file in job.files:
        _check_file(file)
    _check_conflicts(job.files)


def _check_file(file: HubFile) -> None:
    check_path(file.path)
    if not _storable(file.path):
        raise _refused(f"a file {file.path[:200]!r}, whose name no disk can hold")
    digest = _SHA1 if file.sha256 is None else _SHA256
    if not digest.fullmatch(file.blob) or file.sha256 not in (None, file.blob):
        raise _refused(f"{file.blob[:200]!r} as the hash of {file.path}, which is none")
    if not 0 <= file.size_bytes <= _MAX_SIZE_BYTES:
        raise _refused(f"{file.path} with a size of {file.size_bytes:.3g} bytes")


def _storable(path: str) -> bool:
    try:
        return all(len(part.encode()) <= _MAX_NAME_BYTES for part in path.split("/"))
    except UnicodeEncodeError:  # Half of a character, as JSON can spell it.
        return False


def _check_conflicts(files: Iterable[HubFile]) -> None:
    """No name may stand for two contents, nor for a file and a folder."""
    by_path: dict[str, HubFile] = {}
    for file in files:
        if by_path.setdefault(file.path, file) != file:
            raise _refused(f"{file.path} twice, with different contents")
    for path in by_path:
        for parent in PurePosixPath(path).parents:
            if str(parent) in by_path:
                raise _refused(f"{parent} both as a file and as a folder")


def _refused(what: str) -> UnsafePath:
    return UnsafePath(f"The Hub names {what}. Nothing was downloaded; tell who runs the Hub.")
