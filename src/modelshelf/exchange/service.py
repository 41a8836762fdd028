"""Carrying models to another machine and back, as operations with their progress."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TypeVar

from modelshelf.audit.deeds import Actor
from modelshelf.cache.inventory import listings, verifications
from modelshelf.cache.inventory.sight import check_in_sight
from modelshelf.cache.reading.condemned import NOTHING
from modelshelf.downloads.errors import InsufficientStorage
from modelshelf.downloads.space import Space
from modelshelf.exchange.adopt import adopt, list_files, look_through
from modelshelf.exchange.errors import AlreadyOnDisk
from modelshelf.exchange.hashes import Report
from modelshelf.exchange.hold import holding
from modelshelf.exchange.manifest import PackedModel
from modelshelf.exchange.pack import describe, pack
from modelshelf.exchange.unpack import ShelfFile
from modelshelf.hub.door import HubFile, check_model_id
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.remains import discard, on_disk
from modelshelf.hub.transfer.whole import holds_only
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.kit.secret_key import secret_key
from modelshelf.kit.settings import Settings
from modelshelf.operations import repository as operations
from modelshelf.operations.moves import Kind
from modelshelf.operations.work import Work

T = TypeVar("T")

Refresh = Callable[[str], Awaitable[object]]


class Exchange:
    """Exports and imports of one node.

    Args:
        refresh: Has the list look at a model again.
        told: Is told of every operation that begins, to show it.
    """

    def __init__(
        self,
        database: Database,
        publisher: Publisher,
        settings: Settings,
        *,
        refresh: Refresh,
        told: Callable[[Work], None],
        by: Actor,
    ) -> None:
        self._database = database
        self._publisher = publisher
        self._settings = settings
        self._refresh = refresh
        self._space = Space(settings)
        self._told = told
        self._by = by

    async def export(self, model_ids: Sequence[str], target: Path) -> str:
        """Write a shelf file; gives its fingerprint.

        Raises:
            ModelBusy, NotInstalled, NotComplete.
        """
        ids = list(dict.fromkeys(map(check_model_id, model_ids)))
        cache_dir = self._settings.cache_dir
        async with AsyncExitStack() as claims:
            # All are held to the end: nobody deletes one that is still to be packed.
            works = [await claims.enter_async_context(self._held(Kind.EXPORT, i)) for i in ids]
            models = [await self._describe(i) for i in ids]
            reports = _Reports(works, [model.size_bytes for model in models])
            key = secret_key(self._settings)
            return await _uninterrupted(
                lambda stop: pack(cache_dir, models, target, key, reports.told(stop))
            )

    async def take_in(self, shelf: ShelfFile, model: PackedModel) -> None:
        """Take in the next model of a shelf file.

        Raises:
            CacheAway, ModelBusy, InsufficientStorage, ShelfDamaged, CacheReadOnly.
        """
        await self._check_in_sight()
        folder = RepoFolder(self._settings.cache_dir, model.model_id)
        files = model.hub_files
        held = self._held(Kind.IMPORT, model.model_id, files, model.size_bytes)
        async with held as work:
            was_there = await asyncio.to_thread(os.path.lexists, folder.root)
            await self._make_room(folder, files)
            report = _Reports([work], [model.size_bytes])
            try:
                all_new = await _uninterrupted(
                    lambda stop: shelf.take_in(self._settings.cache_dir, model, report.told(stop))
                )
            except BaseException:
                if not work.lost:
                    await asyncio.to_thread(discard, folder, files)
                raise
            await self._arrived(folder, model.sha, files, compared=all_new and not was_there)

    async def adopt(self, root: Path, model_id: str, *, link: bool) -> None:
        """Make a model of a folder.

        Raises:
            CacheAway, ModelBusy, AlreadyOnDisk, FolderUnusable, InsufficientStorage, CacheReadOnly.
        """
        check_model_id(model_id)
        await self._check_in_sight()
        folder = RepoFolder(self._settings.cache_dir, model_id)
        if await asyncio.to_thread(folder.root.exists):
            raise AlreadyOnDisk(
                f"Something of {model_id} is in the cache already. Choose another name, or delete "
                f"it first: `modelshelf rm {model_id}`."
            )
        paths = await asyncio.to_thread(list_files, root)
        size_bytes = sum(path.stat().st_size for path in paths)
        async with self._held(Kind.IMPORT, model_id, bytes_total=2 * size_bytes) as work:
            report = _Reports([work], [2 * size_bytes])
            adoption = await _uninterrupted(lambda stop: look_through(root, report.told(stop)))
            if not link:
                await self._make_room(folder, adoption.files)
            try:
                compared = await _uninterrupted(
                    lambda stop: adopt(folder, adoption, link=link, report=report.told(stop))
                )
            except BaseException:
                if not work.lost:
                    await asyncio.to_thread(discard, folder, adoption.files)
                raise
            await self._arrived(folder, adoption.sha, adoption.files, compared=compared)

    async def _check_in_sight(self) -> None:
        await check_in_sight(self._database, self._settings.cache_dir, self._settings.node)

    @asynccontextmanager
    async def _held(
        self, kind: Kind, model_id: str, files: Sequence[HubFile] = (), bytes_total: int = 0
    ) -> AsyncIterator[Work]:
        async with holding(
            self._database,
            self._publisher,
            self._settings.node,
            kind,
            model_id,
            files=files,
            bytes_total=bytes_total,
            by=self._by,
        ) as work:
            self._told(work)
            yield work

    async def _arrived(
        self, folder: RepoFolder, sha: str, files: Sequence[HubFile], *, compared: bool
    ) -> None:
        """Args: compared: Each of these files was compared with its checksum as it came."""
        node, model_id = self._settings.node, folder.model_id
        all_compared = compared and await asyncio.to_thread(holds_only, folder, sha, files)
        async with self._database.write() as session:
            await listings.store_listing(session, node, model_id, sha, files)
            if all_compared:
                await verifications.compared(session, node, model_id, files)
        await self._refresh(model_id)

    async def _make_room(self, folder: RepoFolder, files: Sequence[HubFile]) -> None:
        """Give up what is needed of the trash. Raises: InsufficientStorage."""
        here = await asyncio.to_thread(on_disk, folder, files)
        missing = {f.blob: f.size_bytes for f in files if here[f.path] < f.size_bytes}
        needed_bytes = sum(missing.values())
        async with self._database.read() as session:
            promised = await operations.bytes_still_to_come(session, self._settings.node)
        found = await self._space.make_room(needed_bytes, promised)
        if needed_bytes and found.short(needed_bytes):
            raise InsufficientStorage.of(
                folder.model_id, needed_bytes, found, instead="lower MODELSHELF_DISK_RESERVE"
            )

    async def _describe(self, model_id: str) -> PackedModel:
        """As complete as the list says that it is: by the same evidence."""
        node = self._settings.node
        async with self._database.read() as session:
            planned = await listings.listings_of(session, node, [model_id])
            condemned = await verifications.condemned(session, node, [model_id])
        return await asyncio.to_thread(
            describe,
            self._settings.cache_dir,
            model_id,
            planned.get(model_id, {}),
            condemned.get(model_id, NOTHING),
        )


class _Stopped(Exception):
    """Ends a thread whose result nobody waits for any more."""


class _Reports:
    """Shares what was dealt with out to the operations, one after the other."""

    def __init__(self, works: Sequence[Work], sizes: Sequence[int]) -> None:
        self._works = list(zip(works, sizes, strict=True))
        for work, size in self._works:
            work.operation.bytes_total = size
        self._done = 0
        self._loop = asyncio.get_running_loop()

    def told(self, stop: threading.Event) -> Report:
        def report(count: int) -> None:
            if stop.is_set():
                raise _Stopped
            self._done += count
            self._loop.call_soon_threadsafe(self._share_out, self._done)

        return report

    def _share_out(self, done: int) -> None:
        for work, size in self._works:
            if work.operation.bytes_done < size:
                work.report(min(done, size))
            done = max(done - size, 0)


async def _uninterrupted(work: Callable[[threading.Event], T]) -> T:
    """Run it in a thread, which is over before anything else is done: also when it is cancelled."""
    stop = threading.Event()
    thread = asyncio.ensure_future(asyncio.to_thread(work, stop))
    try:
        return await asyncio.shield(thread)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.gather(thread, return_exceptions=True)
        raise
