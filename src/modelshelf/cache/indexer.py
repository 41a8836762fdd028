"""Keeping the inventory of one node true."""

import asyncio
import math
import os
import time
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import structlog
from sqlalchemy.exc import SQLAlchemyError

from modelshelf.cache import history, repository, sums, verifications
from modelshelf.cache.change import differs, still_described
from modelshelf.cache.complete import MOST_NAMED
from modelshelf.cache.disk import Disk, disk_usage
from modelshelf.cache.read import read_repo, unreadable_repo
from modelshelf.cache.repo import NOT_DESCRIBED, Describer, Description, Known, RepoOnDisk
from modelshelf.cache.survey import shared_store_bytes, survey
from modelshelf.cache.trash import Trashed, held_bytes
from modelshelf.cache.verifications import NOTHING, Condemned
from modelshelf.cache.watch import CacheWatch, WatchLost, watching
from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import MODEL, SNAPSHOTS, folder_name, kind_and_id
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database

log = structlog.get_logger()

REREAD_SECONDS = 1.0  # A repository that changes all the time is read again this often.
# One of which only partial files grow: that is a download, and whoever runs it tells more, sooner.
GROWING_SECONDS = 2.5
DISK_SECONDS = 1.0  # Between looks at the disk while things change.
SLOW_PASS_SECONDS = 300.0
POLL_SECONDS = 2.0  # Between looks at a folder that cannot be watched.
MISSING_SECONDS = 1.0  # Between looks for a folder that is not there yet.
REPOS_PER_TRANSACTION = 500
DESCRIBED_AT_ONCE = 500
# Changes within a file leave no sign in any folder: each slow pass also reads one in so many
# repositories in full, so that an hour sees them all.
ROTA = 12

DESCRIBES_NOTHING = Describer("", lambda _snapshot, _model_id: NOT_DESCRIBED)

