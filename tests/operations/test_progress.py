"""What is told while an operation runs: often enough to watch, never so often that it hurts."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from uuid import UUID

import pytest

from modelshelf.kit.database import Database
from modelshelf.kit.events import Broadcast, Event, Publisher
from modelshelf.operations import service
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status
from modelshelf.operations.runner import Runner
from modelshelf.operations.schemas import OperationOut
from modelshelf.operations.speed import LINE_READINGS, SpeedLine, Speedometer
from modelshelf.operations.work import LEASE, RENEW_SECONDS, ClaimLost, Work
from tests.operations.stage import ADA, ELSEWHERE, Acting, add, change, claim, reached, read
from tests.support.statements import asked
from tests.support.wait import PATIENCE_SECONDS, until

BUSY_SECONDS = 2.5


@pytest.fixture
async def heard(valkey: str) -> AsyncIterator[list[Event]]:
    """Every event that is published during the test."""
    events: list[Event] = []
    broadcast = Broadcast(valkey)

    async def listen() -> None:
        async for news in broadcast.listen(60):
            events.extend([news] if isinstance(news, Event) else [])

    tasks = [asyncio.create_task(broadcast.run()), asyncio.create_task(listen())]
    publisher = Publisher(valkey)

    async def connected() -> bool:
        await publisher.publish("hello", {})
        return bool(events)

    await until(connected)
    await publisher.close()
    yield events
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def news_of(operation_id: UUID, events: list[Event]) -> list[dict[str, object]]:
    return [
        one.data
        for one in events
        if one.kind == "operation" and one.data["id"] == str(operation_id)
    ]


async def report_ten_thousand_a_second(work: Work) -> None:
    begin = time.monotonic()
    reports = 0
    while (elapsed := time.monotonic() - begin) < BUSY_SECONDS:
        while reports < elapsed * 10_000:
            reports += 1
            work.report(reports)
        await asyncio.sleep(0.001)
    work.report(work.operation.bytes_total)


async def test_a_flood_of_reports_is_told_in_few_words(
    sqlite_database: Database, hire: Callable[..., Runner], heard: list[Event]
) -> None:
    operation_id = await add(sqlite_database, bytes_total=100_000)
    runner = hire(sqlite_database, Acting(report_ten_thousand_a_second))
    began = time.monotonic()
    with asked(sqlite_database) as found:
        await runner.run(operation_id)
    seconds = time.monotonic() - began

    async def told() -> bool:
        return bool(said := news_of(operation_id, heard)) and said[-1]["status"] == "completed"

    await until(told)
    said = news_of(operation_id, heard)
    # A claim, an end and a letting go; in between one for each of the news.
    assert 4 <= found.updates_of("operations") <= 3 + 5 * seconds
    # A beginning and an end; in between four a second.
    assert 6 <= len(said) <= 2 + 5 * seconds
    bytes_told = [int(str(one["bytes_downloaded"])) for one in said]
    assert bytes_told == sorted(bytes_told)
    assert len(set(bytes_told)) >= 6
    assert bytes_told[-1] == 100_000
    # Whoever comes only now is told what came in each second before.
    lines = [one["speeds_bps"] for one in said if one["status"] == "downloading"]
    assert lines[0] == []
    assert [pytest.approx(10_000, rel=0.2)] * 2 == lines[-1][:2]  # type: ignore[index] # Lists.


@pytest.mark.parametrize("deed", [service.pause, service.cancel])
async def test_what_was_told_is_written_whatever_becomes_of_the_operation(
    database: Database,
    hire: Callable[..., Runner],
    heard: list[Event],
    deed: Callable[..., Awaitable[Operation]],
) -> None:
    operation_id = await add(database, bytes_total=100_000)
    runner = hire(database, Acting(report_ten_thousand_a_second))
    running = asyncio.create_task(runner.run(operation_id))

    async def told() -> bool:
        return len(news_of(operation_id, heard)) >= 4

    await until(told)
    seen = int(str(news_of(operation_id, heard)[-1]["bytes_downloaded"]))
    async with database.write() as session:
        moved = await deed(session, operation_id, by=ADA)
    await running
    assert moved.bytes_done >= seen > 0
    assert (await read(database, operation_id)).bytes_done >= seen


async def test_a_change_of_state_is_written_without_delay(
    sqlite_database: Database, hire: Callable[..., Runner]
) -> None:
    async def verify(work: Work) -> None:
        work.report(1000, status=Status.VERIFYING)
        await asyncio.Event().wait()

    operation_id = await add(sqlite_database)
    runner = hire(sqlite_database, Acting(verify))
    running = asyncio.create_task(runner.run(operation_id))
    await reached(sqlite_database, operation_id, Status.DOWNLOADING)
    verifying = await reached(sqlite_database, operation_id, Status.VERIFYING)
    assert verifying.bytes_done == 1000
    assert verifying.started_at is not None
    taken = verifying.updated_at - verifying.started_at
    assert taken.total_seconds() < RENEW_SECONDS
    await runner.stop()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize("deed", [service.pause, service.cancel])
async def test_the_claim_is_lost_when_somebody_moves_the_operation(
    database: Database, publisher: Publisher, deed: Callable[..., object]
) -> None:
    operation_id = await add(database)
    assert await claim(database, operation_id)
    work = Work(database, publisher, await read(database, operation_id), ELSEWHERE)
    keeping = asyncio.create_task(work.keep())
    async with database.write() as session:
        await deed(session, operation_id, by=ADA)  # type: ignore[misc] # Either is a coroutine.
    with pytest.raises(ClaimLost):
        await asyncio.wait_for(keeping, PATIENCE_SECONDS)


async def test_the_claim_is_lost_to_whoever_takes_over(
    database: Database, publisher: Publisher
) -> None:
    operation_id = await add(database)
    assert await claim(database, operation_id)
    work = Work(database, publisher, await read(database, operation_id), ELSEWHERE)
    work.report(999)
    await change(database, operation_id, owner="yet-another-machine/2/2")
    with pytest.raises(ClaimLost):
        await asyncio.wait_for(work.keep(), PATIENCE_SECONDS)
    assert (await read(database, operation_id)).bytes_done == 0


async def test_the_claim_is_renewed_while_it_is_kept(
    database: Database, publisher: Publisher
) -> None:
    operation_id = await add(database)
    assert await claim(database, operation_id)
    before = (await read(database, operation_id)).leased_until
    assert before is not None
    work = Work(database, publisher, await read(database, operation_id), ELSEWHERE)
    keeping = asyncio.create_task(work.keep())

    async def renewed() -> bool:
        until_when = (await read(database, operation_id)).leased_until
        return until_when is not None and until_when > before

    await until(renewed, LEASE.total_seconds() / 2)
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping


def test_the_speed_follows_and_falls_in_silence() -> None:
    meter = Speedometer()
    assert meter.read(0, 0.0) is None
    assert meter.read(1000, 1.0) == 1000
    assert meter.read(2000, 2.0) == 1000
    stalled = [meter.read(2000, 2.0 + second) for second in (1, 5, 30)]
    assert stalled == sorted(stalled, reverse=True)  # type: ignore[type-var] # None would fail it.
    assert stalled[-1] == 0


def test_the_speed_does_not_depend_on_how_often_it_is_read() -> None:
    often, seldom = Speedometer(), Speedometer()
    for tick in range(101):
        fast = often.read(tick * 50, tick / 10)
    for tick in range(11):
        slow = seldom.read(tick * 500, float(tick))
    assert fast == slow == 500
    assert often.read(10, 11.0) is None  # It began anew: no negative speed.


def test_a_line_has_what_came_in_each_second_of_the_last_minute() -> None:
    line = SpeedLine()
    assert line.read(500, 0.0) == []
    for quarter in range(1, 4 * 90 + 1):
        readings = line.read(500 + quarter * quarter, quarter / 4)
    # In each second 32 more than in the one before: what came, and not what was here.
    assert len(readings) == LINE_READINGS
    assert readings[-1] - readings[-2] == 32
    assert sum(readings) == (4 * 90) ** 2 - (4 * 30) ** 2
    assert line.read(500 + 360 * 360, 91.0)[-1] == 0
    assert line.read(0, 92.0)[-1] == 0


async def test_a_download_that_goes_on_has_a_line_of_its_own(
    database: Database, publisher: Publisher
) -> None:
    operation_id = await add(database)
    await change(database, operation_id, speeds=[7, 8, 9])
    assert await claim(database, operation_id)
    assert OperationOut.of(await read(database, operation_id)).speeds_bps == []
