"""What is looked at again and again costs next to nothing while nothing happens.

On SQLite: there nothing but our own commits moves the stamp that tells so.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.inventory import repository as inventory
from modelshelf.kit.settings import Settings
from tests.cache.generate import make_repo
from tests.operations.stage import ADA, add
from tests.support.statements import asked

NODE = "local"


@pytest.fixture
async def shelf(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Shelf]:
    (tmp_path / "hub").mkdir()
    settings = Settings(
        data_dir=tmp_path / "data",
        cache_dir=tmp_path / "hub",
        database_url=sqlite_url,
        node=NODE,
    )
    shelf = Shelf.open(settings)
    async with shelf.database.read():
        pass  # The first connection turns the WAL on, which counts as a change.
    yield shelf
    await shelf.close()


async def test_a_sweep_reads_nothing_until_somebody_commits(shelf: Shelf) -> None:
    runner = Node(shelf, max_downloads=2).runner
    assert await runner.look() == []

    with asked(shelf.database) as found:
        assert await runner.look() == []
    assert found.statements == []

    waiting = await add(shelf.database)
    assert await runner.look() == [waiting]


async def test_who_waits_for_a_verification_is_read_when_somebody_commits(shelf: Shelf) -> None:
    verifications = Node(shelf, max_downloads=2).verifications
    await verifications.recheck()
    assert await verifications.next_of_all() is None

    with asked(shelf.database) as found:
        await verifications.recheck()
        assert await verifications.next_of_all() is None
    assert found.statements == []

    make_repo(shelf.settings.cache_dir, "acme/a", {"config.json": b"{}"})
    await shelf.indexer().look_over()
    assert await verifications.start_all(by=ADA) == ["acme/a"]
    begun = await verifications.next_of_all()
    assert begun is not None
    assert begun.model_id == "acme/a"


async def test_a_look_over_an_unchanged_cache_writes_nothing(shelf: Shelf, tmp_path: Path) -> None:
    async def tell(_model_ids: list[str]) -> None: ...

    indexer = Indexer(shelf.database, tmp_path / "nowhere", NODE, tell)
    await indexer.look_over()
    async with shelf.database.read() as session:
        first = await inventory.get_state(session, NODE)
    assert first is not None  # What the disk has left is told at once, cache or not.

    await indexer.look_over()

    async with shelf.database.read() as session:
        assert await inventory.get_state(session, NODE) == first
