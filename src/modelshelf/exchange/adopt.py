"""Making a model of a plain folder of files, under a revision that the same files always get."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NoReturn

from modelshelf.exchange.errors import FolderUnusable
from modelshelf.exchange.hashes import CHUNK_BYTES, Hashes, Report, hash_file
from modelshelf.hub.door import DEFAULT_BRANCH, HubFile
from modelshelf.hub.layout import RepoFolder, check_path
from modelshelf.hub.names import WEIGHT_SUFFIXES
from modelshelf.hub.transfer.held import HeldRepo
from modelshelf.hub.transfer.partial import is_finished, partial_name
from modelshelf.hub.transfer.snapshot import check_ways, link_files, write_refs
from modelshelf.kit.text import is_text

# What the Hub keeps by sha256 whatever its size (its .gitattributes for new repositories), and
# the size from which on it keeps everything so.
_LARGE = WEIGHT_SUFFIXES | {
    ".model", ".npy", ".npz", ".parquet", ".pickle", ".pkl", ".tflite", ".joblib", ".arrow",
}  # fmt: skip
LARGE_BYTES = 10 * 2**20
_NOT_OF_THE_MODEL = {".git", ".cache", ".DS_Store", "Thumbs.db", "__pycache__"}
_MOST_FILES = 20_000


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the folder, and what it is to be in the model."""

    place: Path
    file: HubFile


@dataclass(frozen=True, slots=True)
class Adoption:
    """A folder that was looked through; `sha` depends on paths and contents alone."""

    sha: str
    sources: tuple[Source, ...]

    @property
    def files(self) -> tuple[HubFile, ...]:
        return tuple(source.file for source in self.sources)


def list_files(root: Path) -> list[Path]:
    """The files of a folder that belong to a model: all of them, or none.

    Raises:
        FolderUnusable: There are none, more than a model has, or some that cannot be had.
    """
    found = []
    for place, folders, names in os.walk(root, onerror=_refuse):
        folders[:] = sorted(set(folders) - _NOT_OF_THE_MODEL)
        for folder in (Path(place) / name for name in folders):
            if folder.is_symlink():
                raise FolderUnusable(
                    f"{folder} is a link to a folder, and what lies there would be missing. Put "
                    "the folder itself in its place, or remove the link."
                )
        for name in sorted(set(names) - _NOT_OF_THE_MODEL):
            path = Path(place) / name
            if not path.is_file():
                raise FolderUnusable(f"{path} is no file that can be read. Remove it first.")
            found.append(path)
            if len(found) > _MOST_FILES:
                raise FolderUnusable(f"{root} holds more than {_MOST_FILES} files: no model does.")
    if not found:
        raise FolderUnusable(f"{root} holds no files.")
    return found


def look_through(root: Path, report: Report) -> Adoption:
    """Hash every file. Raises as `list_files`."""
    sources = tuple(_source(root, path, report) for path in list_files(root))
    listing = "".join(f"{s.file.path}\0{s.file.blob}\n" for s in sources)
    sha = hashlib.sha1(b"modelshelf folder\n" + listing.encode(), usedforsecurity=False)
    return Adoption(sha.hexdigest(), sources)


def adopt(folder: RepoFolder, adoption: Adoption, *, link: bool, report: Report) -> bool:
    """Put the files into the cache, by a hard link each or by copying, and make the model of them.

    Returns:
        Whether every file came from there: none was put into the cache by somebody else meanwhile.

    Raises:
        FolderUnusable: A file changed since it was looked at, or cannot be linked.
    """
    ways = (folder, adoption.sha, adoption.files, (DEFAULT_BRANCH,))
    check_ways(*ways)
    ours = set[str]()
    with HeldRepo(folder) as repo:
        for source in adoption.sources:
            if is_finished(repo.blobs, source.file):
                report(source.file.size_bytes)
            elif link:
                ours |= {source.file.blob} if _link(repo, source) else set()
                report(source.file.size_bytes)
            else:
                _copy(repo, source, report)
                ours.add(source.file.blob)
        check_ways(*ways)  # Others may have been here meanwhile.
        link_files(repo, adoption.sha, adoption.files)
        write_refs(repo, adoption.sha, (DEFAULT_BRANCH,))
    return ours == {source.file.blob for source in adoption.sources}


def _refuse(error: OSError) -> NoReturn:
    raise FolderUnusable(f"{error.filename} cannot be read: {error.strerror}.") from error


def _source(root: Path, path: Path, report: Report) -> Source:
    inner, size_bytes = check_path(path.relative_to(root).as_posix()), path.stat().st_size
    if not is_text(inner):
        raise FolderUnusable(f"The name of {path} is no text (UTF-8). Rename it first.")
    hashes = hash_file(path, report)
    large = size_bytes >= LARGE_BYTES or PurePosixPath(inner).suffix.lower() in _LARGE
    blob = hashes.sha256 if large else hashes.git
    return Source(path, HubFile(inner, size_bytes, blob, hashes.sha256 if large else None))


def _link(repo: HeldRepo, source: Source) -> bool:
    """False where another one lies there already."""
    try:
        os.link(source.place, source.file.blob, dst_dir_fd=repo.blobs.fd)
    except FileExistsError:
        return False
    except OSError as error:
        raise FolderUnusable(
            f"{source.place} cannot be linked into the cache: {error.strerror}. Hard links work "
            "on one disk only: leave `--link` out to copy."
        ) from error
    return True


def _copy(repo: HeldRepo, source: Source, report: Report) -> None:
    file, partial = source.file, partial_name(source.file.blob)
    hashes = Hashes(file.size_bytes)
    descriptor = repo.blobs.open(partial, os.O_WRONLY | os.O_TRUNC)
    try:
        with os.fdopen(descriptor, "wb") as target, source.place.open("rb") as content:
            while chunk := content.read(CHUNK_BYTES):
                hashes.update(chunk)
                target.write(chunk)
                report(len(chunk))
            target.flush()
            os.fsync(target.fileno())
        if file.blob not in (hashes.sha256, hashes.git):
            raise FolderUnusable(f"{source.place} changed while it was read. Try again.")
        repo.blobs.rename(partial, file.blob)
    finally:
        repo.blobs.remove(partial)
