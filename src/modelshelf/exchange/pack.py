"""Packing models of a cache into one shelf file, every byte of which is checked on the way."""

import os
import re
import stat
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from modelshelf.cache.errors import NotComplete, NotInstalled
from modelshelf.cache.reading.condemned import NOTHING, Condemned
from modelshelf.cache.reading.read import read_repo
from modelshelf.cache.reading.repo import Status
from modelshelf.exchange import tar
from modelshelf.exchange.hashes import CHUNK_BYTES, Hashes, Report, hash_opened
from modelshelf.exchange.manifest import (
    MANIFEST,
    SIGNATURE,
    Manifest,
    PackedBlob,
    PackedFile,
    PackedModel,
    fingerprint,
    sign,
)
from modelshelf.exchange.tar import Member
from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import BLOBS, RepoFolder

_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NO_LISTINGS: Mapping[str, Sequence[HubFile]] = {}


def describe(
    cache_dir: Path,
    model_id: str,
    planned: Mapping[str, Sequence[HubFile]] = _NO_LISTINGS,
    condemned: Condemned = NOTHING,
) -> PackedModel:
    """What would be packed of a model: the revision that programs load, with its refs.

    Small files that git names are read for it, since their sha256 is not their name.

    Args:
        planned, condemned: What the tables know of the model, as for `read_repo`.

    Raises:
        NotInstalled, NotComplete.
    """
    folder = RepoFolder(cache_dir, model_id)
    repo = read_repo(cache_dir, folder.root.name, planned, condemned)
    if repo is None or repo.status is Status.AVAILABLE or repo.revision is None:
        raise NotInstalled(f"Nothing of {model_id} is in the cache {cache_dir}.")
    if repo.status is not Status.INSTALLED:
        raise NotComplete(
            f"{model_id} is {repo.status} and is not packed. Repair it first: "
            f"`modelshelf pull {model_id}`."
        )
    files = list(_files(folder, repo.revision))
    blobs = {file.blob: _blob(folder, file, model_id) for file in files}
    return PackedModel(
        model_id=model_id,
        sha=repo.revision,
        refs=sorted(name for name, sha in repo.refs.items() if sha == repo.revision),
        files=files,
        blobs=list(blobs.values()),
    )


def pack(
    cache_dir: Path, models: Iterable[PackedModel], target: Path, key: bytes, report: Report
) -> str:
    """Write a shelf file, which appears when it is whole; gives its fingerprint.

    Raises:
        NotComplete: The content of a file is not what its name says.
    """
    manifest = Manifest(created_at=datetime.now(UTC), models=list(models))
    packed = manifest.packed()
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with draft.open("xb") as shelf:
            _write_small(shelf, MANIFEST, packed)
            _write_small(shelf, SIGNATURE, sign(packed, key))
            for model in manifest.models:
                for blob in model.blobs:
                    _write_blob(shelf, cache_dir, model, blob, report)
            shelf.write(tar.END)
            shelf.flush()
            os.fsync(shelf.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return fingerprint(packed)


def _files(folder: RepoFolder, sha: str) -> Iterable[PackedFile]:
    snapshot = folder.snapshot(sha)
    for path in sorted(snapshot.rglob("*")):
        inner = path.relative_to(snapshot).as_posix()
        if path.is_symlink() and path.is_file():
            yield PackedFile(path=inner, blob=path.readlink().name)
        elif path.is_file():
            raise NotComplete(
                f"{path} is a copy and no link into the cache, as on systems without links. "
                "Download the model again, then export it."
            )


def _blob(folder: RepoFolder, file: PackedFile, model_id: str) -> PackedBlob:
    if not _HASH.fullmatch(file.blob):
        # It may be anything, from anywhere: a blob may be a link.
        raise NotComplete(
            f"{file.path} of {model_id} lies under {file.blob}, which is no hash: nothing proves "
            "what it is. Download the model again, then export it."
        )
    with _open_blob(folder, file.blob) as opened:
        size_bytes = os.fstat(opened.fileno()).st_size
        if len(file.blob) == 64:
            return PackedBlob(name=file.blob, size_bytes=size_bytes, sha256=file.blob)
        hashes = hash_opened(opened, lambda _: None)
    if not hashes.fit(file.blob):
        raise _wrong(model_id, file.path)
    return PackedBlob(name=file.blob, size_bytes=size_bytes, sha256=hashes.sha256)


def _open_blob(folder: RepoFolder, name: str) -> BinaryIO:
    """A blob of the model's own, or the payload in the store of the same cache that it links to.

    Raises:
        NotComplete: It is a link to anywhere else, or no file: a device or a pipe never ends.
    """
    path = folder.blob(name)
    store = os.path.realpath(folder.cache_dir / BLOBS)
    place = os.path.realpath(path) if path.is_symlink() else str(path)
    if path.is_symlink() and not place.startswith(f"{store}/"):
        raise _no_blob(path)
    try:
        fd = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise _no_blob(path) from error
    opened = os.fdopen(fd, "rb")
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        opened.close()
        raise _no_blob(path)
    return opened


def _no_blob(path: Path) -> NotComplete:
    return NotComplete(
        f"{path} is no file of this cache, or cannot be read: it is not packed. Delete the model "
        "and download it again, then export it."
    )


def _write_blob(
    shelf: BinaryIO, cache_dir: Path, model: PackedModel, blob: PackedBlob, report: Report
) -> None:
    shelf.write(tar.header(Member(model.member(blob), blob.size_bytes)))
    hashes, left = Hashes(blob.size_bytes), blob.size_bytes
    with _open_blob(RepoFolder(cache_dir, model.model_id), blob.name) as source:
        while left and (chunk := source.read(min(CHUNK_BYTES, left))):
            hashes.update(chunk)
            shelf.write(chunk)
            left -= len(chunk)
            report(len(chunk))
    if left or hashes.sha256 != blob.sha256:
        raise _wrong(model.model_id, blob.name)
    shelf.write(bytes(tar.padding(blob.size_bytes)))


def _write_small(shelf: BinaryIO, name: str, content: bytes) -> None:
    shelf.write(tar.header(Member(name, len(content))))
    shelf.write(content + bytes(tar.padding(len(content))))


def _wrong(model_id: str, place: str) -> NotComplete:
    return NotComplete(
        f"{place} of {model_id} is not what its name says: the file is damaged. Nothing was "
        f"packed. Repair it: `modelshelf verify {model_id}` says more."
    )
