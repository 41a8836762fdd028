"""Reclaiming as people do it: listed with reasons, chosen, done by the worker, survived."""

import json
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from huggingface_hub import snapshot_download

from modelshelf.accounts.models import Role
from modelshelf.cache.indexing.indexer import DISK_SECONDS
from modelshelf.cache.removing.leftovers import Kind
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations import moves
from modelshelf.operations.models import Operation
from modelshelf.upkeep.reclaim.looks import Looks
from tests.cache.generate import make_repo
from tests.cache.waste import MODEL, PAYLOAD, share_weights
from tests.hub import HubServer
from tests.support.api import Api
from tests.support.models import add_model, slowly
from tests.support.product import Product, Server
from tests.support.wait import wait_for
from tests.upkeep.reclaiming import (
    WEIGHTS,
    age,
    bytes_on_disk,
    items_of,
    look,
    moved_on,
    names_in,
    shared_items,
)


def test_an_old_revision_is_listed_and_goes_with_the_bytes_it_said(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = moved_on(api, hub, cache_dir)
    (item,) = items_of(api, repo.id)
    assert (item["kind"], item["suggested"], item["allowed"]) == ("revision", True, True)
    assert item["path"].startswith(str(cache_dir)) and item["freed_bytes"] > 200_000
    assert item["restore_command"].endswith(f"--revision {Path(item['path']).name}")
    before = bytes_on_disk(cache_dir, repo.id)
    ids = [item["id"]]
    tried = api.post("/cache/reclaim", {"ids": [*ids, "blob::nothing"], "dry_run": True})
    assert (tried["freed_bytes"], tried["operations"]) == (item["freed_bytes"], [])
    assert [one["id"] for one in tried["skipped"]] == ["blob::nothing"]
    assert bytes_on_disk(cache_dir, repo.id) == before

    begun = api.post("/cache/reclaim", {"ids": ids}, status=202)
    (operation,) = begun["operations"]
    done = api.wait_until(operation["id"], "completed")

    freed_bytes = before - bytes_on_disk(cache_dir, repo.id)
    assert freed_bytes == item["freed_bytes"] == done["bytes_downloaded"] == done["bytes_total"]
    assert (api.model(repo.id) or {})["status"] == "installed"
    assert items_of(api, repo.id) == []
    entries = api.get("/audit", limit=20)["entries"]
    deeds = [e["deed"] for e in entries if e["about"] == repo.id][:2]
    assert deeds == ["reclaim.finish", "reclaim.start"]
    gone = api.ask("POST", "/cache/reclaim", json={"ids": ids})
    assert (gone.status_code, gone.json()["code"]) == (409, "nothing_to_reclaim")


def test_what_a_collection_was_built_on_or_a_pin_holds_is_not_offered(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = moved_on(api, hub, cache_dir)
    (item,) = items_of(api, repo.id)
    sha = Path(item["path"]).name
    collection = {"name": repo.id, "embedding_model": repo.id, "embedding_revision": sha}
    made = api.post("/collections", collection, status=201)
    assert items_of(api, repo.id) == []
    refused = api.ask("POST", "/cache/reclaim", json={"ids": [item["id"]]})
    assert refused.status_code == 409
    assert api.ask("DELETE", f"/collections/{made['id']}").is_success
    assert len(items_of(api, repo.id)) == 1


def test_the_partial_file_of_a_download_under_way_is_never_offered(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub, 3_000_000)
    slowly(hub, repo, 400_000)
    task = api.start(repo.id)
    api.wait_for_bytes(task, 200_000)
    api.post(f"/models/download/{task}/pause")
    age(RepoFolder(cache_dir, repo.id).root)
    assert list(RepoFolder(cache_dir, repo.id).blobs.glob("*.incomplete"))

    found = look(api)

    assert repo.id in found["busy_models"]
    assert [item for item in found["items"] if item["model_id"] == repo.id] == []
    api.post(f"/models/download/{task}/cancel")


def test_a_dataset_is_reclaimed_under_its_own_name_and_stays_as_a_whole(
    server: Server, package_product: Product, cache_dir: Path
) -> None:
    for kind in ("datasets", "models"):
        for version in ("1", "2"):
            made = make_repo(cache_dir, "acme/texts", kind=kind, version=version)
        (made.root / "blobs" / f"{PAYLOAD}.12ab34cd.incomplete").write_bytes(b"half")
        age(made.root)
    package_product.add_user("reader", Role.MEMBER)
    items = items_of(server.as_user("reader"), "acme/texts", "dataset")
    assert {item["kind"]: (item["suggested"], item["allowed"]) for item in items} == {
        "revision": (False, False),
        "partial": (True, False),
    }
    assert {item["model_id"] for item in items} == {None}
    ids = [item["id"] for item in items]
    model = names_in(RepoFolder(cache_dir, "acme/texts").root)

    begun = server.api.post("/cache/reclaim", {"ids": ids}, status=202)
    (operation,) = begun["operations"]
    done = server.api.wait_until(operation["id"], "completed")

    assert done["model_id"] == "datasets/acme/texts"
    assert done["bytes_downloaded"] == begun["freed_bytes"]
    assert items_of(server.api, "acme/texts", "dataset") == []
    folder = RepoFolder(cache_dir, "acme/texts", "dataset")
    assert {path.name for path in folder.blobs.iterdir()} == {
        path.resolve().name for path in folder.snapshots.glob("*/*")
    }
    assert names_in(RepoFolder(cache_dir, "acme/texts").root) == model
    recorded = server.api.get("/audit", limit=5)["entries"]
    assert "datasets/acme/texts" in {entry["about"] for entry in recorded}
    for root in (folder.root, RepoFolder(cache_dir, "acme/texts").root):
        shutil.rmtree(root)


def test_many_who_ask_at_once_share_one_look_at_the_disk(server: Server) -> None:
    look(server.api)
    began = time.monotonic()
    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(lambda _: server.api.get("/cache/reclaim"), range(200)))
    looks = {answer["looked_at"] for answer in answers}
    # The indexer may tell of changes that tests before this one made, once a second.
    assert len(looks) <= 2 + (time.monotonic() - began) / DISK_SECONDS
    assert look(server.api)["looked_at"] not in looks  # And nothing is kept for long.


def test_the_trash_is_shown_and_goes_only_when_it_is_chosen(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub)
    api.download(repo.id, files={"include": ["*.json", WEIGHTS]})
    assert api.ask("DELETE", f"/models/{repo.id}").is_success
    before = bytes_on_disk(cache_dir)
    (item,) = items_of(api, repo.id)
    assert (item["kind"], item["suggested"]) == ("trash", False)
    assert item["restore_command"].endswith(f"--include '*.json' --include {WEIGHTS}")
    (operation,) = api.post("/cache/reclaim", {"ids": [item["id"]]}, 202)["operations"]
    api.wait_until(operation["id"], "completed")
    assert repo.id not in [one["model_id"] for one in api.get("/models/trash")["trash"]]
    assert before - bytes_on_disk(cache_dir) == item["freed_bytes"] > 200_000


async def test_the_rest_of_a_failed_download_says_how_to_fetch_what_it_was_to_fetch(
    sqlite_database: Database, tmp_path: Path
) -> None:
    made = make_repo(tmp_path)
    (made.root / "blobs" / f"{PAYLOAD}.shelf.incomplete").write_bytes(b"half")
    age(made.root)
    failed = Operation(
        node="local",
        model_id=MODEL,
        kind=moves.Kind.DOWNLOAD,
        status=moves.Status.FAILED,
        sha=made.sha,
        files=[{"path": "b c.bin", "size_bytes": 9, "blob": PAYLOAD, "sha256": PAYLOAD}],
        chosen={"include": ["b c.bin"], "exclude": []},
        requested_by="ada",
    )
    async with sqlite_database.write() as session:
        session.add(failed)

    settings = Settings(cache_dir=tmp_path)
    found = await Looks(sqlite_database, settings).find()

    (item,) = [item for item in found.items if item.leftover.kind is Kind.PARTIAL]
    assert "ada" in item.reason and "failed" in item.reason
    command = f"modelshelf pull {MODEL} --revision {made.sha} --include 'b c.bin'"
    assert item.restore_command == command


def test_a_payload_that_repositories_shared_goes_by_the_librarys_own_rules(
    server: Server, cache_dir: Path
) -> None:
    share_weights(cache_dir, "shared/here", "shared/gone")
    payload = cache_dir / "blobs" / PAYLOAD[:2] / PAYLOAD
    shutil.rmtree(RepoFolder(cache_dir, "shared/gone").root)
    assert shared_items(server.api) == []
    shutil.rmtree(RepoFolder(cache_dir, "shared/here").root)
    (item,) = shared_items(server.as_user("member"))
    assert (item["path"], item["allowed"]) == (str(payload), False)
    freed_bytes = payload.stat().st_blocks * 512

    done = server.api.post("/cache/reclaim", {"ids": [item["id"]]}, status=202)

    assert (done["freed_bytes"], done["operations"]) == (freed_bytes, [])
    assert not payload.exists() and shared_items(server.api) == []
    recorded = server.api.get("/audit", limit=2)["entries"]
    assert [entry["deed"] for entry in recorded] == ["reclaim.finish", "reclaim.start"]
    assert [entry["details"]["files"] for entry in recorded] == [[PAYLOAD], [PAYLOAD]]


def test_without_a_server_and_a_killed_one_is_finished_by_the_next_command(
    product: Product, hub: HubServer
) -> None:
    repo = add_model(hub)
    for extra in ("1", "2"):
        repo.commit({"extra.txt": extra * 9_000, WEIGHTS: extra * 200_000})
        snapshot_download(repo.id, endpoint=hub.url, cache_dir=product.cache_dir)
    age(product.cache_dir)
    blobs = RepoFolder(product.cache_dir, repo.id).blobs
    before = names_in(product.cache_dir)
    dry = product.run("reclaim", "--dry-run", "--json")
    (item,) = json.loads(dry.stdout)["items"]
    assert (item["kind"], item["model_id"]) == ("revision", repo.id)
    shown = product.run("reclaim", "--dry-run", COLUMNS="60").stdout
    assert item["id"] in shown  # In one piece, to be copied.
    assert names_in(product.cache_dir) == before

    with product.background("reclaim", "--yes") as command:
        wait_for(lambda: any(blobs.glob("*.aside.incomplete")), "a blob is set aside")
        command.send_signal(signal.SIGKILL)
        command.wait()
    left = product.run("reclaim", "--json", "--yes")

    assert json.loads(left.stdout)["items"] == []
    assert not list(blobs.glob("*.incomplete"))
    loaded = Path(snapshot_download(repo.id, cache_dir=product.cache_dir, local_files_only=True))
    assert (loaded / WEIGHTS).read_text() == "2" * 200_000
    used = {path.resolve().name for path in loaded.iterdir()}
    assert {path.name for path in blobs.iterdir()} == used
