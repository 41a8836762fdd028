"""Doing a reclaim of one repository, as an operation."""

import asyncio
from pathlib import Path

from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.removing import reclaim
from modelshelf.cache.removing.empty import erase
from modelshelf.cache.removing.leftovers import Choice, Kind, freed_bytes
from modelshelf.cache.removing.reclaim import Reclaimed
from modelshelf.cache.removing.trash import entries
from modelshelf.hub.errors import CacheReadOnly
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations.models import Operation
from modelshelf.operations.work import Work
from modelshelf.upkeep.reclaim.find import in_trash
from modelshelf.upkeep.reclaim.needs import is_open, read_needs
from modelshelf.upkeep.reclaim.row import blobs_of, choices_of, folder_of


class ReclaimHandler:
    """Runs reclaims; implements `operations.handler.Handler`."""

    def __init__(self, database: Database, settings: Settings, indexer: Indexer) -> None:
        self._database = database
        self._settings = settings
        self._indexer = indexer

    async def run(self, work: Work) -> None:
        """Look once more, and remove what is still not needed.

        Raises:
            CacheReadOnly: Something cannot be unlinked; the rest of it is gone.
        """
        operation = work.operation
        async with self._database.read() as session:
            known = await read_needs(session, operation.node)
        folder, choices = folder_of(operation, self._settings.cache_dir), choices_of(operation)
        done = await asyncio.to_thread(
            reclaim.reclaim, folder, choices, blobs_of(operation), known.of(folder), is_open
        )
        trashed = {choice.name for choice in choices if choice.kind is Kind.TRASH}
        if trashed:
            await asyncio.to_thread(_empty, self._settings.cache_dir, trashed, done)
        await self._indexer.refresh(folder.model_id, folder.kind)
        sizes = [file["size_bytes"] for file in operation.files]
        work.report(
            done.freed_bytes,
            [0 if c in done.kept else size for c, size in zip(choices, sizes, strict=True)],
            notes=[_note(choice) for choice in done.kept],
        )
        if done.failures:
            raise CacheReadOnly(
                f"Not all of it could be removed: {' '.join(done.failures)} Check who owns the "
                "cache and that its disk may be written to."
            )

    async def clear(self, operation: Operation) -> None:
        """A reclaim that was cancelled before it began leaves nothing."""


def _empty(cache_dir: Path, names: set[str], done: Reclaimed) -> None:
    for trashed in entries(cache_dir):
        if trashed.id in names:
            freed = freed_bytes(in_trash(trashed), cache_dir)
            try:
                erase(trashed)
                done.freed_bytes += freed
            except CacheReadOnly as failure:
                done.failures.append(failure.detail)


def _note(choice: Choice) -> str:
    return f"{choice.kind} {choice.name} was left alone: something needs it now, or has it open."
