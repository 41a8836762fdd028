"""Looking for newer revisions of what is on the disk, and fetching them."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from pydantic import TypeAdapter
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.cache.errors import NotInstalled
from modelshelf.cache.inventory.models import InventoryRow
from modelshelf.cache.reading.repo import RepoOnDisk
from modelshelf.cache.reading.walk import walk_files
from modelshelf.downloads.service import Downloads
from modelshelf.hub.door import DEFAULT_BRANCH, Hub, HubFile, HubRepo, check_model_id
from modelshelf.hub.errors import HubOffline, HubUnreachable
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.needed import VariantRequired
from modelshelf.hub.plan import Paths
from modelshelf.hub.transfer import remains
from modelshelf.kit import paging
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Problem
from modelshelf.kit.settings import Settings
from modelshelf.operations.begin import Tell
from modelshelf.operations.models import Operation
from modelshelf.upkeep.on_disk import on_disk
from modelshelf.upkeep.updates import repository
from modelshelf.upkeep.updates.choice import follow
from modelshelf.upkeep.updates.models import HubRevision, Which
from modelshelf.usage import pins
from modelshelf.usage.pins import ModelPinned
from modelshelf.usage.service import uses_by_model

_PLACE = TypeAdapter(tuple[paging.Text])


@dataclass(frozen=True, slots=True)
class ModelNews:
    """What is known of newer revisions of a model on the disk.

    Attributes:
        installed, newest: The commits that `main` is here and at the Hub, as far as known.
        pinned: The commit that somebody holds it at.
        added, changed, removed: Paths that a change to the newest commit would touch, and
            `download_bytes` to fetch; nothing where no update is available.
        used_by: Names of the collections that use it.
        error_code: Why the Hub did not tell.
    """

    model_id: str
    installed: str | None
    newest: str | None
    pinned: str | None
    published_at: datetime | None
    checked_at: datetime
    download_bytes: int
    added: Sequence[str]
    changed: Sequence[str]
    removed: Sequence[str]
    used_by: Sequence[str]
    error_code: str | None

    @classmethod
    def of(
        cls, said: HubRevision, here: InventoryRow, used_by: Sequence[str], pinned: str | None
    ) -> Self:
        installed = here.refs.get(DEFAULT_BRANCH)
        available = offers_update(installed, said.sha, pinned)
        return cls(
            model_id=here.model_id,
            installed=installed,
            newest=said.sha,
            pinned=pinned,
            published_at=said.published_at,
            checked_at=said.checked_at,
            download_bytes=said.download_bytes if available else 0,
            added=said.added if available else (),
            changed=said.changed if available else (),
            removed=said.removed if available else (),
            used_by=used_by,
            error_code=said.error_code,
        )

    @property
    def update_available(self) -> bool:
        return offers_update(self.installed, self.newest, self.pinned)


def offers_update(installed: str | None, newest: str | None, pinned: str | None) -> bool:
    return pinned is None and bool(is_newer(installed, newest))


def is_newer(installed: str | None, newest: str | None) -> bool | None:
    """Whether the Hub's `main` is another commit than the one here; None where that is unknown."""
    return None if installed is None or newest is None else installed != newest


