"""Operations are seen to a true end, whatever happens to them on the way."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import UUID, uuid4

import pytest

from modelshelf.kit.database import Database
from modelshelf.kit.errors import NoSpace
from modelshelf.operations import service
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.runner import SHORT_AT_ONCE, Runner
from modelshelf.operations.work import Work
from tests.operations.stage import (
    ADA,
    ELSEWHERE,
    MODEL,
    Acting,
    add,
    add_queue,
    at_work,
    finish,
    go_on,
    moment_ago,
    reached,
    read,
)
from tests.support.statements import asked
from tests.support.wait import PATIENCE_SECONDS, until

Hire = Callable[..., Runner]


async def do(
    database: Database,
    deed: Callable[..., Awaitable[Operation]],
    operation_id: UUID,
) -> None:
    async with database.write() as session:
        await deed(session, operation_id, by=ADA)


@pytest.mark.parametrize("kind", Kind)
async def test_what_is_done_is_completed(database: Database, hire: Hire, kind: Kind) -> None:
    operation_id = await add(database, kind=kind)
    await hire(database, Acting(finish)).run(operation_id)
    operation = await read(database, operation_id)
    assert (operation.status, operation.bytes_done) == (Status.COMPLETED, 1000)
    assert operation.started_at is not None
    assert operation.finished_at is not None
    assert operation.started_at <= operation.finished_at
    assert (operation.owner, operation.leased_until, operation.speed_bps) == (None, None, None)


async def test_a_problem_is_told_as_it_was_put(database: Database, hire: Hire) -> None:
    async def run_out_of_disk(work: Work) -> None:
        work.report(300)
        raise NoSpace("The disk is full. Free 2 GB and try again.")

    operation_id = await add(database)
    await hire(database, Acting(run_out_of_disk)).run(operation_id)
    operation = await read(database, operation_id)
    assert (operation.status, operation.error_code) == (Status.FAILED, "insufficient_storage")
    assert operation.error == "The disk is full. Free 2 GB and try again."
    assert operation.bytes_done == 300
    assert operation.finished_at is not None
    assert operation.owner is None


async def test_an_error_of_ours_fails_the_operation_without_its_traceback(
    sqlite_database: Database, hire: Hire
) -> None:
    async def stumble(_work: Work) -> None:
        raise KeyError("hf_verysecrettoken")

    operation_id = await add(sqlite_database)
    await hire(sqlite_database, Acting(stumble)).run(operation_id)
    operation = await read(sqlite_database, operation_id)
    assert (operation.status, operation.error_code) == (Status.FAILED, "internal_error")
    assert operation.error is not None
    assert "Try again" in operation.error
    assert "hf_" not in operation.error


async def test_many_that_are_short_end_one_after_the_other(database: Database, hire: Hire) -> None:
    """All at once they wait for each other, and who watches sees nothing for long."""
    ids = [await add(database, f"demo/m{n}", kind=Kind.DELETE) for n in range(10)]
    at_once = most = 0

    async def take_a_moment(work: Work) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        for _ in range(20):
            await asyncio.sleep(0)
        at_once -= 1
        work.report(1000)

    runner = hire(database, Acting(take_a_moment))
    async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as tasks:
        sweeping = tasks.create_task(runner.sweep())
        for operation_id in ids:
            await reached(database, operation_id, Status.COMPLETED)
        sweeping.cancel()
    assert most <= SHORT_AT_ONCE < len(ids)
    assert len(await runner.look()) == 0


async def test_failed_then_retried_completes(sqlite_database: Database, hire: Hire) -> None:
    attempts = 0

    async def fail_once(work: Work) -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise NoSpace("Full.")
        await finish(work)

    operation_id = await add(sqlite_database)
    async with at_work(hire(sqlite_database, Acting(fail_once))):
        await reached(sqlite_database, operation_id, Status.FAILED)
        await do(sqlite_database, service.retry, operation_id)
        operation = await reached(sqlite_database, operation_id, Status.COMPLETED)
    assert (operation.error, operation.error_code) == (None, None)


async def test_pausing_stops_it_at_once_and_keeps_what_is_there(
    database: Database, hire: Hire
) -> None:
    handler = Acting(go_on)
    operation_id = await add(database)
    async with at_work(hire(database, handler)):
        await until_started(handler, operation_id)
        await do(database, service.pause, operation_id)
        operation = await reached(database, operation_id, Status.PAUSED)
        assert handler.at_work.total() == 0
        assert (operation.bytes_done, operation.speed_bps) == (400, None)
        assert operation.finished_at is None
    assert (await read(database, operation_id)).status is Status.PAUSED


async def test_resumed_at_once_it_never_runs_twice_at_once(database: Database, hire: Hire) -> None:
    stopping, may_stop = asyncio.Event(), asyncio.Event()

    async def stop_slowly(work: Work) -> None:
        if len(handler.started) > 1:
            await finish(work)
            return
        try:
            await go_on(work)
        finally:
            stopping.set()
            await may_stop.wait()  # It still writes its last bytes.

    handler = Acting(stop_slowly)
    operation_id = await add(database)
    runner = hire(database, handler)
    async with at_work(runner):
        await until_started(handler, operation_id)
        await do(database, service.pause, operation_id)
        await do(database, service.resume, operation_id)
        await asyncio.wait_for(stopping.wait(), PATIENCE_SECONDS)
        for told in (runner, hire(database, handler)):
            assert await told.run(operation_id) is None
        assert handler.most_at_once == 1
        may_stop.set()
        await reached(database, operation_id, Status.COMPLETED)
    assert handler.started == [operation_id] * 2
    assert handler.most_at_once == 1


async def test_a_cancellation_that_a_library_swallows_holds_nothing_up(
    sqlite_database: Database, hire: Hire
) -> None:
    async def swallow_once(work: Work) -> None:
        with suppress(asyncio.CancelledError):
            await go_on(work)
        await go_on(work)

    handler = Acting(swallow_once)
    operation_id = await add(sqlite_database)
    async with at_work(hire(sqlite_database, handler)):
        await until_started(handler, operation_id)
        await do(sqlite_database, service.pause, operation_id)
        await reached(sqlite_database, operation_id, Status.PAUSED)


async def test_cancelling_clears_away_what_it_left(database: Database, hire: Hire) -> None:
    handler = Acting(go_on)
    operation_id = await add(database)
    async with at_work(hire(database, handler)):
        await until_started(handler, operation_id)
        await do(database, service.cancel, operation_id)
        operation = await reached(database, operation_id, Status.CANCELLED)
    assert handler.cleared == [operation_id]
    assert not operation.debris
    assert operation.finished_at is not None


@pytest.mark.parametrize("status", [Status.PENDING, Status.PAUSED])
async def test_cancelled_while_nobody_runs_it_is_cleared_away_too(
    database: Database, hire: Hire, status: Status
) -> None:
    handler = Acting(finish)
    operation_id = await add(database, status=status)
    await do(database, service.cancel, operation_id)

    async def clean() -> bool:
        operation = await read(database, operation_id)
        return not operation.debris and operation.owner is None

    async with at_work(hire(database, handler)):
        await until(clean)
    assert (handler.started, handler.cleared) == ([], [operation_id])


async def test_the_next_download_of_a_model_waits_for_the_clearing(
    sqlite_database: Database, hire: Hire
) -> None:
    handler = Acting(finish)
    cancelled = await add(sqlite_database)
    await do(sqlite_database, service.cancel, cancelled)
    operation_id = await add(sqlite_database)
    runner = hire(sqlite_database, handler)
    await runner.run(operation_id)
    assert handler.started == []
    async with at_work(runner):
        await reached(sqlite_database, operation_id, Status.COMPLETED)
    assert handler.cleared == [cancelled]


async def test_a_worker_that_stops_puts_its_work_back(database: Database, hire: Hire) -> None:
    first, second = Acting(go_on), Acting(finish)
    operation_id = await add(database)
    async with at_work(hire(database, first)):
        await until_started(first, operation_id)
    operation = await read(database, operation_id)
    assert (operation.status, operation.owner, operation.bytes_done) == (Status.PENDING, None, 400)
    await hire(database, second).run(operation_id)
    assert (await read(database, operation_id)).status is Status.COMPLETED


async def test_a_worker_stops_also_at_the_moment_that_it_wakes(
    sqlite_database: Database, hire: Hire
) -> None:
    for ticks in range(6):
        operation_id = await add(sqlite_database)
        runner = hire(sqlite_database, Acting(finish))
        sweeping = asyncio.create_task(runner.sweep())
        await reached(sqlite_database, operation_id, Status.COMPLETED)
        await runner.run(uuid4())  # It looks again when a run has ended.
        for _ in range(ticks):
            await asyncio.sleep(0)
        sweeping.cancel()
        await asyncio.wait([sweeping], timeout=PATIENCE_SECONDS)
        assert sweeping.cancelled()


async def test_told_twice_it_runs_once(sqlite_database: Database, hire: Hire) -> None:
    handler = Acting(finish)
    operation_id = await add(sqlite_database)
    runner = hire(sqlite_database, handler)
    await asyncio.gather(*(runner.run(operation_id) for _ in range(3)))
    await runner.run(operation_id)
    assert handler.started == [operation_id]


async def test_downloads_wait_their_turn_by_age(database: Database, hire: Hire) -> None:
    queue = await add_queue(database, 5)
    may_end = {operation_id: asyncio.Event() for operation_id in queue}

    async def end_when_told(work: Work) -> None:
        await may_end[work.operation.id].wait()
        await finish(work)

    handler = Acting(end_when_told)
    async with at_work(hire(database, handler, max_downloads=2)):
        for turn, operation_id in enumerate(queue):
            for running in queue[turn : turn + 2]:
                await until_started(handler, running)
            assert set(handler.started) == set(queue[: turn + 2])
            may_end[operation_id].set()
        for operation_id in queue:
            await reached(database, operation_id, Status.COMPLETED)
    assert handler.most_at_once == 2


async def test_a_deletion_does_not_queue_behind_downloads(
    sqlite_database: Database, hire: Hire
) -> None:
    async def only_deletions_end(work: Work) -> None:
        await (finish if work.operation.kind is Kind.DELETE else go_on)(work)

    handler = Acting(only_deletions_end)
    queue = await add_queue(sqlite_database, 3)
    deletion = await add(sqlite_database, MODEL, kind=Kind.DELETE)
    async with at_work(hire(sqlite_database, handler, max_downloads=1)):
        await reached(sqlite_database, deletion, Status.COMPLETED)
        await until_started(handler, queue[0])
    assert set(handler.started) == {deletion, queue[0]}


async def test_another_machine_is_given_its_lease_and_no_more(
    database: Database, hire: Hire
) -> None:
    handler = Acting(finish)
    leased_until = moment_ago(-2)
    operation_id = await add(
        database, status=Status.DOWNLOADING, owner=ELSEWHERE, leased_until=leased_until
    )
    async with at_work(hire(database, handler)):
        done = await reached(database, operation_id, Status.COMPLETED)
    assert done.finished_at is not None
    assert done.finished_at >= leased_until


async def until_started(handler: Acting, operation_id: UUID) -> None:
    async def started() -> bool:
        return handler.at_work[operation_id] > 0

    await until(started)


async def test_an_operation_takes_two_writes(sqlite_database: Database, hire: Hire) -> None:
    operation_id = await add(sqlite_database, kind=Kind.DELETE)
    with asked(sqlite_database) as found:
        await hire(sqlite_database, Acting(finish)).run(operation_id)
    assert found.writes == 2  # Its claim; its end, with that of the claim.
