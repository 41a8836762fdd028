"""One short operation that somebody waits for: done, and its end told."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from uuid import UUID

from modelshelf.kit.database import Database
from modelshelf.kit.errors import kind_of_problem
from modelshelf.operations import nodes, repository
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import ACTIVE, Status
from modelshelf.removal.errors import StillRunning, Stopped

LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 30.0

Take = Callable[[UUID], Awaitable[None]]
Wake = Callable[[Operation], Awaitable[None]]


class Deeds:
    """Does short operations of one node.

    Args:
        take: Works on an operation now, in this process.
        wake: Tells the node's worker of an operation, where that is on another machine: it sees
            the cache and who uses it, and we may not.
    """

    def __init__(
        self,
        database: Database,
        take: Take,
        wake: Wake,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._database = database
        self._take = take
        self._wake = wake
        self._patience_seconds = patience_seconds

    async def see_through(self, row: Operation) -> Operation:
        """Do it, and return the operation as it is completed.

        Raises:
            StillRunning, Stopped, and what the deed came upon.
        """
        async with self._database.read() as session:
            worker = await nodes.worker_of(session, row.node)
        if worker is None or worker.is_here:
            await self._take(row.id)
        else:
            await self._wake(row)
        return _concluded(await self._at_its_end(row.id))

    async def _at_its_end(self, operation_id: UUID) -> Operation:
        """Another process of the node may have been quicker to take it up: wait for that one."""
        deadline = time.monotonic() + self._patience_seconds
        while True:
            async with self._database.read() as session:
                row = await repository.get(session, operation_id)
            if row is not None and row.status not in ACTIVE:
                return row
            if time.monotonic() > deadline:
                raise StillRunning(
                    f"It takes longer than {self._patience_seconds:.0f} s and goes on by itself. "
                    "Look at the list of operations.",
                    task_id=str(operation_id),
                )
            await asyncio.sleep(LOOK_SECONDS)


def _concluded(row: Operation) -> Operation:
    if row.status is Status.COMPLETED:
        return row
    # What came between the request and the deed; the operation's row keeps only its code.
    kind = kind_of_problem(row.error_code, unknown=Stopped)
    raise kind(row.error or "It was cancelled.", task_id=str(row.id))
