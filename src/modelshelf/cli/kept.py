"""The last list, kept in the data folder with all that it followed from.

To read the database takes a program that is ten times as slow to import as a list is to print. So
`ls` keeps what it printed, beside marks of everything that could have made it another: the
settings, the database's file, the folders of the cache. Where all of them are as they were, the
list is, too; where the database is not, its rows may tell (`list_rows`); where any cannot be told,
it is made anew (docs/decisions/0020).
"""

import contextlib
import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from modelshelf import __version__
from modelshelf.cache.reading.repo import Known
from modelshelf.cache.reading.survey import survey
from modelshelf.cli.list_rows import LOCK_SECONDS, mark_beside, read_rows
from modelshelf.cli.picture import Space

FILE = "list.json"
# Settings come from these variables, and the places of folders from some that are everybody's.
_PREFIXES = ("MODELSHELF_", "HF_", "HUGGINGFACE_", "XDG_")
_SHARED = ("HOME", "USERPROFILE", "LOCALAPPDATA")
_FOLDERS = ("_DIR", "_CACHE", "_HOME")
# A registry may come from the web, a database from elsewhere: nothing here tells that they changed.
_ELSEWHERE = (
    "MODELSHELF_DATABASE_URL",
    "MODELSHELF_REGISTRY_EXTRA",
    "MODELSHELF_EXTRA_CACHES",
)
# What a table shows of a model. All the rest is in a line of its own, which few need.
_SHOWN = (
    "id",
    "model_type",
    "status",
    "size_on_disk_bytes",
    "download_size_bytes",
    "used_by_collections",
    "operation",
    "extra_caches",
    "origin",
)


@dataclass(frozen=True, slots=True)
class Listing:
    """What `ls` shows.

    Attributes:
        models: As `--json` prints them, those that are only offered too.
        others: How many datasets and spaces there are, and their bytes.
        warnings: What could not be listed.
        space: What takes the space of the disk; None until somebody has looked.
    """

    models: list[dict[str, Any]]
    others: dict[str, tuple[int, int]]
    warnings: list[str]
    space: Space | None = None


def recall(*, whole: bool) -> Listing | None:
    """The list as it was kept; None where it may be another by now.

    Args:
        whole: All that is known of each model; else only what a table shows.
    """
    settings = _settings_mark()
    if settings is None:
        return None
    try:
        with (_data_dir() / FILE).open("rb") as file:
            kept = json.loads(file.readline())
            if kept["settings"] != settings:
                return None
            folders = file.readline()
            same = _database_mark(kept["file"]) in (kept["database"] or (),)
            if same and _is_seen(kept, _as_known(json.loads(folders))):
                return _listing(kept, json.loads(file.readline()) if whole else _table(kept))
        # A line of its own for each model says more than its row in the inventory.
        return None if whole else _brought_up_to_date(kept)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # None was kept, or another version kept something else.


def _listing(kept: Mapping[str, Any], models: list[dict[str, Any]]) -> Listing:
    space = Space(**kept["space"]) if kept["space"] else None
    return Listing(models, kept["others"], kept["warnings"], space)


def _table(kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(_SHOWN, row, strict=True)) for row in kept["models"]]


def _as_known(folders: Mapping[str, Any]) -> dict[str, Known]:
    return {folder: Known(*mark) for folder, mark in folders.items()}


def _brought_up_to_date(kept: Mapping[str, Any]) -> Listing | None:
    """The list by the rows as they are now: somebody has written to the database, or a worker that
    looks after the disk has news to write."""
    if kept["beside"] is None or os.environ.get("MODELSHELF_CACHE_BUDGET"):
        return None
    rows = read_rows(kept["file"], kept["node"])
    if rows is None or rows.beside != kept["beside"]:
        return None
    if rows.known is not None and not _is_seen(kept, rows.known):
        return None
    before = _listing(kept, _table(kept))
    models = rows.up_to_date(before.models)
    if models is None or before.space is None:
        return None
    return Listing(models, rows.others(), before.warnings, rows.space(before.space, before.models))


