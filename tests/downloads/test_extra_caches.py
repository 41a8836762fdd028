"""Caches that are only read: listed with their folder, copied from, and never waited for."""

import asyncio
import json
import threading
from pathlib import Path

import pytest
from huggingface_hub import snapshot_download

from modelshelf.cache.extra import rows as extra_rows
from modelshelf.cache.extra.index import ExtraIndexer
from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.elsewhere import copy_from_caches
from modelshelf.hub.transfer.held import HeldRepo
from modelshelf.hub.transfer.job import TransferJob
from modelshelf.hub.transfer.partial import PartialFile, is_finished, vouched
from modelshelf.hub.transfer.patience import Patience
from modelshelf.kit.database import Database
from modelshelf.kit.deadline import OwnThread, Silent
from tests.cache.generate import make_repo
from tests.hub import HubServer
from tests.support.models import WEIGHTS, add_model, assert_verified, served_bytes, size_of
from tests.support.product import Product
from tests.support.wait import PATIENCE_SECONDS, wait_for

SIZE = 3_000_000


@pytest.fixture
def extra(tmp_path: Path) -> Path:
    folder = tmp_path / "nfs" / "hub"
    folder.mkdir(parents=True)
    return folder


def test_what_another_cache_has_is_listed_planned_and_copied_without_the_hub(
    product: Product, hub: HubServer, extra: Path
) -> None:
    repo = add_model(hub, SIZE)
    snapshot_download(repo.id, endpoint=hub.url, cache_dir=extra)
    before = _state(extra)
    product.settings["EXTRA_CACHES"] = f"{extra},{extra.parent / 'gone'}"
    hub.stats.clear()

    listed = product.run("ls")
    (line,) = [line for line in listed.stdout.splitlines() if repo.id in line]
    assert f"installed in {extra}" in line
    assert str(extra.parent / "gone") in listed.stderr  # Of the other it is told that it is away.
    plan = json.loads(product.run("plan", repo.id, "--json").stdout)
    assert plan["elsewhere_bytes"] == plan["download_bytes"] == size_of(repo)
    assert {file["copied_from"] for file in plan["files"]} == {str(extra)}
    (unreachable,) = plan["unreachable_caches"]
    assert str(extra.parent / "gone") in unreachable
    pulled = product.run("pull", repo.id, "--yes")

    assert pulled.returncode == 0 and f"copied from {extra}" in pulled.stdout
    assert served_bytes(hub, repo) == 0
    assert_verified(hub, repo, product.cache_dir)
    assert _state(extra) == before
    refused = product.run("rm", repo.id, "--yes")
    assert refused.returncode == 0 and _state(extra) == before


def test_what_is_wrong_there_comes_from_the_hub(
    product: Product, hub: HubServer, extra: Path
) -> None:
    repo = add_model(hub, SIZE)
    made = Path(snapshot_download(repo.id, endpoint=hub.url, cache_dir=extra))
    for name in ("config.json", WEIGHTS):
        blob = (made / name).resolve()
        blob.write_bytes(b"x" * blob.stat().st_size)
    product.settings["EXTRA_CACHES"] = str(extra)

    assert product.run("pull", repo.id, "--yes").returncode == 0

    assert_verified(hub, repo, product.cache_dir)


