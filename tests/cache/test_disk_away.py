"""A cache whose disk is away, and an empty place in its stead: what is listed of it stays.

What tells the one from the other is kept by whoever has seen the cache, and erased by nobody.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from modelshelf.cache.errors import CacheAway, NotInstalled
from modelshelf.cache.inventory import repository
from modelshelf.cache.inventory.sight import check_in_sight
from modelshelf.cache.reading.repo import Status
from modelshelf.cache.removing.note import Note
from modelshelf.cache.removing.remove import remove
from modelshelf.kit.database import Database
from tests.cache.generate import make_repo
from tests.cache.indexing import MODEL, NODE, is_false, make_indexer, running
from tests.support.away import Mounted, mounted
from tests.support.statements import asked
from tests.support.wait import until


@pytest.fixture
def disk(tmp_path: Path, cache_dir: Path) -> Iterator[Mounted]:
    make_repo(cache_dir)
    with mounted(tmp_path / "place", cache_dir) as disk:
        yield disk


async def test_an_empty_folder_on_another_disk_is_no_empty_cache(
    database: Database, disk: Mounted
) -> None:
    indexer, shelf, _ = make_indexer(database, disk.place)
    assert await indexer.look_over()
    disk.unmount()
    assert not await indexer.look_over()
    await indexer.refresh(MODEL)
    assert await shelf.has(MODEL, Status.INSTALLED)
    make_repo(disk.empty, "acme/of-the-other")
    assert await indexer.look_over()
    assert await shelf.has(MODEL, None)
    assert await shelf.has("acme/of-the-other", Status.INSTALLED)


async def test_a_start_does_not_take_an_empty_mount_point_for_an_empty_cache(
    database: Database, disk: Mounted
) -> None:
    assert await make_indexer(database, disk.place)[0].look_over()
    disk.unmount()
    # A command for one model, which looks at nothing else.
    await make_indexer(database, disk.place)[0].refresh(MODEL)
    indexer, shelf, _ = make_indexer(database, disk.place)
    async with running(indexer):

        async def warned() -> bool:
            state = await shelf.state()
            return state is not None and any("on another disk" in w for w in state.warnings)

        await until(warned)
        assert await shelf.has(MODEL, Status.INSTALLED)
        disk.mount()
        make_repo(disk.disk, "acme/new")
        await until(lambda: shelf.has("acme/new", Status.INSTALLED))
        assert await shelf.has(MODEL, Status.INSTALLED)
        await until(lambda: is_false(warned()))


async def test_a_cache_that_is_empty_on_another_disk_now_can_be_said_to_be(
    database: Database, disk: Mounted
) -> None:
    assert await make_indexer(database, disk.place)[0].look_over()
    disk.unmount()
    indexer, shelf, _ = make_indexer(database, disk.place)
    assert not await indexer.look_over()
    state = await shelf.state()
    assert state is not None and f"make an empty folder {disk.place}/.locks" in state.warnings[0]
    (disk.empty / ".locks").mkdir()
    assert await indexer.look_over()
    assert await shelf.has(MODEL, None)
    assert await make_indexer(database, disk.place)[0].look_over()


async def test_who_has_not_seen_the_cache_does_not_forget_its_disk(
    database: Database, disk: Mounted
) -> None:
    assert await make_indexer(database, disk.place)[0].look_over()
    # A command that emptied the trash, and one that changed a model.
    await make_indexer(database, disk.place)[0].look_at_disk([])
    await make_indexer(database, disk.place)[0].refresh("acme/none")
    disk.unmount()
    await make_indexer(database, disk.place)[0].look_at_disk([])
    indexer, shelf, _ = make_indexer(database, disk.place)
    assert not await indexer.look_over()
    assert await shelf.has(MODEL, Status.INSTALLED)


async def test_who_saw_it_on_another_disk_long_ago_does_not_say_so_again(
    database: Database, disk: Mounted
) -> None:
    """As the server does, which deletes models and lets the worker look at the cache."""
    (disk.empty / ".locks").mkdir()
    first, shelf, _ = make_indexer(database, disk.place)
    server, _, _ = make_indexer(database, disk.place)
    assert await first.look_over()
    await server.refresh(MODEL)
    disk.unmount()
    assert await first.look_over()
    now_on = await shelf.state()
    await server.look_at_disk([])
    state = await shelf.state()
    assert state is not None and now_on is not None
    assert state.disk_mark == now_on.disk_mark


async def test_to_write_a_warning_leaves_what_others_write(
    database: Database, disk: Mounted
) -> None:
    indexer, shelf, _ = make_indexer(database, disk.place)
    assert await indexer.look_over()
    before = await shelf.state()
    assert before is not None
    with asked(database) as found:
        disk.unmount()
        assert not await indexer.look_over()
    (written,) = [said for said, _ in found.statements if "cache_state" in said and "SET" in said]
    assert "warnings" in written and "disk_" not in written
    async with database.write() as session:
        assert await repository.save_warnings(session, NODE, ["It is away."])
    assert await shelf.state() == replace(before, warnings=("It is away.",))
    async with database.write() as session:
        assert not await repository.save_warnings(session, "another", ["It is away."])


async def test_what_a_removal_leaves_is_no_sign_that_the_cache_is_empty(
    database: Database, disk: Mounted
) -> None:
    assert await make_indexer(database, disk.place)[0].look_over()
    disk.unmount()
    with pytest.raises(NotInstalled):
        remove(disk.place, Note(MODEL, uuid4(), "ada"))
    assert not list(disk.empty.iterdir())
    # As one of an earlier version left it.
    (disk.empty / ".locks" / ".modelshelf-trash").mkdir(parents=True)
    indexer, shelf, _ = make_indexer(database, disk.place)
    assert not await indexer.look_over()
    with pytest.raises(CacheAway):
        await check_in_sight(database, disk.place, NODE)
    assert await shelf.has(MODEL, Status.INSTALLED)


async def test_nothing_is_written_to_the_place_of_a_disk_that_is_away(
    database: Database, disk: Mounted
) -> None:
    assert await make_indexer(database, disk.place)[0].look_over()
    await check_in_sight(database, disk.place, NODE)
    disk.unmount()
    with pytest.raises(CacheAway, match=f"The disk of the cache {disk.place} is away"):
        await check_in_sight(database, disk.place, NODE)
    # What it says can be done about it.
    (disk.empty / ".locks").mkdir()
    await check_in_sight(database, disk.place, NODE)
    (disk.empty / ".locks").rmdir()
    disk.mount()
    await check_in_sight(database, disk.place, NODE)


async def test_nor_to_that_of_a_cache_in_a_folder_of_the_disk(
    database: Database, disk: Mounted
) -> None:
    cache_dir = disk.place / "hub"
    make_repo(cache_dir)
    assert await make_indexer(database, cache_dir)[0].look_over()
    disk.unmount()
    with pytest.raises(CacheAway):
        await check_in_sight(database, cache_dir, NODE)


async def test_a_cache_that_lost_nothing_begins_wherever_it_is(
    database: Database, disk: Mounted, tmp_path: Path
) -> None:
    await check_in_sight(database, disk.place, NODE)  # Nobody has ever looked.
    fresh = tmp_path / "fresh"
    with mounted(fresh / "place", fresh / "disk") as empty:
        assert await make_indexer(database, empty.place)[0].look_over()
        empty.unmount()
        await check_in_sight(database, empty.place, NODE)  # It never held anything.


async def test_a_cache_whose_folder_was_deleted_on_its_disk_is_made_anew(
    database: Database, cache_dir: Path
) -> None:
    made = make_repo(cache_dir)
    assert await make_indexer(database, cache_dir)[0].look_over()
    made.root.rename(cache_dir.parent / "aside")
    cache_dir.rmdir()
    await check_in_sight(database, cache_dir, NODE)
