"""Who follows the operations misses nothing, also when the line was cut."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest

from modelshelf.kit.database import Database
from modelshelf.kit.events import Broadcast, Event, Publisher
from modelshelf.operations import live
from modelshelf.operations.moves import Status
from modelshelf.operations.work import publish
from tests.operations.stage import add, add_queue, change, moment_ago, read
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
