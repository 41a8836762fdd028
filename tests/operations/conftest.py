from collections.abc import AsyncIterator, Callable

import pytest

from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.operations.handler import Handler
from modelshelf.operations.moves import Kind
from modelshelf.operations.runner import Runner
from tests.operations.stage import NODE


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
