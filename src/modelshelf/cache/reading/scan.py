"""Gathering what lies in one repository folder, whatever state it is in."""

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from stat import S_IRGRP, S_IROTH, S_IRUSR, S_ISDIR

from modelshelf.cache.reading.complete import Files
from modelshelf.cache.reading.condemned import NOTHING, Condemned, blob_place
from modelshelf.cache.reading.refs import stored_refs
from modelshelf.cache.reading.repo import Revision, printable
from modelshelf.cache.reading.signature import modified_ns
from modelshelf.cache.reading.walk import leads_to_folder, walk_folders
from modelshelf.hub.layout import BLOBS, JOURNAL_SUFFIX, REFS, SNAPSHOTS, UNFINISHED_SUFFIX

BYTES_PER_BLOCK = 512  # Of `st_blocks`, on every system that has it (POSIX, sys/stat.h).
_READ_BY_ALL = S_IRUSR | S_IRGRP | S_IROTH
_US = getattr(os, "geteuid", lambda: -1)()
_MADE_BY_DESKTOPS = {".DS_Store", "Thumbs.db", "desktop.ini"}


@dataclass(slots=True)
class FolderScan:
    """What is gathered while one folder is read.

    `blobs` are the sizes of finished blobs by name; `shared` the sizes of those which lie in the
    store that repositories share, by device and inode; `linked` the same by their names here;
    `modified_at` and `used_at` the latest of every finished file, in seconds since 1970. `wrong`
    are, for each snapshot, the paths that lead to what a checksum `condemned`.
    """

    root: str
    folder: str
    condemned: Condemned = NOTHING
    blobs: dict[str, int] = field(default_factory=dict)
    linked: dict[str, int] = field(default_factory=dict)
    shared: dict[tuple[int, int], int] = field(default_factory=dict)
    copied_bytes: int = 0
    partial_bytes: int = 0
    modified_at: float = 0
    used_at: float = 0
    revisions: list[Revision] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    vanished: bool = False
    # By their inodes: the blobs that nobody has looked at yet, and the names of the others.
    _unseen: dict[int, "os.DirEntry[str]"] = field(default_factory=dict)
    _seen: dict[int, str] = field(default_factory=dict)
    _device: int | None = None

    @property
    def holds_anything(self) -> bool:
        return bool(
            self.blobs
            or self.linked
            or self.partial_bytes
            or any(r.file_count for r in self.revisions)
        )

    def list_blobs(self) -> None:
        """List the blobs. Their sizes are found on the way through the snapshots, whose links lead
        to nearly all of them: so each file is looked at once."""
        seen: set[int] = set()
        for entry in self._entries(BLOBS):
            name = entry.name
            # Most are named by a hash, and need no further look.
            if "." in name and (
                name.endswith(JOURNAL_SUFFIX) or name.startswith(".") or name in _MADE_BY_DESKTOPS
            ):
                continue
            if entry.is_symlink() or name.endswith(UNFINISHED_SUFFIX):
                self._look_at(entry)
            elif entry.is_file(follow_symlinks=False):
                inode = entry.inode()
                if inode in seen:  # Two names of one file, or a disk that does not tell.
                    self._look_at(entry)
                else:
                    seen.add(inode)
                    self._unseen[inode] = entry
        with suppress(OSError):
            self._device = os.stat(f"{self.root}/{BLOBS}").st_dev  # noqa: PTH116 (a Path for each of so many costs more than the look)

    def look_at_other_blobs(self) -> None:
        """Look at those to which no link of a snapshot led."""
        for entry in self._unseen.values():
            self._look_at(entry)

    def _look_at(self, entry: "os.DirEntry[str]") -> None:
        name = entry.name
        try:
            stat = entry.stat()
        except OSError:
            self.vanished = True  # Or a link to nothing: a snapshot that needs it will say so.
            return
        if entry.is_symlink():
            self.linked[name] = stat.st_size
            self.shared[stat.st_dev, stat.st_ino] = stat.st_size
            self._note_times(stat)
        elif name.endswith(UNFINISHED_SUFFIX):
            self.partial_bytes += _bytes_on_disk(stat)
        else:
            self.blobs[name] = stat.st_size
            self._note_times(stat)
            self._note_if_locked(stat, entry.path)

    def read_refs(self) -> dict[str, str]:
        """Commit of each ref; their names may contain slashes."""
        refs: dict[str, str] = {}
        failed = partial(self._cannot_read, REFS)
        for name, entry, stored in stored_refs(f"{self.root}/{REFS}", failed):
            if entry.name not in _MADE_BY_DESKTOPS:
                if stored is None:
                    self._note(f"{REFS}/{name}", "cannot be read: check whose it is.")
                elif _COMMIT.fullmatch(stored):
                    refs[printable(name)] = stored.decode()
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
        failed = partial(self._cannot_read, place)
        for below, entries in walk_folders(f"{self.root}/{place}", failed):
            up = _up_to_blobs(below.count("/"))
            for entry in entries:
                found = self._behind(entry, up)
                if found is not None:
                    name, size = found
                    path = printable(below + entry.name)
                    files[path], own[name or below + entry.name] = size, size or 0
                    if self.condemned:
                        self._note_if_wrong(place, path, name)
        self.revisions.append(Revision(printable(sha), len(files), sum(own.values())))
        return files

    def _behind(self, entry: "os.DirEntry[str]", up: str) -> tuple[str, int | None] | None:
        """Name of the blob, or other file, that a link leads to ("" for a file in place of a
        link), and its size: None for nothing. None for what is no file of the snapshot."""
        try:
            stat = entry.stat()
        except OSError:
            self.vanished = True
            return self._leads_to(entry, up, None) if entry.is_symlink() else None
        if not entry.is_symlink():
            return self._copy(entry, stat)
        if stat.st_dev == self._device:
            blob = self._unseen.pop(stat.st_ino, None)
            if blob is not None:
                self._seen[stat.st_ino] = blob.name
                self.blobs[blob.name] = stat.st_size
                self._note_times(stat)
                self._note_if_locked(stat, blob.path)
                return blob.name, stat.st_size
            name = self._seen.get(stat.st_ino)
            if name is not None:
                return name, stat.st_size
        return None if S_ISDIR(stat.st_mode) else self._leads_to(entry, up, stat.st_size)

    def _leads_to(
        self, link: "os.DirEntry[str]", up: str, size: int | None
    ) -> tuple[str, int | None] | None:
        try:
            return os.readlink(link.path).removeprefix(up), size  # noqa: PTH115 (a Path for each of so many costs more than the look)
        except OSError:
            self.vanished = True
            return None

    def _copy(self, entry: "os.DirEntry[str]", stat: os.stat_result) -> tuple[str, int] | None:
        """A file in place of a link: how it is where links cannot be made."""
        if entry.name in _MADE_BY_DESKTOPS:
            return None
        self.copied_bytes += stat.st_size
        self._note_times(stat)
        self._note_if_locked(stat, entry.path)
        return "", stat.st_size

    def _note_if_wrong(self, place: str, path: str, blob: str) -> None:
        if blob_place(blob) in self.condemned or printable(f"{place}/{path}") in self.condemned:
            sha = printable(place.split("/")[1])
            self.wrong.setdefault(sha, []).append(printable(path))

    def _note_if_locked(self, stat: os.stat_result, path: str) -> None:
        """Tell of a file that may not be read: whoever loads the model fails at it.

        Nearly all are everybody's to read, which their modes tell; only the others are opened. That
        a disk fails at it is known to who reads it all: a verification.
        """
        mode = stat.st_mode
        if mode & _READ_BY_ALL == _READ_BY_ALL or (mode & S_IRUSR and stat.st_uid == _US):
            return
        try:
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
        except FileNotFoundError:
            self.vanished = True
        except OSError as error:
            place = path.removeprefix(f"{self.root}/")
            self._note(place, f"cannot be read: {error.strerror}.")
            self.unreadable.append(self.problems[-1])

    def _note_times(self, stat: os.stat_result) -> None:
        self.modified_at = max(self.modified_at, stat.st_mtime)
        self.used_at = max(self.used_at, stat.st_atime)

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


_COMMIT = re.compile(rb"[0-9a-f]{40}")


@cache
def _up_to_blobs(depth: int) -> str:
    return "../" * (depth + 2) + f"{BLOBS}/"


def _bytes_on_disk(stat: os.stat_result) -> int:
    """What a file that may have holes holds; a system that does not tell gives its whole size."""
    blocks: int | None = getattr(stat, "st_blocks", None)
    return stat.st_size if blocks is None else min(stat.st_size, blocks * BYTES_PER_BLOCK)