OnChange: TypeAlias = Callable[[list[str]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the tables know of some models, by id: planned files by commit, and wrong places."""

    listings: Mapping[str, Mapping[str, Sequence[HubFile]]]
    condemned: Mapping[str, Condemned]


class Indexer:
    """Reads the cache of one node and writes its table.

    Args:
        node: Name of the node whose rows these are.
        on_change: Is given the ids of repositories after their rows changed.
        describer: Tells what a model is; its rules may change from one version to the next.
    """

    def __init__(
        self,
        database: Database,
        cache_dir: Path,
        node: str,
        on_change: OnChange,
        describer: Describer = DESCRIBES_NOTHING,
    ) -> None:
        self._database = database
        self._cache_dir = cache_dir
        self._node = node
        self._on_change = on_change
        self._describer = describer
        self._known: dict[str, Known] | None = None
        self._may_read_at: dict[str, float] = {}
        self._warnings: tuple[str, ...] | None = None
        self._unreadable: dict[str, tuple[str, ...]] = {}
        self._state_due_at: float | None = None
        self._state_saved_at = -math.inf
        self._weighed: dict[str, Trashed] = {}
        self._reading = asyncio.Lock()
        self._turn = 0

    async def run(self) -> None:
        """Keep the table true until cancelled: a full pass, then news from the disk.

        A cache folder that is missing, unreadable or cannot be watched ends nothing; nor does a
        database that is away for a while.
        """
        while True:
            try:
                await self._keep_true()
            except WatchLost:
                log.info("cache_watch_renewed", cache_dir=str(self._cache_dir))
            except SQLAlchemyError as error:
                log.warning("inventory_not_written", error=str(error))
                self._known = self._warnings = None
                await asyncio.sleep(POLL_SECONDS)

    async def refresh(self, model_id: str, kind: str = MODEL) -> None:
        """Read one repository again at once and write its row, for those who changed it themselves.

        Args:
            kind: As in `RepoOnDisk`.
        """
        await self._reread([folder_name(model_id, kind)])
        await self._save_state()
        await self._on_change([model_id])

    async def look_at_disk(self, model_ids: list[str]) -> None:
        """Reckon anew what the disk holds, after what was removed of these models is unlinked."""
        await self._save_state()
        await self._on_change(model_ids)

    async def look_over(self, *, rota: bool = False) -> None:
        """One pass over the whole cache that reads what changed since it was read last.

        Args:
            rota: Whether it is this pass's turn to read some unchanged ones too.
        """
        if self._known is None:
            async with self._database.read() as session:
                self._known = await repository.known_repos(session, self._node)
        self._weighed.clear()
        seen = await asyncio.to_thread(survey, self._cache_dir, self._known)
        changed: list[str] = []
        if seen.readable:
            stale = {*seen.changed, *(self._known.keys() - seen.folders)}
            if rota:
                self._turn = (self._turn + 1) % ROTA
                stale |= {f for f in seen.folders if zlib.crc32(f.encode()) % ROTA == self._turn}
            changed = await self._reread(sorted(stale), describe_all=True)
        said, self._warnings = self._warnings, seen.warnings
        # Not each time: a folder that cannot be watched is looked at all the time.
        if rota or changed or said != seen.warnings or self._state_is_old():
            await self._save_state(sum_up=True)
        if changed:
            await self._on_change(changed)

    async def _keep_true(self) -> None:
        await self.look_over()
        try:
            with watching(self._cache_dir) as watch:
                await asyncio.to_thread(watch.start)
                await self.look_over()  # For what happened before the watch stood.
                await self._follow(watch)
        except FileNotFoundError:
            await self.look_over()  # For what went with the folder.
            await self._appearance()
        except OSError as error:
            log.warning("cache_not_watched", cache_dir=str(self._cache_dir), error=str(error))
            await self._poll()

    async def _appearance(self) -> None:
        """Wait for a cache folder that is not there, or until it is time to look at the disk."""
        slow_pass_at = time.monotonic() + SLOW_PASS_SECONDS
        while time.monotonic() < slow_pass_at:
            await asyncio.sleep(MISSING_SECONDS)
            if await asyncio.to_thread(os.path.lexists, self._cache_dir):
                return

    async def _follow(self, watch: CacheWatch) -> None:
        pending: set[str] = set()
        slow_pass_at = time.monotonic() + SLOW_PASS_SECONDS
        while True:
            wait_seconds = min(
                slow_pass_at - time.monotonic(),
                *(self._rest_seconds(folder) for folder in pending),
                self._state_rest_seconds(),
                SLOW_PASS_SECONDS,
            )
            try:
                async with asyncio.timeout(max(0, wait_seconds)):
                    pending |= await watch.changes()
            except TimeoutError:
                pass
            ready = {folder for folder in pending if self._rest_seconds(folder) <= 0}
            pending -= ready
            changed = await self._reread(sorted(ready))
            if self._state_rest_seconds() <= 0:
                await self._save_state()
            if changed:
                await self._on_change(changed)
            if time.monotonic() >= slow_pass_at:
                await self.look_over(rota=True)
                slow_pass_at = time.monotonic() + SLOW_PASS_SECONDS

    async def _poll(self) -> None:
        slow_pass_at = time.monotonic() + SLOW_PASS_SECONDS
        while time.monotonic() < slow_pass_at:
            await asyncio.sleep(POLL_SECONDS)
            await self.look_over()
        await self.look_over(rota=True)

    def _rest_seconds(self, folder: str) -> float:
        """How long a repository is still left alone after it was read."""
        return self._may_read_at.get(folder, 0) - time.monotonic()

    def _state_rest_seconds(self) -> float:
        """How long until the disk is looked at, which its changes make necessary."""
        if self._state_due_at is None:
            return SLOW_PASS_SECONDS
        return self._state_due_at - time.monotonic()

    def _state_is_old(self) -> bool:
        since_seconds = time.monotonic() - self._state_saved_at
        return self._state_due_at is not None or since_seconds >= SLOW_PASS_SECONDS

    async def _reread(self, folders: Sequence[str], *, describe_all: bool = False) -> list[str]:
        """Read these folders and write their rows; gives the ids of those that changed.

        Args:
            describe_all: Look into all others that wait for it, too: the rules may be new.
        """
        changed: list[str] = []
        there: list[str] = []
        async with self._reading:
            for start in range(0, len(folders), REPOS_PER_TRANSACTION):
                batch = folders[start : start + REPOS_PER_TRANSACTION]
                evidence = await self._evidence(batch)
                seen_at = now()
                found = await asyncio.to_thread(self._read, batch, evidence)
                changed += await self._record(found, seen_at)
                there += [folder for folder, repo in found.items() if repo is not None]
            among = None if describe_all or len(there) > REPOS_PER_TRANSACTION else there
            told = set(changed)
            described = await self._describe(among) if there or describe_all else []
            changed += [model_id for model_id in described if model_id not in told]
        return changed

    async def _describe(self, among: Sequence[str] | None) -> list[str]:
        """Look into the models that changed, once all of them are listed; gives their ids."""
        described: list[str] = []
        while self._describer.rules:
            async with self._database.read() as session:
                waiting = await repository.not_described(
                    session, self._node, self._describer.rules, DESCRIBED_AT_ONCE, among
                )
            if not waiting:
                break
            found = await asyncio.to_thread(self._look_into, waiting)
            async with (
                self._database.write() as session,
                sums.kept_true(session, self._node, list(found)),
            ):
                await repository.describe(session, self._node, found)
            described += [model_id for _, model_id, _ in waiting]
        return described

    def _look_into(self, waiting: Iterable[tuple[str, str, str]]) -> dict[str, Description]:
        found: dict[str, Description] = {}
        for folder, model_id, revision in waiting:
            snapshot = f"{self._cache_dir}/{folder}/{SNAPSHOTS}/{revision}"
            try:
                found[folder] = self._describer.describe(snapshot, model_id)
            except Exception:
                log.exception("model_not_described", folder=folder)
                found[folder] = Description(rules=self._describer.rules)
        return found

    async def _evidence(self, folders: Iterable[str]) -> _Evidence:
        named = [kind_and_id(folder) for folder in folders]
        ids = [name for kind, name in filter(None, named) if kind == "model"]
        async with self._database.read() as session:
            return _Evidence(
                listings=await repository.listings_of(session, self._node, ids),
                condemned=await verifications.condemned(session, self._node, ids),
            )

    def _read(self, folders: Iterable[str], evidence: _Evidence) -> dict[str, RepoOnDisk | None]:
        found: dict[str, RepoOnDisk | None] = {}
        for folder in folders:
            kind, model_id = kind_and_id(folder) or ("", "")
            known = model_id if kind == "model" else ""
            expected = evidence.listings.get(known, {})
            condemned = evidence.condemned.get(known, NOTHING)
            self._may_read_at[folder] = time.monotonic() + REREAD_SECONDS
            try:
                found[folder] = read_repo(self._cache_dir, folder, expected, condemned)
            except Exception:
                # Whatever somebody put into one folder: the others are still to be listed.
                log.exception("repository_not_read", folder=folder)
                found[folder] = unreadable_repo(folder)
        return found

    async def _record(self, found: Mapping[str, RepoOnDisk | None], seen_at: datetime) -> list[str]:
        async with self._database.read() as session:
            before = await repository.repos_in(session, self._node, list(found))
        gone = [repo for folder, repo in before.items() if found[folder] is None]
        seen = [still_described(repo, before.get(repo.folder)) for repo in found.values() if repo]
        new = [repo for repo in seen if before.get(repo.folder) != repo]
        if gone or new:
            await self._write(gone, new, seen_at)
            self._state_due_at = self._state_saved_at + DISK_SECONDS
        self._remember(found)
        changed = [repo.model_id for repo in gone]
        for repo in new:
            if differs(before.get(repo.folder), repo):
                changed.append(repo.model_id)
            else:
                self._may_read_at[repo.folder] = time.monotonic() + GROWING_SECONDS
        return changed

    async def _write(
        self, gone: Sequence[RepoOnDisk], new: Sequence[RepoOnDisk], seen_at: datetime
    ) -> None:
        gone_models = [repo.model_id for repo in gone if repo.kind == "model"]
        folders = [repo.folder for repo in (*gone, *new)]
        async with (
            self._database.write() as session,
            sums.kept_true(session, self._node, folders),
        ):
            if gone:
                await repository.delete_repos(session, self._node, [repo.folder for repo in gone])
                await repository.forget_listings(session, self._node, gone_models, seen_at)
                await verifications.forget(session, self._node, gone_models)
            await repository.save_repos(session, self._node, new)

    def _remember(self, found: Mapping[str, RepoOnDisk | None]) -> None:
        known = self._known if self._known is not None else {}
        for folder, repo in found.items():
            self._unreadable.pop(folder, None)
            if repo is None:
                known.pop(folder, None)
                self._may_read_at.pop(folder, None)
            else:
                if repo.unreadable:
                    self._unreadable[folder] = repo.unreadable
                known[folder] = Known(repo.signature, tuple(r.sha for r in repo.revisions))

    async def _save_state(self, *, sum_up: bool = False) -> None:
        self._state_due_at, self._state_saved_at = None, time.monotonic()
        disk, shared_bytes, trash_bytes = await asyncio.to_thread(self._weigh)
        async with self._database.write() as session:
            warnings = self._warnings
            if warnings is None:  # A command for one model leaves what an earlier pass has said.
                before = await repository.get_state(session, self._node)
                if before is None:
                    return
                warnings = before.warnings
            else:
                warnings += self._unlisted()
            state = repository.CacheState(
                node=self._node,
                cache_dir=str(self._cache_dir),
                warnings=warnings,
                disk=disk,
                shared_store_bytes=shared_bytes,
                trash_bytes=trash_bytes,
                indexed_at=now(),
            )
            await repository.save_state(session, state)
            if sum_up:
                await sums.sum_up(session, self._node)
            totals = await sums.totals(session, self._node)
            sample = history.sample_of(
                totals, state.indexed_at, trash_bytes, disk.free_bytes, disk.total_bytes
            )
            await history.note(session, self._node, sample)

    def _weigh(self) -> tuple[Disk, int, int]:
        """The disk, and what the shared store and the trash hold."""
        return (
            disk_usage(self._cache_dir),
            shared_store_bytes(self._cache_dir),
            held_bytes(self._cache_dir, self._weighed),
        )

    def _unlisted(self) -> tuple[str, ...]:
        """What hides a part of a repository: it is listed, as damaged, but not all of it is."""
        found = (each for _, sentences in sorted(self._unreadable.items()) for each in sentences)
        return tuple(f"{self._cache_dir}/{sentence}" for sentence in islice(found, MOST_NAMED))
