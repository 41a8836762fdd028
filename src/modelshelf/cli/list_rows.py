"""The rows that the list of `ls` follows from, read by the standard library alone.

Most of what is written to the database changes no list: a worker's beat, a session, a search. And
what does is nearly always about what lies on the disk, which is one row for each model. So a kept
list is brought up to date by those rows, as long as all that it says besides is as it was: what is
offered, planned, used, and lies elsewhere (docs/decisions/0020).
"""

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from modelshelf.cache.inventory.totals import Group, Totals, regrouped, sample_of
from modelshelf.cache.reading.repo import Known, Status, name_key
from modelshelf.cli.picture import Space, parts_of
from modelshelf.operations.moves import ACTIVE
from modelshelf.operations.owner import lives

LOCK_SECONDS = 0.2
_UNMANAGED = "unmanaged"  # Of `registry.kinds.Origin`.

_COLLECTIONS = "SELECT * FROM collections ORDER BY id"
# All that a list follows from, but for what lies on the disk and what is under way.
_EVERYBODYS = (_COLLECTIONS, "SELECT * FROM custom_models ORDER BY id")
_OF_NODE = (
    "SELECT model_id, total_bytes, stored_at FROM shelf_listings WHERE node = ?1 ORDER BY 1, sha",
    "SELECT cache_dir, warning FROM extra_caches WHERE node = ?1 ORDER BY 1",
    "SELECT * FROM extra_models WHERE node = ?1 ORDER BY cache_dir, model_id",
    "SELECT cache_dir, warnings FROM cache_state WHERE node = ?1",
    "SELECT taken_at FROM cache_samples WHERE node = ?1 ORDER BY 1",
)
_MODELS = (
    "SELECT model_id, model_type, status, size_bytes - shared_bytes, partial_bytes, "
    "shared_bytes FROM inventory WHERE node = ?1 AND kind = 'model'"
)
_KNOWN = "SELECT folder, signature, revisions FROM inventory WHERE node = ?1"
_STATE = (
    "SELECT sums, shared_store_bytes, indexed_at, trash_bytes, disk_free_bytes, disk_total_bytes "
    "FROM cache_state WHERE node = ?1"
)
_WORKER = "SELECT owner, seen_at FROM nodes WHERE name = ?1"
_BUSY = "SELECT 1 FROM operations WHERE status IN (SELECT value FROM json_each(?1)) LIMIT 1"


class _OnDisk(NamedTuple):
    """What the inventory says of a model."""

    model_type: str | None
    status: str
    size_bytes: int
    partial_bytes: int
    shared_bytes: int

    def shown(self, *, offered: bool) -> dict[str, Any]:
        size_bytes = self.size_bytes + self.shared_bytes + self.partial_bytes
        told: dict[str, Any] = {"status": self.status, "size_on_disk_bytes": size_bytes}
        # What is offered is of the type that it is offered as.
        return told if offered else {**told, "model_type": self.model_type}

    @property
    def alone(self) -> Group:
        return Group(
            "model", self.model_type, Status(self.status), 1, self.size_bytes, self.partial_bytes
        )


_GONE = _OnDisk(None, Status.AVAILABLE.value, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class ListRows:
    """What the database says at one moment.

    Attributes:
        beside: As `mark_beside`.
        known: How the repositories were when they were read; None where a worker sees to it that
            the table is true.
    """

    beside: str
    known: Mapping[str, Known] | None
    _used: frozenset[str]
    _on_disk: Mapping[str, "_OnDisk"]
    _totals: Totals
    _state: Sequence[Any]

    def up_to_date(self, models: Sequence[dict[str, Any]]) -> list[dict[str, Any]] | None:
        """The models of a list as they are now; None where more than this must be known.

        Args:
            models: As they were when what stands beside them was the same.
        """
        found: dict[str, dict[str, Any]] = {}
        for model in models:
            offered = model["origin"] != _UNMANAGED
            row = self._on_disk.get(model["id"])
            if row is not None:
                found[model["id"]] = {**model, **row.shown(offered=offered)}
            elif offered or model["extra_caches"]:
                found[model["id"]] = {**model, **_GONE.shown(offered=offered)}
        new = self._on_disk.keys() - found.keys()
        if new & self._used:
            return None  # Not by whom.
        for model_id in new:
            nothing = {"download_size_bytes": None, "operation": None, "origin": _UNMANAGED}
            lists: dict[str, Any] = {"used_by_collections": [], "extra_caches": []}
            on_disk = self._on_disk[model_id].shown(offered=False)
            found[model_id] = {"id": model_id, **on_disk, **nothing, **lists}
        if not new:
            return list(found.values())
        return sorted(found.values(), key=lambda model: (name_key(model["id"]), model["id"]))

    def others(self) -> dict[str, tuple[int, int]]:
        return {kind: self._totals.of_kind(kind) for kind in ("dataset", "space")}

    def space(self, before: Space, models: Sequence[dict[str, Any]]) -> Space:
        """What takes the space now, after the same past; the models as in `up_to_date`."""
        _, _, indexed_at, *disk = self._state
        offered = [
            (self._on_disk[model["id"]].alone, model["model_type"])
            for model in models
            if model["origin"] != _UNMANAGED and model["id"] in self._on_disk
        ]
        totals = replace(self._totals, groups=regrouped(self._totals.groups, offered))
        sample = sample_of(totals, _moment(indexed_at), *disk)
        now = (sample.taken_at.timestamp(), sample.ours_bytes)
        return Space(before.cache_dir, parts_of(sample), [*before.past[:-1], now])


def mark_beside(connection: sqlite3.Connection, node: str) -> str | None:
    """Stands for all that a list follows from besides what lies on the disk.

    None while an operation is under way, which would stand in the list and changes all the time,
    and where there are no such tables.
    """
    try:
        if connection.execute(_BUSY, (json.dumps(sorted(ACTIVE)),)).fetchone():
            return None
        beside = [
            *(connection.execute(query).fetchall() for query in _EVERYBODYS),
            *(connection.execute(query, (node,)).fetchall() for query in _OF_NODE),
        ]
    except sqlite3.Error:
        return None
    return hashlib.blake2b(json.dumps(beside, default=repr).encode()).hexdigest()


def read_rows(file: str, node: str) -> ListRows | None:
    """The rows as they are now; None where a list cannot be told from them."""
    try:
        with closing(
            sqlite3.connect(
                f"file:{quote(file)}?mode=ro", uri=True, timeout=LOCK_SECONDS, isolation_level=None
            )
        ) as connection:
            connection.execute("BEGIN")  # All of one moment.
            beside = mark_beside(connection, node)
            state = connection.execute(_STATE, (node,)).fetchone()
            if beside is None or state is None:
                return None
            worker = connection.execute(_WORKER, (node,)).fetchone()
            watched = worker is not None and lives(worker[0], _moment(worker[1]))
            used = connection.execute(_COLLECTIONS).fetchall()
            return ListRows(
                beside=beside,
                known=None if watched else dict(map(_known, connection.execute(_KNOWN, (node,)))),
                _used=frozenset(text for row in used for text in row if isinstance(text, str)),
                _on_disk={
                    row[0]: _OnDisk(*row[1:]) for row in connection.execute(_MODELS, (node,))
                },
                _totals=Totals.of(json.loads(state[0] or "[]"), state[1]),
                _state=state,
            )
    except (sqlite3.Error, ValueError, KeyError, TypeError):
        return None


def _known(row: tuple[str, str, str]) -> tuple[str, Known]:
    folder, signature, revisions = row
    return folder, Known(signature, tuple(revision["sha"] for revision in json.loads(revisions)))


def _moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
