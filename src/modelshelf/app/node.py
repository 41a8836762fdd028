"""A node at work: it runs its operations and keeps the list of what is on its disk true."""

import asyncio
from uuid import UUID

from modelshelf.app.shelf import Shelf
from modelshelf.app.supervise import supervise
from modelshelf.cache.inventory.listings import store_listing
from modelshelf.downloads.handler import DownloadHandler
from modelshelf.downloads.hours import BigDownloads
from modelshelf.downloads.row import files_of
from modelshelf.exchange.hold import LeftBehind
from modelshelf.operations import nodes, repository
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind
from modelshelf.operations.runner import Runner
from modelshelf.removal.keeper import TrashKeeper
from modelshelf.removal.service import Removal
from modelshelf.trial.handler import TrialHandler
from modelshelf.upkeep.budget.keeper import BudgetKeeper
from modelshelf.upkeep.reclaim.handler import ReclaimHandler
from modelshelf.upkeep.updates.patrol import look_now_and_then
from modelshelf.upkeep.updates.service import Updates
from modelshelf.upkeep.verify.handler import VerifyHandler
from modelshelf.upkeep.verify.queue import verify_whoever_waits
from modelshelf.upkeep.verify.service import Verifications

# What any process on the machine finishes or ends, since somebody waits for it or nobody can.
_ENDED_BY_ALL = {Kind.DELETE, Kind.RESTORE, Kind.RECLAIM, Kind.EXPORT, Kind.IMPORT}


class Node:
    """The hands of one machine.

    Args:
        max_downloads: Downloads at once; None for a command that runs a single job.
    """

    def __init__(self, shelf: Shelf, max_downloads: int | None) -> None:
        settings = shelf.settings
        self._shelf = shelf
        big = BigDownloads.of(settings)
        self.indexer = shelf.indexer()
        self.verifications = Verifications(shelf.database, settings)
        self.keeper = TrashKeeper(settings, self.indexer)
        self.runner = Runner(
            shelf.database,
            shelf.publisher,
            settings.node,
            handlers={
                Kind.DOWNLOAD: DownloadHandler(
                    shelf.database,
                    settings,
                    shelf.hub,
                    big,
                    hub_token=shelf.hub_tokens.current,
                    arrived=self._arrived,
                    changed=self._refresh,
                ),
                **shelf.short_handlers(self.indexer, self.keeper),
                Kind.RECLAIM: ReclaimHandler(shelf.database, settings, self.indexer),
                Kind.VERIFY: VerifyHandler(shelf.database, settings, self._refresh),
                Kind.TRY: TrialHandler(shelf.database, settings, shelf.estimator),
                Kind.EXPORT: LeftBehind(settings, self._refresh),
                Kind.IMPORT: LeftBehind(settings, self._refresh),
            },
            max_downloads=max_downloads,
            wait_until=big.wait_until,
        )

        self.deeds = shelf.deeds(self.runner)
        removal = Removal(shelf.database, settings, self.deeds)
        self._budget = BudgetKeeper(shelf.database, settings, removal, shelf.publisher)

    async def run(self) -> None:
        """Work until cancelled; then put back what is unfinished."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.runner.sweep())
                tasks.create_task(supervise("inventory", self.indexer.run))
                tasks.create_task(supervise("trash", self.keeper.run))
                tasks.create_task(supervise("verification", self._verify))
                tasks.create_task(supervise("budget", self._budget.run))
                tasks.create_task(supervise("extra caches", self._shelf.extra_indexer().run))
                tasks.create_task(supervise("updates", self._look_for_updates))
                tasks.create_task(nodes.keep_alive(self._shelf.database, self._shelf.settings.node))
        finally:
            await self.runner.stop()

    async def clear_up(self) -> None:
        """Finish what was cut off: deletions, and the clearing away of cancelled downloads.

        For a command that is about to change something. Does nothing where a worker is at work,
        which does the same by itself.
        """
        async with self._shelf.database.read() as session:
            if await nodes.is_at_work(session, self._shelf.settings.node):
                return
        await self.keeper.look()
        for operation_id in await self.runner.look():
            async with self._shelf.database.read() as session:
                operation = await repository.get(session, operation_id)
            if operation and (operation.debris or operation.kind in _ENDED_BY_ALL):
                await self.take(operation_id)

    async def take(self, operation_id: UUID) -> None:
        """Work on an operation that somebody asked this node for."""
        await self.runner.run(operation_id)

    async def _arrived(self, operation: Operation) -> None:
        async with self._shelf.database.write() as session:
            await store_listing(
                session,
                operation.node,
                operation.model_id,
                operation.sha or "",
                files_of(operation),
            )
        await self._refresh(operation)

    async def _verify(self) -> None:
        await verify_whoever_waits(self.verifications, self.take)

    async def _look_for_updates(self) -> None:
        shelf, settings = self._shelf, self._shelf.settings
        updates = Updates(shelf.database, shelf.hub, settings, shelf.downloads)
        await look_now_and_then(updates, settings.update_check_hours, offline=settings.offline)

    async def _refresh(self, operation: Operation) -> None:
        await self.indexer.refresh(operation.model_id)
