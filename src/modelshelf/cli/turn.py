"""One download done by this process, as soon as its node has a place for it."""

import asyncio
from uuid import UUID

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.kit.clock import now
from modelshelf.operations import nodes, repository
from modelshelf.operations.dead import release_dead
from modelshelf.operations.models import Operation


class Turn:
    """A download that waits for its turn, and then the work on it.

    Attributes:
        ahead: Downloads that stood before it when it was last looked at; 0 once it has begun.
    """

    def __init__(self, shelf: Shelf, operation_id: UUID) -> None:
        self._shelf = shelf
        self._operation_id = operation_id
        self._node = Node(shelf, max_downloads=None)
        self._work: asyncio.Task[None] | None = None
        self.ahead = 0

    @property
    def waits(self) -> bool:
        """Whether this process does nothing for it at the moment."""
        return self._work is None or self._work.done()

    async def take(self, row: Operation) -> None:
        """Begin if its time has come and there is a place, which another may be quicker to take."""
        if row.not_before is not None and row.not_before > now():
            return
        name, limit = self._shelf.settings.node, self._shelf.settings.max_downloads
        await release_dead(self._shelf.database, self._shelf.publisher, name)
        async with self._shelf.database.read() as session:
            at_work = await nodes.is_at_work(session, name)
            ahead = await repository.count_running(session, name)
            if at_work:
                places = await repository.queue_positions(session, name)
                ahead += places.get(self._operation_id, 1) - 1
        if ahead >= limit:
            self.ahead = ahead
            return
        self.ahead = 0
        # Without a worker nobody takes up what else is waiting: to wait for that has no end.
        self._node = Node(self._shelf, max_downloads=limit if at_work else None)
        self._work = asyncio.create_task(self._node.take(self._operation_id))

    def live(self) -> Operation | None:
        """The operation as it is at this moment, if this process works on it."""
        return self._node.runner.live(self._operation_id)

    async def end(self) -> None:
        """Wait for what is left to do of a download that has ended or is paused."""
        if self._work is not None:
            await self._work

    async def stop(self) -> None:
        """Put the download back, ready for the next process."""
        await self._node.runner.stop()
