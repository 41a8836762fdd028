"""Gathering what lies in one repository folder, whatever state it is in."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from modelshelf.cache.complete import Files
from modelshelf.cache.repo import Revision, printable
from modelshelf.cache.signature import modified_ns
from modelshelf.cache.small_reads import read_start
from modelshelf.cache.verifications import NOTHING, Condemned, blob_place
from modelshelf.cache.walk import leads_to_folder, walk
from modelshelf.hub.layout import BLOBS, JOURNAL_SUFFIX, REFS, SNAPSHOTS, UNFINISHED_SUFFIX

BYTES_PER_BLOCK = 512  # Of `st_blocks`, on every system that has it (POSIX, sys/stat.h).
_MADE_BY_DESKTOPS = {".DS_Store", "Thumbs.db", "desktop.ini"}


@dataclass(slots=True)
class FolderScan:
    """What is gathered while one folder is read.

    `blobs` are the finished blobs by name; `shared` the sizes of those which lie in the store that
    repositories share, by device and inode; `linked` the same by their names here; `outside` is
    every finished file that is not in `blobs`. `wrong` are, for each snapshot, the paths that lead
    to what a checksum `condemned`.
    """

    root: str
    folder: str
    condemned: Condemned = NOTHING
    blobs: dict[str, os.stat_result] = field(default_factory=dict)
    linked: dict[str, int] = field(default_factory=dict)
    shared: dict[tuple[int, int], int] = field(default_factory=dict)
    copied_bytes: int = 0
    partial_bytes: int = 0
    outside: list[os.stat_result] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    vanished: bool = False

    @property
    def modified_at(self) -> float:
        stats = (*self.blobs.values(), *self.outside)
        return max((stat.st_mtime for stat in stats), default=0)

    @property
    def used_at(self) -> float:
        stats = (*self.blobs.values(), *self.outside)
        return max((stat.st_atime for stat in stats), default=0)

    @property
    def holds_anything(self) -> bool:
        return bool(
            self.blobs
            or self.linked
            or self.partial_bytes
            or any(r.file_count for r in self.revisions)
        )

    def read_blobs(self) -> None:
        for entry in self._entries(BLOBS):
            name = entry.name
            # Most are named by a hash, and need no further look.
            if "." in name and (
                name.endswith(JOURNAL_SUFFIX) or name.startswith(".") or name in _MADE_BY_DESKTOPS
            ):
                continue
            try:
                stat = entry.stat()
            except OSError:
                self.vanished = True  # Or a link to nothing: a snapshot that needs it will say so.
                continue
            if entry.is_symlink():
                self.linked[name] = stat.st_size
                self.shared[stat.st_dev, stat.st_ino] = stat.st_size
                self.outside.append(stat)
            elif name.endswith(UNFINISHED_SUFFIX):
                self.partial_bytes += _bytes_on_disk(stat)
            elif entry.is_file(follow_symlinks=False):
                self.blobs[name] = stat

    def read_refs(self) -> dict[str, str]:
        """Commit of each ref; their names may contain slashes."""
        refs: dict[str, str] = {}
        for name, entry in walk(f"{self.root}/{REFS}", partial(self._cannot_read, REFS)):
            if entry.name not in _MADE_BY_DESKTOPS:
                stored = read_start(entry.path, _LONGEST_REF_BYTES)
                commit = (stored or b"").strip()
                if stored is None:
                    self._note(f"{REFS}/{name}", "cannot be read: check whose it is.")
                elif _COMMIT.fullmatch(commit):
                    refs[printable(name)] = commit.decode()
                else:
                    self._note(
                        f"{REFS}/{name}", "holds no commit id: download it again to mend it."
                    )
        return refs

    def list_snapshots(self) -> list[str]:
        shas = []
        for entry in self._entries(SNAPSHOTS):
            if leads_to_folder(entry):
                shas.append(entry.name)
            elif entry.name not in _MADE_BY_DESKTOPS:
                self._note(
                    f"{SNAPSHOTS}/{entry.name}",
                    "is a file among snapshots: huggingface_hub overlooks this repository until "
                    "it is gone.",
                )
        return sorted(shas)

    def newest(self, shas: Sequence[str]) -> str | None:
        if not shas:
            return None
        return printable(max(shas, key=lambda sha: modified_ns(f"{self.root}/{SNAPSHOTS}/{sha}")))

    def note_orphans(self, refs: Mapping[str, str], shas: Sequence[str]) -> None:
        for name, sha in refs.items():
            if sha not in shas:
                self._note(
                    f"{REFS}/{name}",
                    f"points to {sha}, of which no file is here: huggingface_hub "
                    "overlooks this repository until that revision is downloaded.",
                )

    def note_wrong(self, but: str | None) -> None:
        """Tell of wrong files in other revisions than the one that the verdict is about."""
        for sha, paths in self.wrong.items():
            if sha != but:
                for path in paths:
                    self._note(f"{SNAPSHOTS}/{sha}/{path}", "does not match its checksum.")

    def read_snapshot(self, sha: str) -> Files:
        """Size of each file of a snapshot by its path; None for a link to nothing."""
        files: dict[str, int | None] = {}
        own: dict[str, int] = {}
        place = f"{SNAPSHOTS}/{sha}"
        for path, entry in walk(f"{self.root}/{place}", partial(self._cannot_read, place)):
            if entry.is_symlink():
                self._note_link(place, entry, path, files, own)
            elif entry.name not in _MADE_BY_DESKTOPS:
                self._note_copy(entry, path, files, own)
                if self.condemned:
                    self._note_if_wrong(place, path, "")
        self.revisions.append(Revision(printable(sha), len(files), sum(own.values())))
        return files

    def _note_link(
        self,
        place: str,
        link: "os.DirEntry[str]",
        path: str,
        files: dict[str, int | None],
        own: dict[str, int],
    ) -> None:
        try:
            target = os.readlink(link.path)  # noqa: PTH115
        except OSError:
            self.vanished = True
            return
        name = target.removeprefix(_up_to_blobs(path.count("/")))
        blob = self.blobs.get(name)
        size = blob.st_size if blob else self.linked.get(name)
        if size is None:
            size = _size_behind(link)
            if size is None:
                self.vanished = True
        if size != _A_FOLDER:
            files[printable(path)] = size
            own[name] = size or 0
            if self.condemned:
                self._note_if_wrong(place, path, name)

    def _note_if_wrong(self, place: str, path: str, blob: str) -> None:
        if blob_place(blob) in self.condemned or printable(f"{place}/{path}") in self.condemned:
            sha = printable(place.split("/")[1])
            self.wrong.setdefault(sha, []).append(printable(path))

    def _note_copy(
        self,
        entry: "os.DirEntry[str]",
        path: str,
        files: dict[str, int | None],
        own: dict[str, int],
    ) -> None:
        """A file in place of a link: how it is where links cannot be made."""
        try:
            stat = entry.stat()
        except OSError:
            self.vanished = True
            return
        self.copied_bytes += stat.st_size
        self.outside.append(stat)
        files[printable(path)] = own[path] = stat.st_size

    def _entries(self, place: str) -> list["os.DirEntry[str]"]:
        try:
            with os.scandir(f"{self.root}/{place}") as entries:
                return list(entries)
        except OSError as error:
            self._cannot_read(place, "", error)
        return []

    def _cannot_read(self, place: str, below: str, error: OSError) -> None:
        if isinstance(error, FileNotFoundError):
            self.vanished = True
            return
        where = f"{place}/{below}".rstrip("/")
        self._note(where, f"cannot be read: {error.strerror}.")
        self.unreadable.append(self.problems[-1])

    def _note(self, place: str, what: str) -> None:
        self.problems.append(printable(f"{self.folder}/{place} {what}"))


_A_FOLDER = -1
_LONGEST_REF_BYTES = 256
_COMMIT = re.compile(rb"[0-9a-f]{40}")


@cache
def _up_to_blobs(depth: int) -> str:
    return "../" * (depth + 2) + f"{BLOBS}/"


def _size_behind(link: "os.DirEntry[str]") -> int | None:
    """Size of what a link leads to, None for nothing, `_A_FOLDER` for no file."""
    try:
        return link.stat().st_size if link.is_file() or not link.is_dir() else _A_FOLDER
    except OSError:
        return None


def _bytes_on_disk(stat: os.stat_result) -> int:
    """What a file that may have holes holds; a system that does not tell gives its whole size."""
    blocks: int | None = getattr(stat, "st_blocks", None)
    return stat.st_size if blocks is None else min(stat.st_size, blocks * BYTES_PER_BLOCK)
