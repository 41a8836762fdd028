"""While an indexer runs, what others do to the disk shows by itself, long before the slow pass."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from modelshelf.cache.reading.repo import Status
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from tests.cache.generate import make_repo
from tests.cache.indexing import MODEL, Shelf, is_false, is_true, make_indexer, running
from tests.support.permissions import permissions_hold
from tests.support.wait import PATIENCE_SECONDS, until


async def until_watched(cache_dir: Path, shelf: Shelf) -> None:
    """Wait until a change within a file is seen, which no look over the folders shows."""
    blob = make_repo(cache_dir, "acme/first").blob_of("model.safetensors")
    await until(lambda: shelf.has("acme/first", Status.INSTALLED))

    async def is_seen() -> bool:
        os.truncate(blob, 10)
        return await shelf.has("acme/first", Status.DAMAGED)

    await until(is_seen)


async def test_what_others_do_shows_by_itself(database: Database, cache_dir: Path) -> None:
    removed = make_repo(cache_dir, "acme/removed")
    indexer, shelf, listener = make_indexer(database, cache_dir)
    async with running(indexer):
        await until(lambda: shelf.has("acme/removed", Status.INSTALLED))
        made = make_repo(cache_dir, "acme/new")
        await until(lambda: shelf.has("acme/new", Status.INSTALLED))
        os.truncate(made.blob_of("model.safetensors"), 10)
        await until(lambda: shelf.has("acme/new", Status.DAMAGED))
        shutil.rmtree(removed.root)
        await until(lambda: shelf.has("acme/removed", None))
    assert {"acme/new", "acme/removed"} <= set(listener.heard)


async def test_a_download_that_goes_on_is_written_and_does_not_change_the_list(
    database: Database, cache_dir: Path
) -> None:
    made = make_repo(cache_dir)
    indexer, shelf, listener = make_indexer(database, cache_dir)
    async with running(indexer):
        await until(lambda: shelf.has(MODEL, Status.INSTALLED))

        async def told() -> bool:
            return bool(listener.heard)  # The row is written first, and told of then.

        await until(told)
        listener.heard.clear()
        partial = made.root / "blobs" / "abc.incomplete"
        written_bytes = 0

        async def written_and_seen() -> bool:
            nonlocal written_bytes
            if written_bytes < 300 * 4096:
                with partial.open("ab") as file:
                    written_bytes += file.write(b"x" * 4096)
                return False
            repo = await shelf.get()
            return repo is not None and repo.partial_bytes == written_bytes

        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await written_and_seen():
                await asyncio.sleep(0.005)
    assert listener.heard == []


async def test_a_cache_folder_may_appear_later_and_go_again(
    database: Database, tmp_path: Path
) -> None:
    cache_dir = tmp_path / "later" / "hub"
    indexer, shelf, _ = make_indexer(database, cache_dir)
    async with running(indexer):
        await until(lambda: is_true(shelf.state()))
        state = await shelf.state()
        assert state is not None
        assert state.warnings == ()
        make_repo(cache_dir)
        await until(lambda: shelf.has(MODEL, Status.INSTALLED))
        await until_watched(cache_dir, shelf)
        shutil.rmtree(cache_dir)
        await until(lambda: shelf.has(MODEL, None))
        make_repo(cache_dir)
        await until(lambda: shelf.has(MODEL, Status.INSTALLED))


AWAY_SECONDS = 3.0  # In which a cache that is out of sight has to be told of.


@pytest.mark.parametrize("how", ["moved", "its parent moved", "replaced", "locked", "not entered"])
async def test_a_cache_out_of_sight_is_a_warning_soon_and_nothing_of_it_is_lost(
    database: Database, tmp_path: Path, how: str
) -> None:
    cache_dir = tmp_path / "disk" / "hub"
    make_repo(cache_dir)
    indexer, shelf, _ = make_indexer(database, cache_dir)
    # All the time: the threads that look at the disk have the rights that they began with.
    with permissions_hold():
        async with running(indexer):
            await until_watched(cache_dir, shelf)
            before = await shelf.get()

            async def warned() -> bool:
                state = await shelf.state()
                assert state is not None
                return any(f"The cache {cache_dir}" in told for told in state.warnings)

            with out_of_sight(cache_dir, how):
                await until(warned, AWAY_SECONDS)
                assert await shelf.get() == before and before is not None
            await until(lambda: is_false(warned()), AWAY_SECONDS)
            assert await shelf.get() == before
            # And it is watched as before.
            make_repo(cache_dir, "acme/new")
            await until(lambda: shelf.has("acme/new", Status.INSTALLED))


async def test_another_start_does_not_take_a_missing_cache_for_an_empty_one(
    database: Database, cache_dir: Path, tmp_path: Path
) -> None:
    make_repo(cache_dir)
    await make_indexer(database, cache_dir)[0].look_over()
    cache_dir.rename(tmp_path / "aside")
    indexer, shelf, _ = make_indexer(database, cache_dir)
    assert not await indexer.look_over()
    await indexer.refresh(MODEL)  # Whoever is told that this model has changed finds nothing.
    state = await shelf.state()
    assert state is not None and f"The cache {cache_dir} is not there" in state.warnings[0]
    assert await shelf.has(MODEL, Status.INSTALLED)

    # Another cache, by another setting, may well be missing: it is empty.
    other, _, _ = make_indexer(database, tmp_path / "elsewhere")
    assert await other.look_over()
    assert await shelf.has(MODEL, None)


@contextmanager
def out_of_sight(cache_dir: Path, how: str) -> Iterator[None]:
    aside = cache_dir.parents[1] / "aside"
    match how:
        case "moved" | "replaced":
            cache_dir.rename(aside)
            if how == "replaced":
                cache_dir.write_text("no folder")
            yield
            cache_dir.unlink(missing_ok=True)
            aside.rename(cache_dir)
        case "its parent moved":
            cache_dir.parent.rename(aside)
            yield
            aside.rename(cache_dir.parent)
        case _:
            cache_dir.chmod(0o000 if how == "locked" else 0o600)
            yield
            cache_dir.chmod(0o755)


async def test_a_cache_that_cannot_be_watched_is_looked_at_instead(
    database: Database, cache_dir: Path
) -> None:
    cache_dir.rmdir()
    cache_dir.write_text("no folder, for now")
    indexer, shelf, _ = make_indexer(database, cache_dir)
    async with running(indexer):
        await until(lambda: is_true(shelf.state()))
        cache_dir.unlink()
        make_repo(cache_dir)
        await until(lambda: shelf.has(MODEL, Status.INSTALLED))
        make_repo(cache_dir, "acme/other")
        await until(lambda: shelf.has("acme/other", Status.INSTALLED))


async def test_a_folder_that_appears_and_has_no_name_in_text_ends_nothing(
    database: Database, cache_dir: Path
) -> None:
    indexer, shelf, _ = make_indexer(database, cache_dir)
    async with running(indexer):
        await until_watched(cache_dir, shelf)
        (cache_dir / os.fsdecode(b"models--acme--\xff") / "blobs").mkdir(parents=True)
        make_repo(cache_dir)
        await until(lambda: shelf.has(MODEL, Status.INSTALLED))


async def test_the_disk_is_looked_at_when_something_changed(
    database: Database, cache_dir: Path
) -> None:
    indexer, shelf, _ = make_indexer(database, cache_dir)
    async with running(indexer):
        await until_watched(cache_dir, shelf)
        made_at = now()
        make_repo(cache_dir)

        async def looked_at_since() -> bool:
            state = await shelf.state()
            return state is not None and state.indexed_at > made_at

        await until(lambda: shelf.has(MODEL, Status.INSTALLED))
        await until(looked_at_since)
