"""The table stays true, whoever changes the disk."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from modelshelf.cache import listings, repository, sums
from modelshelf.cache.indexer import Indexer
from modelshelf.cache.remove import remove
from modelshelf.cache.repo import RepoOnDisk, Status
from modelshelf.cache.survey import survey
from modelshelf.hub.door import HubFile
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from tests.cache.generate import MadeRepo, make_repo
from tests.cache.waste import note

NODE = "local"
MODEL = "acme/minilm"
CONFIG, WEIGHTS = HubFile("config.json", 2, "0"), HubFile("model.safetensors", 1000, "1")
LISTED_WITHIN_SECONDS = 10.0  # Promised are 3, where nothing else wants the processors.
START_SECONDS = 10.0


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


async def until(
    true: Callable[[], Awaitable[bool]], seconds: float = LISTED_WITHIN_SECONDS
) -> None:
    async with asyncio.timeout(seconds):
        while not await true():
            await asyncio.sleep(0.02)


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


async def until_watched(cache_dir: Path, shelf: Shelf) -> None:
    """Wait until a change within a file is seen, which no look over the folders shows."""
    blob = make_repo(cache_dir, "acme/first").blob_of("model.safetensors")
    await until(lambda: shelf.has("acme/first", Status.INSTALLED), START_SECONDS)

    async def is_seen() -> bool:
        os.truncate(blob, 10)
        return await shelf.has("acme/first", Status.DAMAGED)

    await until(is_seen, START_SECONDS)


async def test_the_first_pass_lists_everything(database: Database, cache_dir: Path) -> None:
    for number in range(7):
        make_repo(cache_dir, f"acme/model-{number}")
    make_repo(cache_dir, "acme/model-1", kind="datasets")
    indexer, shelf, listener = make_indexer(database, cache_dir)
    await indexer.look_over()
    assert sorted(listener.heard) == sorted(
        [*(f"acme/model-{n}" for n in range(7)), "acme/model-1"]
    )
    async with database.read() as session:
        totals = await sums.totals(session, NODE)
        assert len(await repository.list_repos(session, NODE, "model")) == 7
    assert (totals.model_bytes, totals.dataset_bytes) == (7 * 1002, 1002)
    assert totals.of_kind("model") == (7, 7 * 1002)
    state = await shelf.state()
    assert state is not None
    assert state.warnings == ()
    assert state.disk.total_bytes > state.disk.free_bytes > 0


async def test_a_second_start_reads_only_what_changed(database: Database, cache_dir: Path) -> None:
    make_repo(cache_dir, "acme/same")
    changed = make_repo(cache_dir, "acme/changed")
    await make_indexer(database, cache_dir)[0].look_over()
    changed.blob_of("config.json").unlink()
    async with database.read() as session:
        known = await repository.known_repos(session, NODE)
    assert survey(cache_dir, known).changed == (changed.root.name,)


async def test_what_others_do_shows_within_three_seconds(
    database: Database, cache_dir: Path
) -> None:
    removed = make_repo(cache_dir, "acme/removed")
    indexer, shelf, listener = make_indexer(database, cache_dir)
    async with running(indexer):
        await until(lambda: shelf.has("acme/removed", Status.INSTALLED), START_SECONDS)
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
        await until(lambda: shelf.has(MODEL, Status.INSTALLED), START_SECONDS)

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

        async with asyncio.timeout(30):
            while not await written_and_seen():
                await asyncio.sleep(0.005)
    assert listener.heard == []


async def test_a_cache_folder_may_appear_later_and_go_again(
    database: Database, tmp_path: Path
) -> None:
    cache_dir = tmp_path / "later" / "hub"
    indexer, shelf, _ = make_indexer(database, cache_dir)
    async with running(indexer):
        await until(lambda: _is_true(shelf.state()), START_SECONDS)
        state = await shelf.state()
        assert state is not None
        assert state.warnings == ()
        make_repo(cache_dir)
        await until(lambda: shelf.has(MODEL, Status.INSTALLED))
        shutil.rmtree(cache_dir)
        await until(lambda: shelf.has(MODEL, None))
        make_repo(cache_dir)
        await until(lambda: shelf.has(MODEL, Status.INSTALLED), 2 * LISTED_WITHIN_SECONDS)


async def test_a_cache_that_cannot_be_watched_is_looked_at_instead(
    database: Database, cache_dir: Path
) -> None:
    cache_dir.rmdir()
    cache_dir.write_text("no folder, for now")
    indexer, shelf, _ = make_indexer(database, cache_dir)
    async with running(indexer):
        await until(lambda: _is_true(shelf.state()), START_SECONDS)
        cache_dir.unlink()
        make_repo(cache_dir)
        await until(lambda: shelf.has(MODEL, Status.INSTALLED))
        make_repo(cache_dir, "acme/other")
        await until(lambda: shelf.has("acme/other", Status.INSTALLED))


async def test_an_unreadable_cache_is_a_warning_and_never_an_empty_list(
    database: Database, cache_dir: Path, tmp_path: Path
) -> None:
    make_repo(cache_dir)
    indexer, shelf, _ = make_indexer(database, cache_dir)
    await indexer.look_over()
    cache_dir.rename(tmp_path / "aside")
    cache_dir.write_text("no folder")
    await indexer.look_over()
    assert await shelf.has(MODEL, Status.INSTALLED)
    state = await shelf.state()
    assert state is not None
    assert f"The cache {cache_dir} cannot be read: Not a directory." in state.warnings


async def test_an_unreadable_repository_is_a_warning_with_its_path_for_as_long_as_it_is(
    database: Database, cache_dir: Path, tmp_path: Path
) -> None:
    blobs = make_repo(cache_dir).root / "blobs"
    blobs.rename(tmp_path / "aside")
    blobs.write_text("no folder")
    indexer, shelf, _ = make_indexer(database, cache_dir)
    await indexer.look_over()
    # Another process, which finds the row that this one wrote.
    await make_indexer(database, cache_dir)[0].look_over()
    assert await shelf.has(MODEL, Status.DAMAGED)
    assert (await _state(shelf)).warnings == (f"{blobs} cannot be read: Not a directory.",)
    blobs.unlink()
    (tmp_path / "aside").rename(blobs)
    await indexer.look_over()
    assert await shelf.has(MODEL, Status.INSTALLED)
    assert (await _state(shelf)).warnings == ()


async def _state(shelf: Shelf) -> repository.CacheState:
    state = await shelf.state()
    assert state is not None
    return state


async def test_entries_that_cannot_be_listed_are_warnings(
    database: Database, cache_dir: Path
) -> None:
    (cache_dir / "models--acme--file").write_text("")
    (cache_dir / os.fsdecode(b"models--acme--\xff")).mkdir()
    (cache_dir / "version.txt").write_text("1")
    make_repo(cache_dir)
    indexer, shelf, _ = make_indexer(database, cache_dir)
    await indexer.look_over()
    assert await shelf.has(MODEL, Status.INSTALLED)
    state = await shelf.state()
    assert state is not None
    assert len(state.warnings) == 2


async def test_refresh_writes_what_we_did_ourselves_at_once(
    database: Database, cache_dir: Path
) -> None:
    make_repo(cache_dir)
    indexer, shelf, listener = make_indexer(database, cache_dir)
    await indexer.refresh(MODEL)
    remove(cache_dir, note())
    await indexer.refresh(MODEL)
    assert await shelf.get() is None
    assert listener.heard == [MODEL, MODEL]


async def test_a_stored_listing_decides_what_installed_means(
    database: Database, cache_dir: Path
) -> None:
    made = make_repo(cache_dir)
    indexer, shelf, _ = make_indexer(database, cache_dir)
    await _store(database, made, WEIGHTS, HubFile("more.txt", 1, "1"))
    await indexer.refresh(MODEL)
    assert await shelf.has(MODEL, Status.PARTIAL)


async def test_a_narrower_download_does_not_make_a_model_whole(
    database: Database, cache_dir: Path
) -> None:
    made = make_repo(cache_dir, files={"config.json": b"{}"}, listed=False)
    indexer, shelf, _ = make_indexer(database, cache_dir)
    await _store(database, made, CONFIG, WEIGHTS)
    await _store(database, made, CONFIG)
    await indexer.refresh(MODEL)
    repo = await shelf.get()
    assert repo is not None
    assert (repo.status, repo.missing) == (Status.PARTIAL, ("model.safetensors",))
    async with database.read() as session:
        sizes = await listings.planned_bytes(session, NODE, [MODEL, "acme/other"])
    assert sizes == {MODEL: 1002}


async def test_other_files_may_be_chosen_after_a_removal(
    database: Database, cache_dir: Path
) -> None:
    files: dict[str, bytes | int] = {"config.json": b"{}", "model.safetensors": 1000}
    made = make_repo(cache_dir, files=files, listed=False)
    indexer, shelf, _ = make_indexer(database, cache_dir)
    await _store(database, made, WEIGHTS, HubFile("onnx/model.onnx", 5, "5"))
    await indexer.refresh(MODEL)
    assert await shelf.has(MODEL, Status.PARTIAL)
    remove(cache_dir, note())
    await indexer.refresh(MODEL)
    make_repo(cache_dir, files=files, listed=False)
    await _store(database, made, CONFIG, WEIGHTS)
    await indexer.refresh(MODEL)
    assert await shelf.has(MODEL, Status.INSTALLED)


async def test_what_one_node_downloaded_decides_nothing_on_another(
    database: Database, cache_dir: Path
) -> None:
    made = make_repo(cache_dir)
    await _store(database, made, WEIGHTS, HubFile("more.txt", 1, "1"), node="gpu-1")
    indexer, shelf, _ = make_indexer(database, cache_dir)
    await indexer.refresh(MODEL)
    assert await shelf.has(MODEL, Status.INSTALLED)


async def test_no_single_folder_keeps_the_others_from_the_list(
    database: Database, cache_dir: Path
) -> None:
    variants: dict[str, bytes | int] = {"q4.gguf": b"4", "q8.gguf": b"8"}
    odd = make_repo(cache_dir, "acme/odd", variants)
    (odd.snapshot / "q8.gguf").unlink()
    listing = odd.root / "trees" / f"{odd.sha}.json"
    listing.write_text(listing.read_text().replace('"lfs_size": 1', '"lfs_size": null'))
    make_repo(cache_dir)
    indexer, shelf, _ = make_indexer(database, cache_dir)
    await indexer.look_over()
    assert await shelf.has(MODEL, Status.INSTALLED)
    repo = await shelf.get("acme/odd")
    assert repo is not None
    assert repo.status is Status.DAMAGED
    assert "delete the model and download it again" in repo.problems[0]


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


async def test_a_command_for_one_model_keeps_what_a_pass_has_said(
    database: Database, cache_dir: Path
) -> None:
    (cache_dir / "models--acme--file").write_text("")
    await make_indexer(database, cache_dir)[0].look_over()
    make_repo(cache_dir)
    indexer, shelf, _ = make_indexer(database, cache_dir)
    await indexer.refresh(MODEL)
    state = await shelf.state()
    assert state is not None
    assert len(state.warnings) == 1
    async with database.read() as session:
        assert (await sums.totals(session, NODE)).model_bytes == 1002


async def test_nodes_have_rows_of_their_own(database: Database, cache_dir: Path) -> None:
    make_repo(cache_dir)
    await make_indexer(database, cache_dir)[0].look_over()
    other = Indexer(database, cache_dir / "other", "gpu-1", Listener())
    await other.look_over()
    assert await Shelf(database).has(MODEL, Status.INSTALLED)


async def test_the_rota_finds_changes_that_leave_no_sign(
    database: Database, cache_dir: Path
) -> None:
    made = make_repo(cache_dir)
    indexer, shelf, _ = make_indexer(database, cache_dir)
    await indexer.look_over()
    os.truncate(made.blob_of("model.safetensors"), 10)
    await indexer.look_over()
    assert await shelf.has(MODEL, Status.INSTALLED)
    for _ in range(12):
        await indexer.look_over(rota=True)
    assert await shelf.has(MODEL, Status.DAMAGED)


async def _is_true(value: Awaitable[object]) -> bool:
    return bool(await value)


async def _store(database: Database, made: MadeRepo, *files: HubFile, node: str = NODE) -> None:
    async with database.write() as session:
        await listings.store_listing(session, node, MODEL, made.sha, files)
        assert set(await listings.listing(session, node, MODEL, made.sha) or ()) >= set(files)
