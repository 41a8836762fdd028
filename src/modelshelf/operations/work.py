"""One operation while a process works on it: its claim kept, its progress told."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError

from modelshelf.hub.transfer.progress import Phase
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.operations import claims
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status
from modelshelf.operations.reports import EVENT, report
from modelshelf.operations.schemas import OperationCounted, OperationPhase
from modelshelf.operations.speed import SpeedLine, Speedometer

LEASE = timedelta(seconds=30)
RENEW_SECONDS = 1.0
TELL_SECONDS = 0.25


class ClaimLost(Exception):
    """The operation was paused, cancelled, or taken by another process."""


class Postponed(Exception):
    """The operation may not go on at this time of day.

    Args:
        until: When it may again.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Work:
    """What a handler is given: the claimed operation, and a place to report to.

    `report` may be called as often as one likes. What came of it is told at most four times a
    second, the first bytes at once, and written into the row before it is told: whoever has seen a
    count finds no smaller one when they look again, however the operation was moved meanwhile.

    Attributes:
        resumed: Whether somebody has worked on it before.
        lost: Whether the operation was found not to be ours any more: what it works on may be
            another's by now.
    """

    def __init__(
        self,
        database: Database,
        publisher: Publisher,
        operation: Operation,
        owner: str,
        *,
        resumed: bool = False,
    ) -> None:
        self.operation = operation
        self.resumed = resumed
        self.lost = False
        self._database = database
        self._publisher = publisher
        self._owner = owner
        self._speed = Speedometer()
        self._line = SpeedLine()
        self._changed = asyncio.Event()
        self._first = asyncio.Event()
        self._next_seconds = TELL_SECONDS
        self._look_now = False

    def look(self) -> None:
        """Find out soon whether the operation is still ours: somebody may have moved it."""
        self._look_now = True

    def report(
        self,
        bytes_done: int,
        files_done: Sequence[int] | None = None,
        status: Status | None = None,
        notes: Sequence[str] = (),
        phase: OperationPhase | None = None,
        files_phase: Sequence[Phase] | None = None,
    ) -> None:
        """Tell how far it is, and what happens: in all and per file, in the order of `files`."""
        operation = self.operation
        if bytes_done > operation.bytes_done:
            self._first.set()
        operation.bytes_done = bytes_done
        if files_done is not None:
            operation.files_done = list(files_done)
        if files_phase is not None:
            operation.files_phase = list(files_phase)
        operation.phase = phase
        if notes:
            operation.notes = list(notes)
        if status is not None and status is not operation.status:
            operation.status = status
        self._changed.set()

    async def keep(self) -> None:
        """Renew the claim and tell the progress until cancelled.

        Raises:
            ClaimLost: The operation is no longer this process's.
        """
        clock = asyncio.get_running_loop().time
        tried = kept = clock()
        while True:
            await self._next_moment()
            moment = clock()
            self.operation.speed_bps = self._speed.read(self.operation.bytes_done, moment)
            self.operation.speeds = self._line.read(self.operation.bytes_done, moment)
            due = moment - tried >= RENEW_SECONDS
            if not (self._changed.is_set() or self._look_now or due):
                continue
            self._changed.clear()
            self._look_now = False
            tried = moment
            # More may come while it is written: what is told is no more than what is written.
            told = report(self.operation)
            try:
                await self._write()
                kept = tried
            except DBAPIError:
                # The claim holds for a while without the database.
                if clock() - kept > LEASE.total_seconds():
                    self.lost = True
                    raise ClaimLost from None
            # Under the time of the last write: a move that came since is newer. Told also where
            # nothing came: whoever hears nothing at all may take it that nobody works on it.
            told.updated_at = self.operation.updated_at
            await tell(self._publisher, told)

    async def _next_moment(self) -> None:
        """Until something may be told again; for the first bytes that is at once.

        The news before those may be that it began, a moment ago: so the next one comes later.
        """
        if self._first.is_set():
            wait, self._next_seconds = self._next_seconds, TELL_SECONDS
            await asyncio.sleep(wait)
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TELL_SECONDS):
                await self._first.wait()
                self._next_seconds = 2 * TELL_SECONDS

    async def _write(self) -> None:
        operation, moment = self.operation, now()
        async with self._database.write() as session:
            kept = await claims.renew(
                session,
                operation.id,
                self._owner,
                LEASE,
                moment,
                **self.progress(),
                status=operation.status,
            )
        if not kept:
            self.lost = True
            raise ClaimLost
        operation.updated_at = moment

    def progress(self) -> dict[str, Any]:
        """The columns that tell how far it is."""
        operation = self.operation
        return {
            "bytes_done": operation.bytes_done,
            "bytes_total": operation.bytes_total,
            "files_done": operation.files_done,
            "phase": operation.phase,
            "files_phase": operation.files_phase,
            "speed_bps": operation.speed_bps,
            "speeds": operation.speeds,
            "notes": operation.notes,
        }


async def publish(publisher: Publisher, operation: Operation) -> None:
    """Tell everybody who listens how an operation stands."""
    await tell(publisher, report(operation))


async def tell(publisher: Publisher, told: OperationCounted) -> None:
    await publisher.publish(EVENT, told.model_dump(mode="json"))
