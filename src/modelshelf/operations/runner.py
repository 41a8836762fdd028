"""A node's hands: takes operations up, keeps its claim on them, and sees each to a true end."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias
from uuid import UUID

import structlog
from sqlalchemy import Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit.deeds import Actor
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Problem
from modelshelf.kit.events import Publisher
from modelshelf.kit.race import first_to_end, to_its_end
from modelshelf.operations import claims, repository
from modelshelf.operations.dead import release_dead
from modelshelf.operations.ending import Endings
from modelshelf.operations.handler import Handler
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.owner import Owner
from modelshelf.operations.work import LEASE, ClaimLost, Postponed, Work, publish

SWEEP_SECONDS = 3.0
# Of what is short and was asked for together: all at once they would only wait for each other, and
# none would end before nearly all do.
SHORT_AT_ONCE = 4
_SHORT = {Kind.DELETE, Kind.RESTORE, Kind.RECLAIM}

WaitUntil: TypeAlias = Callable[[Operation, datetime], datetime | None]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Standing:
    """The downloads that a node works on, and what it could take up."""

    downloads: int
    waiting: Sequence[Row[UUID, Kind, bool]]


class Runner:
    """Runs the operations of one node in one process.

    Args:
        max_downloads: Downloads that run at once; None for a process that runs just one job.
        wait_until: Says until when an operation has to wait at this moment, if it has to.
    """

    def __init__(
        self,
        database: Database,
        publisher: Publisher,
        node: str,
        handlers: Mapping[Kind, Handler],
        max_downloads: int | None,
        wait_until: WaitUntil = lambda _operation, _moment: None,
    ) -> None:
        self._database = database
        self._publisher = publisher
        self._node = node
        self._handlers = handlers
        self._max_downloads = max_downloads
        self._wait_until = wait_until
        self._owner = str(Owner.this_process())
        self._endings = Endings(database, publisher, handlers, self._owner)
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._works: dict[UUID, Work] = {}
        self._look_again = asyncio.Event()

    async def take_new(self, session: AsyncSession, row: Operation) -> None:
        """Let an operation begin as one that this process works on already, as `claims.take_new`;
        `run_taken` is to follow."""
        await claims.take_new(session, row, self._owner, LEASE)

    async def run_taken(self, row: Operation, by: Actor) -> Operation | None:
        """Work on what was taken so, for whoever asked for it; gives what `run` gives."""
        return await self._alone(row.id, self._to_its_end(row, asked_by=by))

    async def run(self, operation_id: UUID) -> Operation | None:
        """Work on an operation if it is there to be worked on; returns when it is over.

        One that this process works on already has been moved by somebody: its work looks again.

        Returns:
            The operation as it ended; None where its end is not of this work.
        """
        if operation_id in self._running:
            if (work := self._works.get(operation_id)) is not None:
                work.look()
            return None
        return await self._alone(operation_id, self._run(operation_id))

    async def _alone(
        self, operation_id: UUID, work: Coroutine[Any, Any, Operation | None]
    ) -> Operation | None:
        task = asyncio.current_task()
        assert task is not None
        self._running[operation_id] = task
        try:
            return await work
        except Exception:
            # Such as a database that is away. The claim ends by itself, and then it is run again.
            log.exception("operation_left", operation=str(operation_id))
            return None
        finally:
            del self._running[operation_id]
            self._look_again.set()  # A place is free, or the model is.

    async def sweep(self) -> None:
        """Take up again what dead processes left, and whatever is waiting, without end."""
        background: set[asyncio.Task[Operation | None]] = set()
        while True:
            with contextlib.suppress(DBAPIError):  # The database is away: look again later.
                for operation_id in await self.look(SHORT_AT_ONCE):
                    task = asyncio.create_task(self.run(operation_id))
                    background.add(task)
                    task.add_done_callback(background.discard)
            # Not `wait_for`: before Python 3.12 it can swallow a cancellation.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SWEEP_SECONDS):
                    await self._look_again.wait()
            self._look_again.clear()

    async def look(self, short_at_once: int | None = None) -> list[UUID]:
        """Put back what nobody holds any more; return what could be taken up, oldest first.

        Args:
            short_at_once: How many short ones this process shall have at hand; None: all.
        """
        await release_dead(self._database, self._publisher, self._node)
        # Asked every few seconds: at rest, when nobody has committed anything, nothing is read.
        standing = await self._database.memo.get(("standing", self._node), self._standing)
        full = self._max_downloads is not None and standing.downloads >= self._max_downloads
        at_hand = sum(work.operation.kind in _SHORT for work in self._works.values())
        found: list[UUID] = []
        for row in standing.waiting:
            if row.kind in _SHORT and not row.debris:
                at_hand += 1
                if short_at_once is None or at_hand <= short_at_once:
                    found.append(row.id)
            elif row.debris or row.kind is not Kind.DOWNLOAD or not full:
                found.append(row.id)
        return found

    async def _standing(self) -> _Standing:
        async with self._database.read() as session:
            return _Standing(
                downloads=await repository.count_running(session, self._node),
                waiting=await claims.waiting(session, self._node),
            )

    def live(self, operation_id: UUID) -> Operation | None:
        """An operation that this process works on, as it is at this moment."""
        work = self._works.get(operation_id)
        return work.operation if work else None

    async def stop(self) -> None:
        """Put back everything this process works on, ready for the next one."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, operation_id: UUID) -> Operation | None:
        waits = False
        async with self._database.write() as session:
            operation = await repository.get(session, operation_id)
            if operation is None:
                return None
            resumed = operation.started_at is not None
            if operation.debris:
                claimed = await claims.adopt_debris(session, operation_id, self._owner, LEASE)
            else:
                waits = await self._postpone(session, operation)
                claimed = await claims.claim(
                    session,
                    operation_id,
                    self._owner,
                    LEASE,
                    kind=operation.kind,
                    max_downloads=self._max_downloads,
                )
        if claimed:
            return await self._to_its_end(operation, resumed=resumed)
        if waits:
            await publish(self._publisher, operation)
        return None

    async def _to_its_end(
        self, operation: Operation, *, resumed: bool = False, asked_by: Actor | None = None
    ) -> Operation | None:
        """Work on an operation that is claimed.

        Args:
            resumed: Whether somebody has worked on it before.
            asked_by: Who asked for it, if that need not be looked up.
        """
        structlog.contextvars.bind_contextvars(
            operation=str(operation.id), model=operation.model_id
        )
        settled = None
        try:
            if operation.debris:
                await self._endings.clear(operation)
            else:
                work = Work(
                    self._database, self._publisher, operation, self._owner, resumed=resumed
                )
                settled = await self._work(work, asked_by)
        finally:
            if settled is None:
                await to_its_end(self._endings.let_go(operation.id))
        if settled is not None:
            await publish(self._publisher, settled)
        return settled

    async def _postpone(self, session: AsyncSession, operation: Operation) -> bool:
        """Write down until when it has to wait; whether that is news to others."""
        until = self._wait_until(operation, now())
        if until == operation.not_before:
            return False
        if not await claims.postpone(session, operation.id, until):
            return False
        await session.refresh(operation)
        return until is not None

    async def _work(self, work: Work, asked_by: Actor | None) -> Operation | None:
        """Do it; gives the operation as it ended, or None where its claim is still to be ended."""
        operation = work.operation
        settle = partial(self._endings.settle, work, asked_by)
        await publish(self._publisher, operation)
        log.info("operation_started", kind=operation.kind)
        self._works[operation.id] = work
        try:
            await first_to_end(self._handlers[operation.kind].run(work), work.keep())
        except ClaimLost:
            log.info("operation_stopped")
            return await settle(None)
        except Postponed as postponed:
            log.info("operation_postponed", until=postponed.until.isoformat())
            return await settle(Status.PENDING, not_before=postponed.until)
        except Problem as problem:
            log.warning("operation_failed", code=problem.code, detail=problem.detail)
            return await settle(
                Status.FAILED,
                error=problem.detail,
                error_code=problem.code,
                finished_at=now(),
            )
        except asyncio.CancelledError:
            # This process ends: the operation waits for the next one.
            await to_its_end(settle(Status.PENDING))
            raise
        except Exception:
            log.exception("operation_broke")
            return await settle(
                Status.FAILED,
                error="Modelshelf met an error of its own; its log says more. Try again.",
                error_code="internal_error",
                finished_at=now(),
            )
        else:
            log.info("operation_completed")
            return await settle(Status.COMPLETED, finished_at=now())
        finally:
            del self._works[operation.id]