def _is_seen(kept: Mapping[str, Any], known: Mapping[str, Known]) -> bool:
    """Whether the disk is as it was when the repositories were read."""
    seen = survey(Path(kept["cache_dir"]), known)
    return (
        seen.readable
        and not seen.changed
        and seen.folders == known.keys()
        and list(seen.warnings) == kept["unlisted"]
    )


class Witness:
    """Sees to it that nobody changes the database between the reading of a list and its keeping.

    Args:
        file: The SQLite database.
        node: The node whose list it is.
    """

    def __init__(self, file: str, node: str) -> None:
        self._file, self._node = file, node
        self._connection = sqlite3.connect(file, timeout=LOCK_SECONDS, isolation_level=None)
        self._version = self._data_version()
        self._beside = mark_beside(self._connection, node)

    @classmethod
    def of(cls, file: str | None, node: str) -> Self | None:
        """None where a list cannot be kept."""
        if file is None or _settings_mark() is None:
            return None
        return cls(file, node)

    def keep(
        self,
        listing: Listing,
        cache_dir: Path,
        known: Mapping[str, Known],
        unlisted: tuple[str, ...],
    ) -> None:
        """Keep a list that was read since this witness looks on; or not, if it may be old.

        Args:
            known: How the repositories were when they were read.
            unlisted: What the look over the cache warned of.
        """
        with contextlib.suppress(OSError, sqlite3.OperationalError):
            # All that is committed goes into the one file whose time is looked at. From here on
            # nobody writes until we have looked.
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.execute("BEGIN IMMEDIATE")
            # A worker writes all the time: of models, whose rows are read anew then.
            unwritten = self._data_version() == self._version
            mark = _database_mark(self._file) if unwritten else None
            beside = mark_beside(self._connection, self._node)
            if beside != self._beside or (mark is None and beside is None):
                return
            _write(
                {
                    "settings": _settings_mark(),
                    "file": self._file,
                    "database": mark,
                    "beside": beside,
                    "node": self._node,
                    "cache_dir": str(cache_dir),
                    "unlisted": unlisted,
                    "others": listing.others,
                    "warnings": listing.warnings,
                    "space": asdict(listing.space) if listing.space else None,
                    "models": [[model[name] for name in _SHOWN] for model in listing.models],
                },
                {name: (each.signature, each.shas) for name, each in known.items()},
                listing.models,
            )

    def close(self) -> None:
        self._connection.close()

    def _data_version(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version


def _data_dir() -> Path:
    if given := os.environ.get("MODELSHELF_DATA_DIR"):
        return Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path("modelshelf")


def _settings_mark() -> str | None:
    """Stands for all settings; None where they, or what they name, cannot be told from here."""
    if os.path.lexists(".env"):
        return None
    given = {
        name: value
        for name, value in sorted(os.environ.items())
        if name.upper().startswith(_PREFIXES) or name in _SHARED
    }
    for name, value in given.items():
        if value and name.upper() in _ELSEWHERE:
            return None
        if value and name.upper().endswith(_FOLDERS) and not value.startswith(("/", "~")):
            return None  # It depends on where one stands.
    # Also what runs: another version, or the same one from another place.
    everything = json.dumps([__version__, __file__, given])
    return hashlib.blake2b(everything.encode(errors="surrogateescape")).hexdigest()


def _database_mark(file: str) -> list[int] | None:
    """Changes with every commit; None while a commit lies outside of the file."""
    with contextlib.suppress(FileNotFoundError):
        if os.stat(file + "-wal").st_size:  # noqa: PTH116 (the name is a string, and looked at once)
            return None
    found = os.stat(file)  # noqa: PTH116 (the name is a string, and looked at once)
    return [found.st_ino, found.st_size, found.st_mtime_ns]


def _write(*lines: Any) -> None:
    # For us alone: what is listed is for those who may ask for it.
    descriptor, name = tempfile.mkstemp(prefix=f".{FILE}-", dir=_data_dir())
    try:
        with os.fdopen(descriptor, "w") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
        Path(name).replace(_data_dir() / FILE)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
