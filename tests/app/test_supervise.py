"""An error that nobody foresaw ends one turn of one task, and never the node."""

import asyncio
from pathlib import Path

import pytest

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.app.supervise import supervise
from modelshelf.cache.inventory.repository import get_repo
from modelshelf.kit.settings import Settings
from modelshelf.migrations import upgrade
from modelshelf.removal.keeper import TrashKeeper
from tests.cache.generate import make_repo


async def test_work_that_fails_is_begun_again_until_it_ends() -> None:
    turns = 0

    async def work() -> None:
        nonlocal turns
        turns += 1
        if turns < 4:
            raise ValueError("nobody foresaw this")

    await supervise("work", work, first_pause_seconds=0.001)
    assert turns == 4


@pytest.mark.parametrize("fails", [True, False])
async def test_it_can_be_cancelled_at_work_and_in_a_pause(fails: bool) -> None:
    began = asyncio.Event()

    async def work() -> None:
        began.set()
        if fails:
            raise ValueError("nobody foresaw this")
        await asyncio.Event().wait()

    task = asyncio.create_task(supervise("work", work, first_pause_seconds=1000))
    await began.wait()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


class Confused(TrashKeeper):
    """A keeper that meets what nobody foresaw, each time that it looks."""

    looks = 0

    async def look(self) -> None:
        self.looks += 1
        raise ValueError("time data does not match format")


async def test_a_node_goes_on_when_one_of_its_tasks_fails(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", offline=True)
    make_repo(settings.cache_dir)
    shelf = Shelf.open(settings)
    await upgrade(shelf.database)
    node = Node(shelf, max_downloads=1)
    node.keeper = keeper = Confused(settings, node.indexer)
    running = asyncio.create_task(node.run())
    try:
        async with asyncio.timeout(60):
            while keeper.looks < 2:
                assert not running.done(), "the node ended"
                await asyncio.sleep(0.02)
            make_repo(settings.cache_dir, "acme/later")
            found = None
            while found is None:
                async with shelf.database.read() as session:
                    found = await get_repo(session, settings.node, "acme/later")
                await asyncio.sleep(0.02)
        assert not running.done()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await shelf.close()
