"""The rows of a node's repositories: read from the disk again, and written where they differ."""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import structlog

from modelshelf.cache.indexing.describer import Describer
from modelshelf.cache.inventory import listings, repository, sums, verifications
from modelshelf.cache.reading.change import differs, still_described
from modelshelf.cache.reading.condemned import NOTHING
from modelshelf.cache.reading.read import Asked
from modelshelf.cache.reading.readers import read_all
from modelshelf.cache.reading.repo import Description, Known, RepoOnDisk
from modelshelf.cache.reading.second_reader import Found
from modelshelf.hub.layout import MODEL, SNAPSHOTS, folder_name, kind_and_id
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database

log = structlog.get_logger()

REREAD_SECONDS = 1.0  # A repository that changes all the time is read again this often.
# One of which only partial files grow: that is a download, and whoever runs it tells more, sooner.
GROWING_SECONDS = 2.5
FEW = 50  # Up to so many are asked for by their names.
DESCRIBED_AT_ONCE = 500
REPOS_PER_TRANSACTION = 500


class Reread(NamedTuple):
    """What came of reading folders again.

    Attributes:
        changed: Ids of those of which a person would see a difference.
        wrote: Whether any row was written.
    """

    changed: list[str]
    wrote: bool


class Rows:
    """Reads folders of one node's cache and writes their rows; one call at a time does.

    Args:
        in_sight: Whether what is not found is gone, and the cache as a whole is not; in a thread.

    Attributes:
        known: How each repository was when it was read last, by its folder; None until `recall`.
        unreadable: What hides a part of a repository that was read here, by its folder.
    """

    def __init__(
        self,
        database: Database,
        cache_dir: Path,
        node: str,
        describer: Describer,
        in_sight: Callable[[], bool],
    ) -> None:
        self.known: dict[str, Known] | None = None
        self.unreadable: dict[str, tuple[str, ...]] = {}
        self._database = database
        self._cache_dir = cache_dir
        self._node = node
        self._describer = describer
        self._in_sight = in_sight
        self._may_read_at: dict[str, float] = {}
        self._reading = asyncio.Lock()

    async def recall(self) -> dict[str, Known]:
        """How each repository was when it was read last: asked of the table once."""
        if self.known is None:
            async with self._database.read() as session:
                self.known = await repository.known_repos(session, self._node)
        return self.known

    def rest_seconds(self, folder: str) -> float:
        """How long a repository is still left alone after it was read."""
        return self._may_read_at.get(folder, 0) - time.monotonic()

    async def reread(self, folders: Sequence[str], *, describe_all: bool = False) -> Reread:
        """Read these folders and write their rows.

        Args:
            describe_all: Look into all others that wait for it, too: the rules may be new.
        """
        changed: list[str] = []
        there: list[str] = []
        wrote = False
        async with self._reading:
            async with aclosing(self._found(folders)) as all_found:
                async for found, seen_at in all_found:
                    of_these, wrote_these = await self._record(found, seen_at)
                    changed += of_these
                    wrote |= wrote_these
                    there += [folder for folder, repo in found.items() if repo is not None]
            among = None if describe_all or len(there) > DESCRIBED_AT_ONCE else there
            told = set(changed)
            described = await self._describe(among) if there or describe_all else []
            changed += [model_id for model_id in described if model_id not in told]
        return Reread(changed, wrote)

    async def take_off(self, model_id: str, trash_bytes: Callable[[], int]) -> bool:
        """Delete the row of a model that was moved into the trash; False if it is there anew.

        Args:
            trash_bytes: Reckons what the trash holds, which is written with it; in a thread.
        """
        folder = folder_name(model_id)

        def look() -> tuple[bool, int]:
            return os.path.lexists(self._cache_dir / folder), trash_bytes()

        async with self._reading:
            seen_at = now()
            is_there, held_bytes = await asyncio.to_thread(look)
            if is_there:
                return False
            async with self._database.write() as session:
                await sums.take_off(session, self._node, [folder], trash_bytes=held_bytes)
                await listings.forget_listings(session, self._node, [model_id], seen_at)
                await verifications.forget(session, self._node, [model_id], seen_at)
            self._remember({folder: None})
            return True

    async def _found(self, folders: Sequence[str]) -> AsyncGenerator[tuple[Found, datetime]]:
        """What is read of these folders, in portions for one transaction each, and since when."""
        found: Found = {}
        seen_at = now()
        async with aclosing(read_all(self._cache_dir, folders, self._asking)) as batches:
            async for batch in batches:
                seen_at = min(seen_at, batch.seen_at) if found else batch.seen_at
                found |= batch.found
                if len(found) >= REPOS_PER_TRANSACTION:
                    yield found, seen_at
                    found = {}
        if found:
            yield found, seen_at

    async def _asking(self, folders: Sequence[str]) -> list[Asked]:
        """These folders with what the tables know of them: planned files and wrong places."""
        may_read_at = time.monotonic() + REREAD_SECONDS
        self._may_read_at.update(dict.fromkeys(folders, may_read_at))
        named = [(folder, kind_and_id(folder)) for folder in folders]
        models = {folder: of[1] for folder, of in named if of is not None and of[0] == MODEL}
        ids = list(models.values())
        async with self._database.read() as session:
            if len(ids) > FEW:
                # Of most nothing is known, and to ask for each by its name takes its time.
                told_of = await listings.model_ids(session, self._node)
                told_of |= await verifications.condemned_ids(session, self._node)
                ids = [model_id for model_id in ids if model_id in told_of]
            if not ids:
                return [Asked(folder) for folder in folders]
            planned = await listings.listings_of(session, self._node, ids)
            condemned = await verifications.condemned(session, self._node, ids)
        return [
            Asked(
                folder,
                planned.get(models.get(folder, ""), {}),
                condemned.get(models.get(folder, ""), NOTHING),
            )
            for folder in folders
        ]

    async def _record(
        self, repos: Mapping[str, RepoOnDisk | None], seen_at: datetime
    ) -> tuple[list[str], bool]:
        if None in repos.values() and not await asyncio.to_thread(self._in_sight):
            repos = {folder: repo for folder, repo in repos.items() if repo is not None}
        before = await self._rows_before(repos)
        gone = [repo for folder, repo in before.items() if repos[folder] is None]
        seen = [still_described(repo, before.get(repo.folder)) for repo in repos.values() if repo]
        new = [repo for repo in seen if before.get(repo.folder) != repo]
        if gone or new:
            await self._write(gone, new, seen_at)
        self._remember(repos)
        changed = [repo.model_id for repo in gone]
        for repo in new:
            if differs(before.get(repo.folder), repo):
                changed.append(repo.model_id)
            else:
                self._may_read_at[repo.folder] = time.monotonic() + GROWING_SECONDS
        return changed, bool(gone or new)

    async def _rows_before(self, repos: Mapping[str, RepoOnDisk | None]) -> dict[str, RepoOnDisk]:
        known = repos.keys() if self.known is None else self.known
        # One that is there and was never seen has no row. If another process has just written
        # one, it is written again; but what is gone may have one that we never heard of.
        folders = [folder for folder, repo in repos.items() if repo is None or folder in known]
        if not folders:
            return {}
        async with self._database.read() as session:
            return await repository.repos_in(session, self._node, folders)

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
                await listings.forget_listings(session, self._node, gone_models, seen_at)
                await verifications.forget(session, self._node, gone_models, seen_at)
            await repository.save_repos(session, self._node, new)

    def _remember(self, found: Mapping[str, RepoOnDisk | None]) -> None:
        known = self.known if self.known is not None else {}
        for folder, repo in found.items():
            self.unreadable.pop(folder, None)
            if repo is None:
                known.pop(folder, None)
                self._may_read_at.pop(folder, None)
            else:
                if repo.unreadable:
                    self.unreadable[folder] = repo.unreadable
                known[folder] = Known(repo.signature, tuple(r.sha for r in repo.revisions))

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
