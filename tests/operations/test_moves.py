"""What may become of an operation, and what may not."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import product
from typing import TypeAlias
from uuid import uuid4

import pytest

from modelshelf.kit.database import Database
from modelshelf.operations import repository, service
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import MOVES, InvalidTransition, Kind, Status
from tests.operations.stage import ADA, MODEL, add, read

Deed: TypeAlias = Callable[..., Awaitable[Operation]]

# What people may ask for, and in which states it is granted.
GRANTED: dict[Deed, set[Status]] = {
    service.pause: {Status.PENDING, Status.DOWNLOADING, Status.VERIFYING},
    service.resume: {Status.PAUSED},
    service.cancel: {
        Status.PENDING,
        Status.DOWNLOADING,
        Status.VERIFYING,
        Status.PAUSED,
    },
    service.retry: {Status.FAILED, Status.CANCELLED},
}


async def test_the_table_of_moves_is_what_the_database_lets_happen(database: Database) -> None:
    for kind, status, target in product(Kind, Status, Status):
        operation_id = await add(database, f"{kind}-{status}/{target}", kind=kind, status=status)
        async with database.write() as session:
            moved = await repository.move(session, operation_id, target, speed_bps=7)
        after = await read(database, operation_id)
        allowed = target in MOVES[kind].get(status, ())
        assert (moved, after.status, after.speed_bps) == (
            (True, target, 7) if allowed else (False, status, None)
        ), f"{kind}: {status} to {target}"


@pytest.mark.parametrize("deed", GRANTED, ids=lambda deed: deed.__name__)
async def test_people_are_granted_what_makes_sense_and_told_why_not(
    sqlite_database: Database, deed: Deed
) -> None:
    for status in Status:
        operation_id = await add(sqlite_database, f"acme/{status}", status=status)
        async with sqlite_database.write() as session:
            if status in GRANTED[deed]:
                assert (await deed(session, operation_id, by=ADA)).status is not status
                continue
            with pytest.raises(InvalidTransition) as refusal:
                await deed(session, operation_id, by=ADA)
        document = refusal.value.document()
        assert (document["status"], document["code"]) == (409, "invalid_transition")
        assert document["status_now"] == status
        assert f"acme/{status} is {status}" in document["detail"]


async def test_of_two_moves_at_once_one_happens(database: Database) -> None:
    operation_id = await add(database, status=Status.PAUSED)

    async def move(target: Status) -> bool:
        async with database.write() as session:
            return await repository.move(session, operation_id, target)

    moved = await asyncio.gather(*(move(Status.PENDING) for _ in range(6)))
    assert sorted(moved) == [False] * 5 + [True]


async def test_retry_is_refused_while_the_model_is_busy(database: Database) -> None:
    failed = await add(database, status=Status.FAILED, error="It broke.", error_code="broken")
    other = await add(database)
    async with database.write() as session:
        with pytest.raises(InvalidTransition, match=MODEL) as refusal:
            await service.retry(session, failed, by=ADA)
    assert refusal.value.fields["task_id"] == str(other)
    assert (await read(database, failed)).error_code == "broken"


async def test_retry_forgets_the_error_and_keeps_the_progress(database: Database) -> None:
    failed = await add(
        database, status=Status.FAILED, error="It broke.", error_code="broken", bytes_done=600
    )
    async with database.write() as session:
        await service.retry(session, failed, by=ADA)
    after = await read(database, failed)
    assert (after.status, after.error, after.error_code, after.finished_at, after.bytes_done) == (
        Status.PENDING,
        None,
        None,
        None,
        600,
    )


async def test_what_does_not_exist_is_not_found(sqlite_database: Database) -> None:
    async with sqlite_database.write() as session:
        with pytest.raises(service.OperationNotFound):
            await service.read(session, uuid4())
        for deed in GRANTED:
            with pytest.raises(service.OperationNotFound):
                await deed(session, uuid4(), by=ADA)
