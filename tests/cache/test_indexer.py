"""The table stays true, whoever changes the disk."""

import os
from pathlib import Path

from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.inventory import listings, repository, sums
from modelshelf.cache.reading.repo import Status
from modelshelf.cache.reading.survey import survey
from modelshelf.cache.removing.remove import remove
from modelshelf.hub.door import HubFile
from modelshelf.kit.database import Database
from tests.cache.generate import MadeRepo, make_repo
from tests.cache.indexing import MODEL, NODE, Listener, Shelf, make_indexer
from tests.cache.waste import note

CONFIG, WEIGHTS = HubFile("config.json", 2, "0"), HubFile("model.safetensors", 1000, "1")


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


async def _store(database: Database, made: MadeRepo, *files: HubFile, node: str = NODE) -> None:
    async with database.write() as session:
        await listings.store_listing(session, node, MODEL, made.sha, files)
        assert set(await listings.listing(session, node, MODEL, made.sha) or ()) >= set(files)
