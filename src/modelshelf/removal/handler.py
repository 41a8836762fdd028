"""Doing a deletion, as an operation."""

import asyncio
from collections.abc import Awaitable, Callable

from modelshelf.cache.remove import NotInstalled, erase, move_to_trash
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations.models import Operation
from modelshelf.operations.work import Work
from modelshelf.removal.errors import ModelInUse
from modelshelf.removal.plan import BlockerKind, blockers

Changed = Callable[[Operation], Awaitable[object]]


class RemovalHandler:
    """Runs deletions; implements `operations.runner.Handler`.

    Args:
        changed: Awaited when the model is out of sight, and again when its bytes are free.
    """

    def __init__(self, database: Database, settings: Settings, changed: Changed) -> None:
        self._database = database
        self._settings = settings
        self._changed = changed

    async def run(self, work: Work) -> None:
        operation = work.operation
        await self._check_again(operation)
        try:
            trashed = await asyncio.to_thread(
                move_to_trash, self._settings.cache_dir, operation.model_id
            )
        except NotInstalled:
            # An earlier attempt came this far, or somebody else removed it: gone is gone.
            await self._changed(operation)
            return
        await self._changed(operation)
        await asyncio.to_thread(erase, trashed)
        await self._changed(operation)
        work.report(operation.bytes_total)

    async def clear(self, operation: Operation) -> None:
        """A deletion that was cancelled before it began leaves nothing."""

    async def _check_again(self, operation: Operation) -> None:
        """Between the request and now a collection may have come to need the model."""
        async with self._database.read() as session:
            found = await blockers(session, operation.node, operation.model_id)
        names = [b.name for b in found if b.kind is BlockerKind.COLLECTION]
        if names:
            raise ModelInUse(f"{operation.model_id} is now used by {', '.join(names)}.")
