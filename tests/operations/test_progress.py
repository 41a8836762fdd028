"""What is told while an operation runs: often enough to watch, never so often that it hurts."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count

import pytest

from modelshelf.kit.database import Database
from modelshelf.kit.events import Event, Publisher
from modelshelf.operations import service
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status
from modelshelf.operations.runner import Runner
from modelshelf.operations.schemas import OperationOut
from modelshelf.operations.speed import LINE_READINGS, SpeedLine, Speedometer
from modelshelf.operations.work import RENEW_SECONDS, TELL_SECONDS, ClaimLost, Work
from tests.operations.stage import ADA, ELSEWHERE, Acting, add, change, claim, news_of, read
from tests.support.clock import standing_clock
from tests.support.statements import asked
from tests.support.wait import PATIENCE_SECONDS, until


class Waiting(Acting):
    """A handler that does nothing by itself: the test reports for it, and lets it end."""

    def __init__(self) -> None:
        super().__init__(self._wait)
        self.work: asyncio.Future[Work] = asyncio.get_running_loop().create_future()
        self.may_end = asyncio.Event()

    async def _wait(self, work: Work) -> None:
        self.work.set_result(work)
        await self.may_end.wait()


async def test_a_flood_of_reports_is_told_in_few_words(
    sqlite_database: Database, hire: Callable[..., Runner], heard: list[Event]
) -> None:
    operation_id = await add(sqlite_database, bytes_total=100_000)
    handler, quarters = Waiting(), 10
    shown: list[int] = []

    async def last_is_told() -> bool:
        said = news_of(operation_id, heard)
        return bool(said) and said[-1]["bytes_downloaded"] == shown[-1]

    with asked(sqlite_database) as found, standing_clock() as clock:
        running = asyncio.create_task(hire(sqlite_database, handler).run(operation_id))
        work = await handler.work
        shown.append(1)
        work.report(shown[-1])
        await clock.until(last_is_told)  # The first bytes at once: no time has passed.
        began = len(news_of(operation_id, heard))
        clock.go_on(TELL_SECONDS)
        for _ in range(quarters):
            for _ in range(2500):
                shown.append(shown[-1] + 1)
                work.report(shown[-1])
            clock.go_on(TELL_SECONDS)
            await clock.until(last_is_told)
        said = news_of(operation_id, heard)
        assert len(said) == began + quarters
        shown.append(100_000)
        work.report(shown[-1])
        handler.may_end.set()

        async def ended() -> bool:
            return running.done() and bool(await last_is_told())

        await clock.until(ended)
    said = news_of(operation_id, heard)
    assert said[-1]["status"] == "completed"
    # A beginning and an end; in between four a second.
    assert len(said) <= 2 + 1 + quarters
    # A claim, an end and a letting go; in between one for each of the news.
    assert 4 <= found.updates_of("operations") <= 3 + 1 + quarters
    # Whoever comes only now is told what came in each second before.
    lines = [one["speeds_bps"] for one in said if one["status"] == "downloading"]
    assert lines[0] == []
    assert lines[-1] == [pytest.approx(10_000, rel=0.3), 10_000]


async def report_on_and_on(work: Work) -> None:
    for reports in count(1):
        work.report(min(reports, work.operation.bytes_total - 1))
        await asyncio.sleep(0.001)


async def test_silence_is_told_too(
    sqlite_database: Database, hire: Callable[..., Runner], heard: list[Event]
) -> None:
    async def wait(work: Work) -> None:
        work.report(1000, phase="reconnecting")
        await asyncio.Event().wait()

    operation_id = await add(sqlite_database)
    runner = hire(sqlite_database, Acting(wait))
    running = asyncio.create_task(runner.run(operation_id))

    async def told_of_nothing() -> bool:
        return any(
            one["speeds_bps"][-2:] == [0, 0] and one["phase"] == "reconnecting"
            for one in news_of(operation_id, heard)
        )

    await until(told_of_nothing)
    await runner.stop()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize("deed", [service.pause, service.cancel])
async def test_what_was_told_is_written_whatever_becomes_of_the_operation(
    database: Database,
    hire: Callable[..., Runner],
    heard: list[Event],
    deed: Callable[..., Awaitable[Operation]],
) -> None:
    operation_id = await add(database, bytes_total=100_000)
    runner = hire(database, Acting(report_on_and_on))
    running = asyncio.create_task(runner.run(operation_id))

    async def told() -> bool:
        return len(news_of(operation_id, heard)) >= 4

    await until(told)
    seen = news_of(operation_id, heard)[-1]["bytes_downloaded"]
    async with database.write() as session:
        moved = await deed(session, operation_id, by=ADA)
    await running
    assert moved.bytes_done >= seen > 0
    assert (await read(database, operation_id)).bytes_done >= seen


async def test_a_change_of_state_is_written_without_delay(
    sqlite_database: Database, hire: Callable[..., Runner], heard: list[Event]
) -> None:
    operation_id = await add(sqlite_database)
    handler = Waiting()

    async def told() -> bool:
        return 1000 in [one["bytes_downloaded"] for one in news_of(operation_id, heard)]

    async def verifying() -> bool:
        return (await read(sqlite_database, operation_id)).status is Status.VERIFYING

    runner = hire(sqlite_database, handler)
    with standing_clock() as clock:
        running = asyncio.create_task(runner.run(operation_id))
        (await handler.work).report(1000)
        await clock.until(told)
        handler.work.result().report(1000, status=Status.VERIFYING)
        clock.go_on(2 * TELL_SECONDS)  # The claim need not be renewed by then.
        await clock.until(verifying)
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

    async def renewed() -> bool:
        until_when = (await read(database, operation_id)).leased_until
        return until_when is not None and until_when > before

    with standing_clock() as clock:
        keeping = asyncio.create_task(work.keep())
        await asyncio.sleep(0)
        clock.go_on(RENEW_SECONDS)
        await clock.until(renewed)
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
