"""A process dies, or its database does for a moment: nothing hangs, nothing is lost."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import psutil
from sqlalchemy.exc import OperationalError

from modelshelf.kit.database import Database
from modelshelf.kit.events import Event, Publisher
from modelshelf.operations import nodes
from modelshelf.operations.dead import release_dead
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status
from modelshelf.operations.owner import Owner
from modelshelf.operations.runner import Runner
from modelshelf.operations.work import Work
from tests.operations.stage import (
    ELSEWHERE,
    NODE,
    Acting,
    add,
    at_work,
    change,
    finish,
    moment_ago,
    news_of,
    reached,
    read,
)
from tests.support.postgres import Postgres
from tests.support.wait import until


@contextmanager
def holder(url: str, operation_id: UUID) -> Iterator[subprocess.Popen[str]]:
    """Another process that works on the operation."""
    command = [sys.executable, "-m", "tests.operations.holder", url, str(operation_id)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


async def test_what_a_killed_process_held_is_taken_up_again(
    database: Database, database_url: str, hire: Callable[..., Runner]
) -> None:
    operation_id = await add(database)
    found: list[int] = []

    async def note_and_finish(work: Work) -> None:
        found.append(work.operation.bytes_done)
        await finish(work)

    with holder(database_url, operation_id) as process:
        async with at_work(hire(database, Acting(note_and_finish))):
            held = await reached(database, operation_id, Status.DOWNLOADING)
            assert held.owner is not None
            assert Owner.parse(held.owner).pid == process.pid
            async with database.read() as session:
                assert await nodes.is_at_work(session, NODE)
            process.kill()
            process.wait()
            left = await read(database, operation_id)
            done = await reached(database, operation_id, Status.COMPLETED)
            # Its lease was not waited for.
            assert left.leased_until is not None and done.finished_at is not None
            assert done.finished_at < left.leased_until
            async with database.read() as session:
                assert not await nodes.is_at_work(session, NODE)
    assert found == [400]


async def test_what_a_living_process_holds_is_left_to_it(
    sqlite_database: Database, sqlite_url: str, publisher: Publisher, hire: Callable[..., Runner]
) -> None:
    operation_id = await add(sqlite_database)
    handler = Acting(finish)
    with holder(sqlite_url, operation_id):
        await release_dead(sqlite_database, publisher, NODE)
        await hire(sqlite_database, handler).run(operation_id)
        assert (await read(sqlite_database, operation_id)).status is Status.DOWNLOADING
    assert handler.started == []


async def test_debris_of_a_dead_process_is_cleared_by_the_next(
    database: Database, hire: Callable[..., Runner]
) -> None:
    dead = replace(Owner.this_process(), started=1)  # Our pid was once another process's.
    handler = Acting(finish)
    operation_id = await add(
        database,
        status=Status.CANCELLED,
        debris=True,
        owner=str(dead),
        leased_until=moment_ago(-3600),
    )

    async def clean() -> bool:
        return not (await read(database, operation_id)).debris

    async with at_work(hire(database, handler)):
        await until(clean)
    assert handler.cleared == [operation_id]


async def test_a_clearing_that_failed_is_tried_again(
    sqlite_database: Database, hire: Callable[..., Runner]
) -> None:
    held_open = True

    class Clumsy(Acting):
        async def clear(self, operation: Operation) -> None:
            if held_open:
                raise PermissionError(13, "a file is held open")
            await super().clear(operation)

    handler = Clumsy(finish)
    operation_id = await add(sqlite_database, status=Status.CANCELLED, debris=True)
    runner = hire(sqlite_database, handler)
    await runner.run(operation_id)
    assert (await read(sqlite_database, operation_id)).debris
    held_open = False
    await change(sqlite_database, operation_id, leased_until=moment_ago(1))  # Time passes.

    async def clean() -> bool:
        return not (await read(sqlite_database, operation_id)).debris

    async with at_work(runner):
        await until(clean)
    assert handler.cleared == [operation_id]


def test_a_process_is_known_by_its_start_too() -> None:
    me = Owner.this_process()
    assert Owner.parse(str(me)) == me
    assert not me.surely_dead()
    assert replace(me, started=me.started - 1).surely_dead()
    assert not replace(me, host="another-machine", started=1).surely_dead()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        started = round(psutil.Process(child.pid).create_time() * 1000)
        other = Owner(me.host, child.pid, started)
        assert not other.surely_dead()
        child.communicate()
    assert other.surely_dead()
    assert me.pid == os.getpid()


def test_a_host_name_may_hold_slashes() -> None:
    odd = Owner("rack/3", 12, 34)
    assert Owner.parse(str(odd)) == odd


async def test_a_node_elsewhere_is_at_work_as_long_as_it_says_so(
    sqlite_database: Database,
) -> None:
    async with sqlite_database.write() as session:
        session.add(nodes.Node(name="fresh", owner=ELSEWHERE, seen_at=moment_ago(5)))
        session.add(nodes.Node(name="stale", owner=ELSEWHERE, seen_at=moment_ago(60)))
    async with sqlite_database.read() as session:
        assert await nodes.is_at_work(session, "fresh")
        assert not await nodes.is_at_work(session, "stale")
        assert not await nodes.is_at_work(session, "never-seen")
        assert [node.name for node in await nodes.all_nodes(session)] == ["fresh", "stale"]


async def test_a_download_outlives_a_moment_without_its_database(
    postgresql_database: Database,
    postgres: Postgres,
    hire: Callable[..., Runner],
    heard: list[Event],
) -> None:
    database = postgresql_database
    away, back = asyncio.Event(), asyncio.Event()

    async def go_on_without(work: Work) -> None:
        work.report(400)
        await away.wait()
        work.report(500)
        await back.wait()
        await finish(work)

    operation_id = await add(database)
    handler = Acting(go_on_without)
    async with at_work(hire(database, handler)):
        await reached(database, operation_id, Status.DOWNLOADING)
        with postgres.away(str(database.url.database)):
            await until_it_refuses(database, operation_id)
            away.set()

            async def told_nevertheless() -> bool:
                return 500 in [one["bytes_downloaded"] for one in news_of(operation_id, heard)]

            # What is told was to be written first, which failed.
            await until(told_nevertheless)
            assert handler.at_work[operation_id] == 1
        back.set()
        await reached(database, operation_id, Status.COMPLETED)
    assert handler.started == [operation_id]


async def test_an_end_that_could_not_be_written_is_made_good(
    postgresql_database: Database, postgres: Postgres, hire: Callable[..., Runner]
) -> None:
    database = postgresql_database
    may_end = asyncio.Event()

    async def end_when_told(work: Work) -> None:
        await may_end.wait()
        await finish(work)

    operation_id = await add(database)
    handler = Acting(end_when_told)
    async with at_work(hire(database, handler)):
        await reached(database, operation_id, Status.DOWNLOADING)
        with postgres.away(str(database.url.database)):
            await until_it_refuses(database, operation_id)
            may_end.set()

            async def ended() -> bool:
                return handler.at_work.total() == 0

            await until(ended)
        await change(database, operation_id, leased_until=moment_ago(1))  # Half a minute passes.
        await reached(database, operation_id, Status.COMPLETED)


async def until_it_refuses(database: Database, operation_id: UUID) -> None:
    async def refused() -> bool:
        try:
            await read(database, operation_id)
        except OperationalError:
            return True
        return False

    await until(refused)
