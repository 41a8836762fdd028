"""Operations to act on, and handlers that do what a test says."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update

from modelshelf.audit.deeds import Actor, Channel
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.events import Event
from modelshelf.operations import claims, repository
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import HELD, Kind, Status
from modelshelf.operations.owner import Owner
from modelshelf.operations.runner import Runner
from modelshelf.operations.work import Work
from tests.support.wait import PATIENCE_SECONDS, until

NODE = "local"
ADA = Actor("ada", Channel.SESSION)
EVE = Actor("eve", Channel.SESSION)
MODEL = "acme/tiny"
LEASE = timedelta(seconds=30)
ELSEWHERE = str(Owner("another-machine", pid=1, started=1))
"""A process of which nothing can be known from here but its lease."""


async def add(database: Database, model_id: str = MODEL, **values: Any) -> UUID:
    """Put an operation into the table, as it is when it was just requested."""
    values = {
        "node": NODE,
        "kind": Kind.DOWNLOAD,
        "status": Status.PENDING,
        "requested_by": "ada",
        "bytes_total": 1000,
    } | values
    async with database.write() as session:
        operation = Operation(model_id=model_id, **values)
        session.add(operation)
    return operation.id


async def add_queue(database: Database, length: int) -> list[UUID]:
    """Pending downloads of as many models, the oldest first."""
    begin = now() - timedelta(hours=1)
    return [
        await add(database, f"acme/model-{number}", created_at=begin + timedelta(minutes=number))
        for number in range(length)
    ]


async def read(database: Database, operation_id: UUID) -> Operation:
    async with database.read() as session:
        operation = await repository.get(session, operation_id)
    assert operation is not None
    return operation


async def change(database: Database, operation_id: UUID, **values: Any) -> None:
    """Write columns past the product, as time or another machine would."""
    async with database.write() as session:
        await session.execute(
            update(Operation).where(Operation.id == operation_id).values(**values)
        )


async def claim(
    database: Database,
    operation_id: UUID,
    owner: str = ELSEWHERE,
    *,
    lease: timedelta = LEASE,
    max_downloads: int | None = None,
) -> bool:
    kind = (await read(database, operation_id)).kind
    async with database.write() as session:
        return await claims.claim(
            session, operation_id, owner, lease, kind=kind, max_downloads=max_downloads
        )


async def reached(
    database: Database,
    operation_id: UUID,
    status: Status,
    deadline_seconds: float = PATIENCE_SECONDS,
) -> Operation:
    """Wait until it has this status and nobody holds it but for work."""

    async def so() -> bool:
        operation = await read(database, operation_id)
        return operation.status is status and (status in HELD or operation.owner is None)

    await until(so, deadline_seconds)
    return await read(database, operation_id)


class Acting:
    """A handler that acts as told, and remembers what it was asked for."""

    def __init__(self, act: Callable[[Work], Awaitable[None]]) -> None:
        self.act = act
        self.started: list[UUID] = []
        self.cleared: list[UUID] = []
        self.at_work: Counter[UUID] = Counter()
        self.most_at_once = 0

    async def run(self, work: Work) -> None:
        operation_id = work.operation.id
        self.started.append(operation_id)
        self.at_work[operation_id] += 1
        self.most_at_once = max(self.most_at_once, self.at_work.total())
        try:
            await self.act(work)
        finally:
            self.at_work[operation_id] -= 1

    async def clear(self, operation: Operation) -> None:
        self.cleared.append(operation.id)


async def finish(work: Work) -> None:
    """Fetch everything at once."""
    work.report(work.operation.bytes_total)


async def go_on(work: Work) -> None:
    """Fetch some, and go on until stopped."""
    work.report(400)
    await asyncio.Event().wait()


@asynccontextmanager
async def at_work(runner: Runner) -> AsyncIterator[None]:
    """A worker's loop while the block runs; at its end the worker stops."""
    sweeping = asyncio.create_task(runner.sweep())
    try:
        yield
    finally:
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping
        await runner.stop()


def news_of(operation_id: UUID, events: list[Event]) -> list[dict[str, Any]]:
    """What was told of an operation, in order."""
    return [
        one.data
        for one in events
        if one.kind == "operation" and one.data["id"] == str(operation_id)
    ]


def moment_ago(seconds: float) -> datetime:
    return now() - timedelta(seconds=seconds)
