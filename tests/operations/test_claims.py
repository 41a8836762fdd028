"""Who may work on what: one process an operation, one operation a model."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.operations import claims, service
from modelshelf.operations.moves import ACTIVE, HELD, Kind, Status
from tests.operations.stage import (
    ADA,
    ELSEWHERE,
    LEASE,
    MODEL,
    add,
    add_queue,
    change,
    claim,
    moment_ago,
    read,
)

ANOTHER = "yet-another-machine/2/2"


async def test_a_model_has_one_active_operation(database: Database) -> None:
    first, second = await asyncio.gather(
        add(database), add(database, kind=Kind.DELETE), return_exceptions=True
    )
    refused = [outcome for outcome in (first, second) if isinstance(outcome, IntegrityError)]
    created = [outcome for outcome in (first, second) if isinstance(outcome, UUID)]
    assert (len(created), len(refused)) == (1, 1)


@pytest.mark.parametrize("status", Status)
async def test_only_active_operations_occupy_their_model(
    sqlite_database: Database, status: Status
) -> None:
    await add(sqlite_database, status=status)
    if status in ACTIVE:
        with pytest.raises(IntegrityError):
            await add(sqlite_database)
    else:
        await add(sqlite_database)
    await add(sqlite_database, node="gpu-1")
    await add(sqlite_database, "acme/other")


async def test_of_many_processes_one_gets_it(database: Database) -> None:
    operation_id = await add(database, error="It broke.", error_code="broken")
    begin = now()
    owners = [f"host/{number}/1" for number in range(6)]
    got = await asyncio.gather(*(claim(database, operation_id, owner) for owner in owners))
    operation = await read(database, operation_id)
    assert got.count(True) == 1
    assert operation.owner == owners[got.index(True)]
    assert operation.status is Status.DOWNLOADING
    assert operation.leased_until is not None
    assert begin + LEASE <= operation.leased_until <= now() + LEASE
    assert operation.started_at is not None
    assert (operation.error, operation.error_code) == (None, None)


@pytest.mark.parametrize("kind", Kind)
async def test_each_kind_has_its_state_of_work(sqlite_database: Database, kind: Kind) -> None:
    operation_id = await add(sqlite_database, kind=kind)
    assert await claim(sqlite_database, operation_id)
    expected = Status.DOWNLOADING if kind is Kind.DOWNLOAD else Status.RUNNING
    assert (await read(sqlite_database, operation_id)).status is expected


async def test_the_first_start_stays_the_start(sqlite_database: Database) -> None:
    begun = moment_ago(3600)
    operation_id = await add(sqlite_database, started_at=begun)
    assert await claim(sqlite_database, operation_id)
    assert (await read(sqlite_database, operation_id)).started_at == begun


async def test_resumed_too_soon_waits_until_the_former_owner_lets_go(database: Database) -> None:
    operation_id = await add(database)
    assert await claim(database, operation_id)
    async with database.write() as session:
        await service.pause(session, operation_id, by=ADA)
        await service.resume(session, operation_id, by=ADA)
    assert not await claim(database, operation_id, ANOTHER)
    async with database.write() as session:
        await claims.let_go(session, operation_id, ELSEWHERE)
    assert await claim(database, operation_id, ANOTHER)


async def test_a_lease_that_ran_out_holds_nobody_off(database: Database) -> None:
    operation_id = await add(database, owner=ELSEWHERE, leased_until=moment_ago(1))
    assert await claim(database, operation_id, ANOTHER)


@pytest.mark.parametrize(
    "remains",
    [{"debris": True}, {"owner": ELSEWHERE, "leased_until": now() + timedelta(hours=1)}],
    ids=["debris", "owner"],
)
async def test_a_new_operation_waits_for_the_remains_of_the_last_one(
    database: Database, remains: dict[str, Any]
) -> None:
    cancelled = await add(database, status=Status.CANCELLED, **remains)
    operation_id = await add(database)
    assert not await claim(database, operation_id, ANOTHER)
    await change(database, cancelled, debris=False, owner=None)
    assert await claim(database, operation_id, ANOTHER)


async def test_downloads_at_once_are_limited(database: Database) -> None:
    await add(database, "acme/elsewhere", node="gpu-1", status=Status.DOWNLOADING)
    await add(database, "acme/deleted", kind=Kind.DELETE, status=Status.RUNNING)
    queue = await add_queue(database, 6)
    got = await asyncio.gather(
        *(claim(database, operation_id, max_downloads=2) for operation_id in queue)
    )
    assert got == [True] * 2 + [False] * 4
    deletion = await add(database, kind=Kind.DELETE)
    assert await claim(database, deletion, max_downloads=2)


async def test_who_cannot_be_taken_up_keeps_no_place(database: Database) -> None:
    first, second = await add_queue(database, 2)
    await change(database, first, owner=ELSEWHERE, leased_until=now() + LEASE)
    assert not await claim(database, first, ANOTHER, max_downloads=1)
    assert await claim(database, second, ANOTHER, max_downloads=1)


async def test_a_claim_is_kept_by_its_owner_alone(database: Database) -> None:
    operation_id = await add(database)
    assert await claim(database, operation_id)
    async with database.write() as session:
        assert not await claims.renew(session, operation_id, ANOTHER, LEASE, now(), bytes_done=1)
        assert await claims.renew(session, operation_id, ELSEWHERE, LEASE, now(), bytes_done=400)
        await claims.let_go(session, operation_id, ANOTHER)
    operation = await read(database, operation_id)
    assert (operation.bytes_done, operation.owner) == (400, ELSEWHERE)


@pytest.mark.parametrize("status", sorted(set(Status) - HELD))
async def test_a_claim_ends_when_the_operation_is_moved(
    sqlite_database: Database, status: Status
) -> None:
    operation_id = await add(sqlite_database)
    assert await claim(sqlite_database, operation_id)
    await change(sqlite_database, operation_id, status=status)
    async with sqlite_database.write() as session:
        assert not await claims.renew(session, operation_id, ELSEWHERE, LEASE, now())
        assert not await claims.settle(session, operation_id, ELSEWHERE, Status.COMPLETED)
    assert (await read(sqlite_database, operation_id)).status is status


async def test_let_go_without_an_end_it_waits_for_the_next(database: Database) -> None:
    operation_id = await add(database)
    assert await claim(database, operation_id)
    async with database.write() as session:
        await claims.let_go(session, operation_id, ELSEWHERE)
    operation = await read(database, operation_id)
    assert (operation.status, operation.owner) == (Status.PENDING, None)
    assert await claim(database, operation_id, ANOTHER)


async def test_debris_is_cleared_by_one(database: Database) -> None:
    operation_id = await add(database, status=Status.CANCELLED, debris=True)

    async def adopt(owner: str) -> bool:
        async with database.write() as session:
            return await claims.adopt_debris(session, operation_id, owner, LEASE)

    got = await asyncio.gather(*(adopt(f"host/{number}/1") for number in range(4)))
    assert got.count(True) == 1


async def test_queue_positions_go_by_age(database: Database) -> None:
    queue = await add_queue(database, 3)
    await add(database, MODEL, kind=Kind.DELETE)
    await add(database, "acme/elsewhere", node="gpu-1")
    async with database.read() as session:
        assert [(await service.read(session, one))[1] for one in queue] == [1, 2, 3]
    assert await claim(database, queue[0])
    async with database.read() as session:
        operations, _ = await service.page(session, 50, active=True)
        places = {operation.id: operation.queue_position for operation in operations}
    assert [places[operation_id] for operation_id in queue] == [None, 1, 2]
