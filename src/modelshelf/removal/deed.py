"""One short operation that somebody waits for: done, and its end told."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit.deeds import Actor
from modelshelf.kit.database import Database
from modelshelf.operations import nodes, repository
from modelshelf.operations.begin import Check, begin
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import ACTIVE, Status
from modelshelf.operations.outcome import problem_of
from modelshelf.operations.runner import Runner
from modelshelf.removal.errors import StillRunning

LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 30.0

Wake = Callable[[Operation], Awaitable[None]]


class Deeds:
    """Does short operations of one node.

    Args:
        runner: Works on them in this process.
        wake: Tells the node's worker of an operation, where that is on another machine: it sees
            the cache and who uses it, and we may not.
    """

    def __init__(
        self,
        database: Database,
        runner: Runner,
        wake: Wake,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._database = database
        self._runner = runner
        self._wake = wake
        self._patience_seconds = patience_seconds

    async def begin(
        self,
        row: Operation,
        by: Actor,
        *,
        check: Check | None = None,
        at_once: bool = False,
        **details: Any,
    ) -> Operation:
        """Create an operation, as `operations.begin`.

        Args:
            at_once: `see_through` follows at once: where this process is to do it, it has it from
                the first moment on. Otherwise it is the node's, as all that nobody waits for.
        """

        async def check_and_take(session: AsyncSession) -> None:
            if check is not None:
                await check(session)
            if at_once and await _is_for_us(session, row.node):
                await self._runner.take_new(session, row)

        return await begin(self._database, row, by, check=check_and_take, **details)

    async def see_through(self, row: Operation, by: Actor) -> Operation:
        """Do it, and return the operation as it is completed.

        Args:
            by: Who asked for it.

        Raises:
            StillRunning, OperationCancelled, and what the deed came upon.
        """
        ended = await self._do(row, by)
        if ended is None or ended.status in ACTIVE:
            ended = await self._at_its_end(row.id)
        return _concluded(ended)

    async def _do(self, row: Operation, by: Actor) -> Operation | None:
        if row.owner is not None:
            return await self._runner.run_taken(row, by)
        async with self._database.read() as session:
            is_for_us = await _is_for_us(session, row.node)
        if is_for_us:
            return await self._runner.run(row.id)
        await self._wake(row)
        return None

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


async def _is_for_us(session: AsyncSession, node: str) -> bool:
    worker = await nodes.worker_of(session, node)
    return worker is None or worker.is_here


def _concluded(row: Operation) -> Operation:
    if row.status is Status.COMPLETED:
        return row
    raise problem_of(row, task_id=str(row.id))  # What came between the request and the deed.
