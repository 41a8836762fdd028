"""Keeping the inventory of one node true."""

import asyncio
import contextlib
import math
import os
import time
import zlib
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import structlog
from sqlalchemy.exc import SQLAlchemyError

from modelshelf.cache.indexing.describer import DESCRIBES_NOTHING, Describer
from modelshelf.cache.indexing.rows import Rows
from modelshelf.cache.indexing.silence import Silence
from modelshelf.cache.indexing.watch import GATHER_SECONDS, CacheWatch, WatchLost, watching
from modelshelf.cache.inventory import history, repository, sums
from modelshelf.cache.inventory.totals import sample_of
from modelshelf.cache.reading.complete import MOST_NAMED
from modelshelf.cache.reading.disk import Disk, DiskMark, disk_usage
from modelshelf.cache.reading.root import CacheRoot
from modelshelf.cache.reading.survey import shared_store_bytes
from modelshelf.cache.removing.trash import Trashed, held_bytes
from modelshelf.hub.layout import MODEL, folder_name
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.race import first_to_end

log = structlog.get_logger()

DISK_SECONDS = 1.0  # Between looks at the disk while things change.
SLOW_PASS_SECONDS = 300.0
POLL_SECONDS = 2.0  # Between looks at a folder that cannot be watched.
ROOT_SECONDS = 1.0  # Between looks whether the cache's own folder is there, and the same.
# Changes within a file leave no sign in any folder: each slow pass also reads one in so many
# repositories in full, so that an hour sees them all.
ROTA = 12

