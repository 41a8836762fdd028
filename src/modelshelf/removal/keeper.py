"""Unlinking what has waited in the trash of a node for as long as it can be brought back."""

import asyncio
import contextlib
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.removing.empty import empty
from modelshelf.kit.clock import now
from modelshelf.kit.settings import Settings

LOOK_SECONDS = 5.0

log = structlog.get_logger()


class TrashKeeper:
    """Keeps one node's trash. Any number of processes may do so at once."""

    def __init__(self, settings: Settings, indexer: Indexer) -> None:
        self._settings = settings
        self._indexer = indexer
        self._told: set[str] = set()
        self._looks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Unlink what is due, and what somebody else began to unlink and did not finish."""
        due = now() - timedelta(seconds=self._settings.undo_window)
        gone, failures = await asyncio.to_thread(empty, self._settings.cache_dir, due)
        for failure in failures:
            if failure.detail not in self._told:
                self._told.add(failure.detail)
                log.warning("trash_not_emptied", detail=failure.detail)
        if gone:
            with contextlib.suppress(SQLAlchemyError):  # Only a figure is late then.
                await self._indexer.look_at_disk([trashed.model_id for trashed in gone])

    def look_soon(self) -> None:
        """Where nothing can be brought back, begin to unlink at once; nobody waits for it."""
        if self._settings.undo_window == 0:
            look = asyncio.create_task(self.look())
            self._looks.add(look)
            look.add_done_callback(self._looks.discard)

    async def finish(self) -> None:
        """Wait for what `look_soon` began."""
        await asyncio.gather(*self._looks)
