import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from modelshelf.kit.database import Database
from modelshelf.kit.events import Broadcast, Event, Publisher
from modelshelf.operations.handler import Handler
from modelshelf.operations.moves import Kind
from modelshelf.operations.runner import Runner
from tests.operations.stage import NODE
from tests.support.wait import until


@pytest.fixture
async def publisher(valkey: str) -> AsyncIterator[Publisher]:
    publisher = Publisher(valkey)
    yield publisher
    await publisher.close()


@pytest.fixture
def hire(publisher: Publisher) -> Callable[..., Runner]:
    """Make a runner on a database, whose handler does all kinds of operations."""

    def runner(database: Database, handler: Handler, max_downloads: int | None = 2) -> Runner:
        return Runner(database, publisher, NODE, dict.fromkeys(Kind, handler), max_downloads)

    return runner


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
