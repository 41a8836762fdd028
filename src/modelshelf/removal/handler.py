"""Doing a deletion, and taking one back, as operations."""

import asyncio
from contextlib import suppress

from modelshelf.cache.errors import NotInstalled
from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.inventory import listings, verifications
from modelshelf.cache.inventory.sight import check_in_sight
from modelshelf.cache.removing.empty import erase
from modelshelf.cache.removing.note import Note
from modelshelf.cache.removing.remove import remove
from modelshelf.cache.removing.trash import NotInTrash, of_deletion, put_back
from modelshelf.hub.errors import CacheReadOnly
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations import nodes, repository
from modelshelf.operations.models import Operation
from modelshelf.operations.work import Work
from modelshelf.removal.keeper import TrashKeeper
from modelshelf.removal.plan import as_blocker, collections_of, look_for_use, refuse_blocked


class RemovalHandler:
    """Runs deletions; implements `operations.handler.Handler`."""

    def __init__(
        self, database: Database, settings: Settings, indexer: Indexer, keeper: TrashKeeper
    ) -> None:
        self._database = database
        self._settings = settings
        self._indexer = indexer
        self._keeper = keeper

    async def run(self, work: Work) -> None:
        operation = work.operation
        # An attempt that was cut off may have come this far: what is there now is not what was
        # meant then.
        try:
            if not work.resumed or not await self._is_in_trash(operation):
                await self._take_away(operation)
        except NotInstalled:
            await check_in_sight(self._database, self._settings.cache_dir, operation.node)
            # Somebody else removed it: whoever asks for it now frees nothing, and is told so.
            if not work.resumed:
                await self._indexer.refresh(operation.model_id)
                raise
        await self._indexer.removed(operation.model_id)
        work.report(operation.bytes_total)
        self._keeper.look_soon()

    async def clear(self, operation: Operation) -> None:
        """A deletion that was cancelled before it began leaves nothing."""

    async def _is_in_trash(self, operation: Operation) -> bool:
        trashed = await asyncio.to_thread(of_deletion, self._settings.cache_dir, operation.id)
        return trashed is not None and trashed.holds_it

    async def _take_away(self, operation: Operation) -> None:
        """Check once more, on the node: it sees its programs even where the server does not.

        Since the request somebody may have come to need the model, or a program opened it.
        """
        node, model_id = operation.node, operation.model_id
        async with self._database.read() as session:
            worker = await nodes.worker_of(session, node)
            found = await collections_of(session, model_id)
            planned = await listings.listings_of(session, node, [model_id])
        note = Note(
            model_id=model_id,
            operation_id=operation.id,
            removed_by=operation.requested_by,
            freed_bytes=operation.bytes_total,
            revision=operation.sha,
            planned=planned.get(model_id, {}),
        )

        def unless_in_use() -> None:
            in_use = look_for_use(self._settings, model_id, worker)
            refuse_blocked(
                model_id, (*found, *map(as_blocker, in_use.processes)), forced=operation.forced
            )
            remove(self._settings.cache_dir, note)

        await asyncio.to_thread(unless_in_use)


class RestoreHandler:
    """Takes deletions back; implements `operations.handler.Handler`."""

    def __init__(self, database: Database, settings: Settings, indexer: Indexer) -> None:
        self._database = database
        self._settings = settings
        self._indexer = indexer

    async def run(self, work: Work) -> None:
        operation = work.operation
        assert operation.undoes is not None
        trashed = await asyncio.to_thread(of_deletion, self._settings.cache_dir, operation.undoes)
        if trashed is None or not trashed.note or trashed.model_id != operation.model_id:
            await check_in_sight(self._database, self._settings.cache_dir, operation.node)
            raise NotInTrash.of(operation.model_id)
        await asyncio.to_thread(put_back, trashed)
        async with self._database.write() as session:
            for sha, files in trashed.note.planned.items():
                await listings.store_listing(session, operation.node, trashed.model_id, sha, files)
            deletion = await repository.get(session, operation.undoes)
            if deletion is not None and deletion.started_at and deletion.finished_at:
                await verifications.bring_back(
                    session,
                    operation.node,
                    operation.model_id,
                    deletion.started_at,
                    deletion.finished_at,
                )
        with suppress(CacheReadOnly):  # It is back; its empty entry is no reason to fail.
            await asyncio.to_thread(erase, trashed)
        await self._indexer.refresh(operation.model_id)
        work.report(operation.bytes_total)

    async def clear(self, operation: Operation) -> None:
        """A restoration that was cancelled before it began leaves nothing."""
