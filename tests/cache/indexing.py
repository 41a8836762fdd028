"""An indexer, who listens to it, and what a reader of its table sees."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.inventory import repository
from modelshelf.cache.reading.repo import RepoOnDisk, Status
from modelshelf.kit.database import Database

NODE = "local"
MODEL = "acme/minilm"


class Listener:
    def __init__(self) -> None:
        self.heard: list[str] = []

    async def __call__(self, model_ids: list[str]) -> None:
        self.heard += model_ids


@asynccontextmanager
async def running(indexer: Indexer) -> AsyncIterator[None]:
    task = asyncio.create_task(indexer.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Shelf:
    """What a reader of the table sees."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, model_id: str = MODEL) -> RepoOnDisk | None:
        async with self._database.read() as session:
            return await repository.get_repo(session, NODE, model_id)

    async def state(self) -> repository.CacheState | None:
        async with self._database.read() as session:
            return await repository.get_state(session, NODE)

    async def has(self, model_id: str, status: Status | None) -> bool:
        repo = await self.get(model_id)
        return (repo and repo.status) == status


def make_indexer(database: Database, cache_dir: Path) -> tuple[Indexer, Shelf, Listener]:
    listener = Listener()
    return Indexer(database, cache_dir, NODE, listener), Shelf(database), listener


async def is_true(value: Awaitable[object]) -> bool:
    return bool(await value)


async def is_false(value: Awaitable[object]) -> bool:
    return not await value
