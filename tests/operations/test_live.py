"""Who follows the operations misses nothing, also when the line was cut."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import inspect

from modelshelf.hub.transfer.progress import Phase
from modelshelf.kit.database import Database
from modelshelf.kit.events import Broadcast, Event, Publisher
from modelshelf.operations import live, repository, service
from modelshelf.operations.moves import Status
from modelshelf.operations.reports import MOST_FILES_TOLD, reports
from modelshelf.operations.schemas import OperationSummary
from modelshelf.operations.work import publish
from tests.operations.stage import ADA, MODEL, add, add_queue, change, moment_ago, read
from tests.support.valkey import Valkey, running_valkey
from tests.support.wait import until


@pytest.fixture
def fragile_valkey() -> Iterator[Valkey]:
    """A Valkey that this test may kill."""
    with running_valkey() as valkey:
        yield valkey


class Follower:
    """Somebody with the page open."""

    def __init__(self, database: Database, url: str) -> None:
        broadcast = Broadcast(url)
        self.heard: list[Event | None] = []
        self._tasks = [
            asyncio.create_task(broadcast.run()),
            asyncio.create_task(self._follow(database, broadcast)),
        ]

    async def _follow(self, database: Database, broadcast: Broadcast) -> None:
        async for news in live.follow(database, broadcast, 0.2):
            self.heard += [news]

    def statuses(self, operation_id: UUID) -> list[str]:
        """What it was told about an operation, in order."""
        return [
            news.data["status"]
            for news in self.heard
            if news and news.kind == "operation" and news.data["id"] == str(operation_id)
        ]

    async def until_told(self, operation_id: UUID, status: Status) -> None:
        async def told() -> bool:
            return self.statuses(operation_id)[-1:] == [status]

        await until(told)

    async def until_told_to_look_at_the_models(self) -> None:
        async def told() -> bool:
            return any(news.kind == "models" for news in self.heard if news)

        await until(told)

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@pytest.fixture
async def follow() -> AsyncIterator[list[Follower]]:
    followers: list[Follower] = []
    yield followers
    for follower in followers:
        await follower.leave()


async def test_the_active_ones_are_told_first(
    sqlite_database: Database, valkey: str, follow: list[Follower]
) -> None:
    running = await add(sqlite_database, status=Status.DOWNLOADING)
    await add(sqlite_database, "acme/other", status=Status.COMPLETED)
    follower = Follower(sqlite_database, valkey)
    follow.append(follower)
    await follower.until_told(running, Status.DOWNLOADING)
    first = next(news for news in follower.heard if news)
    assert first.data["id"] == str(running)
    assert first.kind == "operation"


async def test_however_many_are_active_all_are_told(
    sqlite_database: Database, valkey: str, follow: list[Follower]
) -> None:
    queue = await add_queue(sqlite_database, live.RECENT + 10)
    follower = Follower(sqlite_database, valkey)
    follow.append(follower)
    for operation_id in queue:
        await follower.until_told(operation_id, Status.PENDING)


async def test_silence_is_told_too(
    sqlite_database: Database, valkey: str, follow: list[Follower]
) -> None:
    follower = Follower(sqlite_database, valkey)
    follow.append(follower)

    async def silence() -> bool:
        return None in follower.heard

    await until(silence)


async def test_what_ended_while_the_line_was_cut_is_told_afterwards(
    sqlite_database: Database, fragile_valkey: Valkey, follow: list[Follower]
) -> None:
    operation_id = await add(sqlite_database, status=Status.DOWNLOADING)
    publisher = Publisher(fragile_valkey.url)
    followers = [Follower(sqlite_database, fragile_valkey.url) for _ in range(2)]
    follow.extend(followers)

    # Many that were requested and ended since must not hide one that runs for long.
    for number in range(live.RECENT):
        await add(
            sqlite_database,
            f"acme/short-{number}",
            status=Status.COMPLETED,
            finished_at=moment_ago(60),
        )

    async def told_live() -> bool:
        operation = await read(sqlite_database, operation_id)
        operation.status = Status.VERIFYING  # Only in the news, not in the table.
        await publish(publisher, operation)
        return all("verifying" in one.statuses(operation_id) for one in followers)

    await until(told_live)

    fragile_valkey.kill()
    await change(sqlite_database, operation_id, status=Status.COMPLETED, finished_at=moment_ago(0))
    await publish(publisher, await read(sqlite_database, operation_id))
    assert all("completed" not in one.statuses(operation_id) for one in followers)

    fragile_valkey.start()
    for follower in followers:
        await follower.until_told(operation_id, Status.COMPLETED)
        await follower.until_told_to_look_at_the_models()
    await publisher.close()


async def test_of_very_many_files_the_database_counts(database: Database) -> None:
    """Each listener would hold all others up while each file is read."""
    many = MOST_FILES_TOLD + 1
    lists: dict[str, list[Any]] = {
        "files": [{"path": f'data/"done"-{n}.json', "size_bytes": 2} for n in range(many)],
        "files_done": [2] * many,
        "files_phase": [Phase.DONE] * 7 + [Phase.DOWNLOADING] * (many - 7),
    }
    running = await add(database, MODEL, status=Status.DOWNLOADING, speeds=[5], **lists)
    few = {name: values[:8] for name, values in lists.items()}
    paused = await add(database, "acme/few", status=Status.PAUSED, **few)
    async with database.read() as session:
        rows = await repository.newest(session, active=True, each_file=False)
        told = {one.id: one.model_dump(mode="json") for one in await reports(session, rows)}
    counted, listed = told[running], told[paused]
    assert "files" not in counted
    assert (counted["file_count"], counted["files_complete"]) == (many, 7)
    assert counted["speeds_bps"] == [5]
    assert (listed["file_count"], listed["files_complete"]) == (8, 7)
    assert [file["phase"] for file in listed["files"]] == ["done"] * 7 + ["waiting"]


async def test_what_is_told_at_a_gap_reads_no_list_of_very_many_files(
    sqlite_database: Database,
) -> None:
    many = MOST_FILES_TOLD + 1
    files = [{"path": f"{n}.json", "size_bytes": 2} for n in range(many)]
    await add(sqlite_database, status=Status.COMPLETED, finished_at=moment_ago(1), files=files)
    async with sqlite_database.read() as session:
        (row,) = await repository.last_ended(session, limit=live.RECENT)
        assert "files" in inspect(row).unloaded
        (told,) = await reports(session, [row])
        assert "files" in inspect(row).unloaded
    assert (told.file_count, told.files_complete) == (many, many)


async def test_a_move_reads_no_list_of_files(database: Database) -> None:
    """The one writer of the database would hold all others up meanwhile."""
    files = [{"path": "config.json", "size_bytes": 2}]
    operation_id = await add(database, files=files, files_done=[0])
    for move in (service.pause, service.resume, service.cancel, service.retry):
        async with database.write() as session:
            row = await move(session, operation_id, by=ADA)
            assert {"files", "files_done", "files_phase"} <= inspect(row).unloaded
            assert OperationSummary.of(row).id == operation_id
    assert (await read(database, operation_id)).files == files