class Updates:
    """Newer revisions of the models of one node."""

    def __init__(
        self, database: Database, hub: Hub, settings: Settings, downloads: Downloads
    ) -> None:
        self._database = database
        self._hub = hub
        self._settings = settings
        self._downloads = downloads

    async def check(self, model_id: str) -> None:
        """Ask the Hub, with one request, for the newest commit of a model on the disk.

        What the Hub answers is kept, also that it has the model no more.

        Raises:
            InvalidModelId, NotInstalled, HubUnreachable, HubOffline.
        """
        repo = await on_disk(self._database, self._settings, model_id)
        try:
            newest = await self._hub.look_up(model_id)
        except (HubUnreachable, HubOffline):
            raise
        except Problem as problem:
            found: dict[str, Any] = {
                "sha": None,
                "published_at": None,
                "compared_with": None,
                "added": [],
                "changed": [],
                "removed": [],
                "download_bytes": 0,
                "error_code": problem.code,
            }
        else:
            found = await asyncio.to_thread(self._compare, repo, newest)
        key = {"node": self._settings.node, "model_id": model_id}
        async with self._database.write() as session:
            await repository.save(session, {**key, "checked_at": now(), **found})

    async def due(self, interval: timedelta) -> str | None:
        """A model that was not looked up for that long; None when all were."""
        async with self._database.read() as session:
            return await repository.due(session, self._settings.node, now() - interval)

    async def update(
        self,
        model_id: str,
        *,
        by: Actor,
        confirmed: bool = False,
        tell: Tell | None = None,
    ) -> Operation | None:
        """Fetch the newest revision: of the files that are there, and what loading needs besides.

        Returns:
            A download, or the one under way; None when the newest one is there.

        Raises:
            InvalidModelId, NotInstalled, ModelPinned, VariantRequired, and what `Downloads.start`
            raises.
        """
        repo = await on_disk(self._database, self._settings, model_id)
        async with self._database.read() as session:
            held = await pins.pinned(session, self._settings.node, [model_id])
        if model_id in held:
            raise ModelPinned.of(model_id, held[model_id])
        if await self._downloads.under_way(model_id) is not None:
            return await self._downloads.start(model_id, by=by, tell=tell)
        newest = await self._hub.look_up(model_id)
        have = await asyncio.to_thread(_files_in, self._snapshot(repo))
        wanted = follow(have, newest.files, model_id)
        return await self._downloads.start(
            model_id, None, Paths(wanted), by=by, confirmed=confirmed, tell=tell
        )

    async def pin(self, model_id: str, *, by: Actor) -> str:
        """Hold a model at the revision that programs load; gives its commit.

        Raises:
            InvalidModelId, NotInstalled.
        """
        repo = await on_disk(self._database, self._settings, model_id)
        sha = repo.refs.get(DEFAULT_BRANCH) or repo.revision
        if sha is None:
            raise NotInstalled(f"No revision of {model_id} is complete enough to be pinned.")
        async with self._database.write() as session:
            await pins.pin(session, self._settings.node, model_id, sha, by.label)
            await audit.record(session, by, Deed.MODEL_PIN, model_id, revision=sha)
        return sha

    async def unpin(self, model_id: str, *, by: Actor) -> None:
        """Let a model move again. Raises: InvalidModelId."""
        check_model_id(model_id)
        async with self._database.write() as session:
            await pins.unpin(session, self._settings.node, model_id)
            await audit.record(session, by, Deed.MODEL_UNPIN, model_id)

    def _snapshot(self, repo: RepoOnDisk) -> Path:
        sha = repo.refs.get(DEFAULT_BRANCH) or repo.revision or ""
        folder = RepoFolder(self._settings.cache_dir, repo.model_id)
        return folder.snapshot(sha) if sha else folder.snapshots

    def _compare(self, repo: RepoOnDisk, newest: HubRepo) -> dict[str, Any]:
        """What a change to the newest commit would mean. Blocks."""
        snapshot = self._snapshot(repo)
        have = _files_in(snapshot)
        offered = {file.path: file for file in newest.files}
        try:
            wanted = [offered[path] for path in follow(have, newest.files, repo.model_id)]
        except VariantRequired:
            wanted = [file for path, file in offered.items() if path in have]
        folder = RepoFolder(self._settings.cache_dir, repo.model_id)
        return {
            "sha": newest.sha,
            "published_at": newest.last_modified,
            "compared_with": snapshot.name,
            "added": sorted(file.path for file in wanted if file.path not in have),
            "changed": sorted(f.path for f in wanted if have.get(f.path, f.blob) != f.blob),
            "removed": sorted(path for path in have if path not in offered),
            "download_bytes": _missing_bytes(folder, wanted),
            "error_code": None,
        }


async def looked_up(
    session: AsyncSession, node: str, model_id: str | None = None
) -> list[ModelNews]:
    """What is known of models on the disk, or of one."""
    return await _known(session, node, await repository.looked_up(session, node, model_id))


async def counts(session: AsyncSession, node: str) -> tuple[int, int, int]:
    """How many models were looked up, how many of these are as new as the Hub's, and how many were
    not looked up."""
    known = await repository.count(session, node, Which.ALL)
    up_to_date = known - await repository.count(session, node, Which.NOTABLE)
    return known, up_to_date, await repository.count_never(session, node)


async def page(
    session: AsyncSession, node: str, which: Which, limit: int, cursor: str | None = None
) -> tuple[Sequence[ModelNews], str | None]:
    """What is known of such models, by id, and where the next page begins.

    Raises: InvalidCursor.
    """
    (after,) = paging.decode(cursor, _PLACE) if cursor else ("",)
    rows = await repository.looked_up(session, node, which=which, after=after, limit=limit + 1)
    shown, following = paging.cut(rows, limit, lambda row: (row[1].model_id,))
    return await _known(session, node, shown), following


async def _known(
    session: AsyncSession, node: str, rows: Sequence[Row[HubRevision, InventoryRow]]
) -> list[ModelNews]:
    ids = [row.model_id for _, row in rows]
    uses, held = await uses_by_model(session, ids), await pins.pinned(session, node, ids)
    return [
        ModelNews.of(said, here, uses.get(here.model_id, []), held.get(here.model_id))
        for said, here in rows
    ]


def _missing_bytes(folder: RepoFolder, files: Sequence[HubFile]) -> int:
    here = remains.on_disk(folder, files)
    return sum({f.blob: f.size_bytes - here[f.path] for f in files}.values())


def _files_in(snapshot: Path) -> dict[str, str]:
    """Paths of a snapshot, each with the name of its blob; a copy's is empty. Blocks."""
    found = {}
    for path, entry in walk_files(str(snapshot)):
        with suppress(OSError):  # It has gone meanwhile.
            found[path] = Path(entry.path).readlink().name if entry.is_symlink() else ""
    return found