def test_a_model_of_another_cache_is_listed_with_what_it_takes_there(
    product: Product, extra: Path, tmp_path: Path
) -> None:
    """And not with what it is offered as: it may be an old revision, or have all of its files."""
    offered = "sentence-transformers/all-MiniLM-L6-v2"
    cut = tmp_path / "a-cut-one" / "hub"
    shard: dict[str, bytes | int] = {
        "config.json": b"{}",
        "model-00001-of-00002.safetensors": 9_000_000,
    }
    make_repo(cut, offered, shard, listed=False)
    make_repo(extra, offered, {"config.json": b"{}", "pytorch_model.bin": 7_500_000})
    make_repo(extra, "acme/unknown", {"config.json": b"{}", "pytorch_model.bin": 8_500_000})
    product.settings["EXTRA_CACHES"] = f"{cut},{extra}"

    lines = {line.split()[0]: line for line in product.run("ls").stdout.splitlines() if line}
    assert "7.5 MB" in lines[offered] and f"installed in {extra}" in lines[offered]
    assert "8.5 MB" in lines["acme/unknown"]

    with product.serving() as server:
        wait_for(lambda: server.api.model("acme/unknown"), "the other caches are looked at")
        largest = server.api.get("/models", sort="size", limit=500)["models"]
    (shown,) = [model for model in largest if model["id"] == offered]
    places = [(copy["cache_dir"], copy["size_bytes"]) for copy in shown["extra_caches"]]
    assert places == [(str(extra), 7_500_002), (str(cut), 9_000_002)]
    small = [model["id"] for model in largest if model["id"] in (offered, "acme/unknown")]
    assert small == ["acme/unknown", offered]


async def test_only_what_is_missing_is_copied(tmp_path: Path, extra: Path) -> None:
    content = bytes(range(256)) * 20_000
    made = make_repo(extra, files={WEIGHTS: content})
    blob = made.blob_of(WEIGHTS).name
    file = HubFile(WEIGHTS, len(content), blob, blob)
    folder = RepoFolder(tmp_path / "cache", "acme/minilm")
    held = HeldRepo(folder)
    begun = PartialFile.open(held.blobs, file)
    begun.write(memoryview(content[:1_000_000]), 0)
    begun.write(memoryview(content[2_000_000:2_500_000]), 2_000_000)
    begun.close()
    job = TransferJob("http://localhost", folder, made.sha, (file,))

    (note,) = await copy_from_caches(job, [extra], lambda _: None, Patience())

    assert f"{(len(content) - 1_500_000) / 1e6:.1f} MB" in note
    assert not is_finished(held.blobs, file)  # The transfer verifies it.
    assert vouched(held.blobs, file).flushed.total_bytes == len(content)
    held.close()
    assert folder.partial(blob).read_bytes() == content


async def test_a_cache_that_is_away_is_a_warning_and_what_it_held_stays_listed(
    sqlite_database: Database, extra: Path
) -> None:
    for name in ("acme/one", "acme/two"):
        make_repo(extra, name)
    indexer = ExtraIndexer(sqlite_database, "local", [extra])
    await indexer.look()
    assert await _known(sqlite_database) == ({"acme/one", "acme/two"}, [])
    away = extra.with_name("away")
    extra.rename(away)

    await indexer.look()

    names, (warning,) = await _known(sqlite_database)
    assert names == {"acme/one", "acme/two"} and str(extra) in warning
    away.rename(extra)
    (extra / "models--acme--one").rename(extra / "models--acme--three")
    await indexer.look()
    assert await _known(sqlite_database) == ({"acme/three", "acme/two"}, [])
    await ExtraIndexer(sqlite_database, "local", []).look()
    assert await _known(sqlite_database) == (set(), [])


async def test_what_hangs_is_given_up_and_asked_again_only_when_it_has_ended() -> None:
    thread, ends = OwnThread(), threading.Event()
    with pytest.raises(Silent):
        await thread.run(0.2, ends.wait)
    # The first waited, the others do not.
    async with asyncio.timeout(PATIENCE_SECONDS):
        for _ in range(2):
            with pytest.raises(Silent):
                await thread.run(100 * PATIENCE_SECONDS, ends.wait)
    ends.set()
    # Two who ask at the same moment wait for each other, and both are answered.
    while True:
        try:
            both = (thread.run(5, lambda: "read") for _ in range(2))
            assert await asyncio.gather(*both) == ["read", "read"]
            break
        except Silent:
            await asyncio.sleep(0.01)
    with pytest.raises(FileNotFoundError):
        await thread.run(5, Path("/nowhere/at/all").stat)


async def _known(database: Database) -> tuple[set[str], list[str]]:
    async with database.read() as session:
        names = set(await extra_rows.only_there(session, "local"))
        return names, await extra_rows.warnings(session, "local")


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.lstat().st_mtime_ns, path.lstat().st_size) for path in folder.rglob("*")
    }