OnChange: TypeAlias = Callable[[list[str]], Awaitable[None]]


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
        self._root = CacheRoot(cache_dir)
        self._rows = Rows(database, cache_dir, node, describer, self._root.in_sight)
        self._out_of_sight = False
        self._offered_as = describer.offered_as
        self._warnings: tuple[str, ...] | None = None
        self._silence = Silence(cache_dir, self._root.mark, self._tell_of_silence)
        self._state_due_at: float | None = None
        self._state_saved_at = -math.inf
        self._weighed: dict[str, Trashed] = {}
        self._turn = 0

    async def run(self) -> None:
        """Keep the table true until cancelled: a full pass, then news from the disk.

        A cache folder that is missing, unreadable or cannot be watched ends nothing; nor does a
        database that is away for a while. A disk that hangs is told of while it is waited for.
        """
        await first_to_end(self._keep(), self._silence.listen())

    async def _keep(self) -> None:
        while True:
            try:
                await self._keep_true()
            except WatchLost as lost:
                self._root.is_gone = lost.deleted
                log.info("cache_watch_renewed", cache_dir=str(self._cache_dir))
            except SQLAlchemyError as error:
                log.warning("inventory_not_written", error=str(error))
                self._rows.known = self._warnings = None
                await asyncio.sleep(POLL_SECONDS)

    async def refresh(self, model_id: str, kind: str = MODEL) -> None:
        """Read one repository again at once and write its row, for those who changed it themselves.

        Args:
            kind: As in `RepoOnDisk`.
        """
        await self._recall_root()
        await self._reread([folder_name(model_id, kind)])
        await self._save_state()
        await self._on_change([model_id])

    async def removed(self, model_id: str) -> None:
        """Take a model off the list that was just moved into the trash.

        As `refresh`, for what is known to be gone: nothing is read of it, and of the disk only
        what the trash holds now. The rest of its figures are as they were.
        """
        if await self._rows.take_off(model_id, self._trash_bytes):
            # The disk as a whole, and the history of it, when there is time.
            self._state_due_at = self._state_saved_at + DISK_SECONDS
            await self._on_change([model_id])
        else:  # Somebody has made it anew.
            await self.refresh(model_id)

    def _trash_bytes(self) -> int:
        return held_bytes(self._cache_dir, self._weighed)

    async def look_at_disk(self, model_ids: list[str]) -> None:
        """Reckon anew what the disk holds, after what was removed of these models is unlinked."""
        await self._save_state()
        await self._on_change(model_ids)

    async def look_over(self, *, rota: bool = False) -> bool:
        """One pass over the whole cache that reads what changed since it was read last.

        Args:
            rota: Whether it is this pass's turn to read some unchanged ones too.

        Returns:
            False where the cache cannot be seen: what is listed stays, with a warning.
        """
        known = await self._rows.recall()
        await self._recall_root()
        self._weighed.clear()
        seen = await asyncio.to_thread(self._root.survey, known)
        self._out_of_sight = not seen.readable
        changed: list[str] = []
        if seen.readable:
            stale = {*seen.changed, *(known.keys() - seen.folders)}
            if rota:
                self._turn = (self._turn + 1) % ROTA
                stale |= {f for f in seen.folders if zlib.crc32(f.encode()) % ROTA == self._turn}
            changed = await self._reread(sorted(stale), describe_all=True)
        said, self._warnings = self._warnings, seen.warnings
        # Not each time: a folder that cannot be watched is looked at all the time.
        if rota or changed or said != seen.warnings or self._state_is_old():
            await self._save_state(sum_up=True)
        if changed or said not in (None, seen.warnings):
            await self._on_change(changed)
        return seen.readable

    async def _recall_root(self) -> None:
        """Learn where the folder was that the rows are of, until this process has seen it."""
        if self._root.seen:
            return
        async with self._database.read() as session:
            state = await repository.get_state(session, self._node)
        if state is not None and state.cache_dir != str(self._cache_dir):
            self._root.is_gone = True  # The setting was changed.
        elif state is not None:
            self._root.disk = state.disk_mark or self._root.disk

    async def _keep_true(self) -> None:
        if not await self.look_over():
            await asyncio.sleep(ROOT_SECONDS)
            return
        try:
            with watching(self._cache_dir) as watch:
                await asyncio.to_thread(watch.start)
                if await self.look_over():  # For what happened before the watch stood.
                    await first_to_end(self._follow(watch), self._stands())
        except FileNotFoundError:
            if await self.look_over():  # For what went with the folder.
                await self._appearance()
        except OSError as error:
            log.warning("cache_not_watched", cache_dir=str(self._cache_dir), error=str(error))
            await self._poll()

    async def _appearance(self) -> None:
        """Wait for a cache folder that is not there, or until it is time to look at the disk."""
        slow_pass_at = time.monotonic() + SLOW_PASS_SECONDS
        while time.monotonic() < slow_pass_at:
            await asyncio.sleep(ROOT_SECONDS)
            if await asyncio.to_thread(os.path.lexists, self._cache_dir):
                return

    async def _stands(self) -> None:
        """Wait until the cache's folder is out of sight or another one, which no event may tell.

        Raises:
            WatchLost
        """
        stood = mark = await asyncio.to_thread(self._root.mark)
        while mark is not None and mark == stood:
            await asyncio.sleep(ROOT_SECONDS)
            mark = await asyncio.to_thread(self._root.mark)
        # The watch may be about to tell that the folder was deleted, and not only moved.
        await asyncio.sleep(2 * GATHER_SECONDS)
        raise WatchLost

    async def _follow(self, watch: CacheWatch) -> None:
        pending: set[str] = set()
        slow_pass_at = time.monotonic() + SLOW_PASS_SECONDS
        while True:
            wait_seconds = min(
                slow_pass_at - time.monotonic(),
                *(self._rows.rest_seconds(folder) for folder in pending),
                self._state_rest_seconds(),
                SLOW_PASS_SECONDS,
            )
            try:
                async with asyncio.timeout(max(0, wait_seconds)):
                    pending |= await watch.changes()
            except TimeoutError:
                pass
            ready = {folder for folder in pending if self._rows.rest_seconds(folder) <= 0}
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
            if not await self.look_over():
                return
        await self.look_over(rota=True)

    def _state_rest_seconds(self) -> float:
        """How long until the disk is looked at, which its changes make necessary."""
        if self._state_due_at is None:
            return SLOW_PASS_SECONDS
        return self._state_due_at - time.monotonic()

    def _state_is_old(self) -> bool:
        since_seconds = time.monotonic() - self._state_saved_at
        return self._state_due_at is not None or since_seconds >= SLOW_PASS_SECONDS

    async def _reread(self, folders: Sequence[str], *, describe_all: bool = False) -> list[str]:
        """As `Rows.reread`; gives the ids of those that changed."""
        changed, wrote = await self._rows.reread(folders, describe_all=describe_all)
        if wrote:
            self._state_due_at = self._state_saved_at + DISK_SECONDS
        return changed

    async def _save_state(self, *, sum_up: bool = False) -> None:
        self._state_due_at, self._state_saved_at = None, time.monotonic()
        if self._out_of_sight and await self._save_warnings():
            return
        disk, shared_bytes, trash_bytes = await asyncio.to_thread(self._weigh)
        async with self._database.write() as session:
            before = await repository.get_state(session, self._node)
            if self._warnings is not None:
                warnings = self._warnings + self._unlisted()
            elif before is not None:
                # A command for one model leaves what an earlier pass has said.
                warnings = before.warnings
            else:
                return
            state = repository.CacheState(
                node=self._node,
                cache_dir=str(self._cache_dir),
                warnings=warnings,
                disk=disk,
                shared_store_bytes=shared_bytes,
                trash_bytes=trash_bytes,
                indexed_at=now(),
                disk_mark=self._disk_after(before),
            )
            await repository.save_state(session, state)
            if sum_up:
                await sums.sum_up(session, self._node)
            totals = await sums.totals(session, self._node)
            sample = sample_of(
                totals, state.indexed_at, trash_bytes, disk.free_bytes, disk.total_bytes
            )
            await history.note(session, self._node, sample, self._offered_as)

    def _disk_after(self, before: repository.CacheState | None) -> DiskMark | None:
        """Who has not seen the cache leaves what is noted of its disk by those who have."""
        if self._root.seen:
            return self._root.disk
        if before is None or before.cache_dir != str(self._cache_dir):
            return None
        return before.disk_mark

    async def _save_warnings(self) -> bool:
        """Write what is wrong beside the figures as they were; False where there are none yet."""
        warnings = (*self._silence.warnings, *(self._warnings or ()), *self._unlisted())
        async with self._database.write() as session:
            return await repository.save_warnings(session, self._node, warnings)

    async def _tell_of_silence(self) -> None:
        with contextlib.suppress(SQLAlchemyError):  # Told with the next change of it.
            await self._save_warnings()
            await self._on_change([])

    def _weigh(self) -> tuple[Disk, int, int]:
        """The disk, and what the shared store and the trash hold."""
        return (
            disk_usage(self._cache_dir),
            shared_store_bytes(self._cache_dir),
            self._trash_bytes(),
        )

    def _unlisted(self) -> tuple[str, ...]:
        """What hides a part of a repository: it is listed, as damaged, but not all of it is."""
        found = (
            each for _, sentences in sorted(self._rows.unreadable.items()) for each in sentences
        )
        return tuple(f"{self._cache_dir}/{sentence}" for sentence in islice(found, MOST_NAMED))
