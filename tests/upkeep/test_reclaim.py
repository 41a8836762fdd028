"""Reclaiming as people do it: listed with reasons, chosen, done by the worker, survived."""

import json
import os
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from huggingface_hub import snapshot_download

from modelshelf.accounts.models import Role
from modelshelf.cache.indexer import DISK_SECONDS
from modelshelf.cache.leftovers import Kind
from modelshelf.cache.trash import entries
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations import moves
from modelshelf.operations.models import Operation
from modelshelf.upkeep.reclaim.looks import Looks
from tests.cache.generate import make_repo
from tests.cache.waste import MODEL, PAYLOAD, share_weights
from tests.hub import HubServer, Repo
from tests.support.api import Api
from tests.support.models import add_model, slowly
from tests.support.product import Product, Server
from tests.support.wait import wait_for

WEIGHTS = "model.safetensors"


def test_an_old_revision_is_listed_and_goes_with_the_bytes_it_said(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = _moved_on(api, hub, cache_dir)
    (item,) = _items(api, repo.id)
    assert (item["kind"], item["suggested"], item["allowed"]) == ("revision", True, True)
    assert item["path"].startswith(str(cache_dir)) and item["freed_bytes"] > 200_000
    assert item["restore_command"].endswith(f"--revision {Path(item['path']).name}")
    before = _on_disk(cache_dir, repo.id)
    ids = [item["id"]]
    tried = api.post("/cache/reclaim", {"ids": [*ids, "blob::nothing"], "dry_run": True})
    assert (tried["freed_bytes"], tried["operations"]) == (item["freed_bytes"], [])
    assert [one["id"] for one in tried["skipped"]] == ["blob::nothing"]
    assert _on_disk(cache_dir, repo.id) == before

    begun = api.post("/cache/reclaim", {"ids": ids}, status=202)
    (operation,) = begun["operations"]
    done = api.wait_until(operation["id"], "completed")

    freed_bytes = before - _on_disk(cache_dir, repo.id)
    assert freed_bytes == item["freed_bytes"] == done["bytes_downloaded"] == done["bytes_total"]
    assert (api.model(repo.id) or {})["status"] == "installed"
    assert _items(api, repo.id) == []
    entries = api.get("/audit", limit=20)["entries"]
    deeds = [e["deed"] for e in entries if e["about"] == repo.id][:2]
    assert deeds == ["reclaim.finish", "reclaim.start"]
    gone = api.ask("POST", "/cache/reclaim", json={"ids": ids})
    assert (gone.status_code, gone.json()["code"]) == (409, "nothing_to_reclaim")


def test_what_a_collection_was_built_on_or_a_pin_holds_is_not_offered(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = _moved_on(api, hub, cache_dir)
    (item,) = _items(api, repo.id)
    sha = Path(item["path"]).name
    collection = {"name": repo.id, "embedding_model": repo.id, "embedding_revision": sha}
    made = api.post("/collections", collection, status=201)
    assert _items(api, repo.id) == []
    refused = api.ask("POST", "/cache/reclaim", json={"ids": [item["id"]]})
    assert refused.status_code == 409
    assert api.ask("DELETE", f"/collections/{made['id']}").is_success
    assert len(_items(api, repo.id)) == 1


def test_the_partial_file_of_a_download_under_way_is_never_offered(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub, 3_000_000)
    slowly(hub, repo, 400_000)
    task = api.start(repo.id)
    api.wait_for_bytes(task, 200_000)
    api.post(f"/models/download/{task}/pause")
    _age(RepoFolder(cache_dir, repo.id).root)
    assert list(RepoFolder(cache_dir, repo.id).blobs.glob("*.incomplete"))

    found = _look(api)

    assert repo.id in found["busy_models"]
    assert [item for item in found["items"] if item["model_id"] == repo.id] == []
    api.post(f"/models/download/{task}/cancel")


def test_a_member_reclaims_what_they_brought_and_nothing_of_others(
    server: Server, package_product: Product, hub: HubServer, cache_dir: Path
) -> None:
    package_product.add_user("reclaimer", Role.MEMBER)
    member, admin = server.as_user("reclaimer"), server.api
    own, others = _moved_on(member, hub, cache_dir), _moved_on(admin, hub, cache_dir)
    items = {repo.id: _items(member, repo.id)[0] for repo in (own, others)}
    assert items[own.id]["allowed"] and not items[others.id]["allowed"]
    refused = member.ask("POST", "/cache/reclaim", json={"ids": [i["id"] for i in items.values()]})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    assert _items(admin, own.id)
    (operation,) = member.post("/cache/reclaim", {"ids": [items[own.id]["id"]]}, 202)["operations"]
    member.wait_until(operation["id"], "completed")
    assert not _items(admin, own.id) and _items(admin, others.id)


def test_who_may_reclaim_the_parts_of_files_that_others_or_nobody_we_know_left(
    server: Server, package_product: Product, hub: HubServer, cache_dir: Path
) -> None:
    """A program's part of a file has the name of a file that a member downloaded, too."""
    for name in ("first", "second"):
        package_product.add_user(name, Role.MEMBER)
    package_product.add_user("onlooker", Role.VIEWER)
    users = {name: server.as_user(name) for name in ("first", "second", "onlooker")}
    repo = add_model(hub)
    users["first"].download(repo.id)
    folder = RepoFolder(cache_dir, repo.id)
    blob = next(folder.snapshots.glob(f"*/{WEIGHTS}")).readlink().name
    ours, theirs, unknown = (
        f"{blob}.shelf.incomplete",
        f"{blob}.12ab34cd.incomplete",
        f"{PAYLOAD}.shelf.incomplete",
    )
    for name in (ours, theirs, unknown):
        (folder.blobs / name).write_bytes(b"half")
    _age(folder.root)

    def allowed(api: Api) -> dict[str, tuple[list[str], bool]]:
        return {Path(i["path"]).name: (i["brought_by"], i["allowed"]) for i in _items(api, repo.id)}

    recorded = {ours: ["first"], theirs: [], unknown: []}
    for api, may in ((users["first"], {ours}), (users["second"], set()), (server.api, {*recorded})):
        assert allowed(api) == {name: (by, name in may) for name, by in recorded.items()}
    ids = {Path(item["path"]).name: item["id"] for item in _items(server.api, repo.id)}
    for user, name in (("first", theirs), ("first", unknown), ("second", ours)):
        for dry_run in (True, False):
            body = {"ids": [ids[name]], "dry_run": dry_run}
            refused = users[user].ask("POST", "/cache/reclaim", json=body)
            assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    assert users["onlooker"].ask("POST", "/cache/reclaim", json={"ids": [ids[ours]]}).is_error

    repo.commit({"config.json": '{"newer": true}'})  # The weights are the same file.
    users["second"].download(repo.id, confirm=True)
    (folder.blobs / ours).write_bytes(b"half")
    _age(folder.root)
    assert allowed(users["first"])[ours] == (["first", "second"], False)
    for operation in server.api.post("/cache/reclaim", {"ids": [*ids.values()]}, 202)["operations"]:
        server.api.wait_until(operation["id"], "completed")
    assert not list(folder.blobs.glob("*incomplete"))


def test_a_dataset_is_reclaimed_under_its_own_name_and_stays_as_a_whole(
    server: Server, package_product: Product, cache_dir: Path
) -> None:
    for kind in ("datasets", "models"):
        for version in ("1", "2"):
            made = make_repo(cache_dir, "acme/texts", kind=kind, version=version)
        (made.root / "blobs" / f"{PAYLOAD}.12ab34cd.incomplete").write_bytes(b"half")
        _age(made.root)
    package_product.add_user("reader", Role.MEMBER)
    items = _items(server.as_user("reader"), "acme/texts", "dataset")
    assert {item["kind"]: (item["suggested"], item["allowed"]) for item in items} == {
        "revision": (False, False),
        "partial": (True, False),
    }
    assert {item["model_id"] for item in items} == {None}
    ids = [item["id"] for item in items]
    model = _names(RepoFolder(cache_dir, "acme/texts").root)

    begun = server.api.post("/cache/reclaim", {"ids": ids}, status=202)
    (operation,) = begun["operations"]
    done = server.api.wait_until(operation["id"], "completed")

    assert done["model_id"] == "datasets/acme/texts"
    assert done["bytes_downloaded"] == begun["freed_bytes"]
    assert _items(server.api, "acme/texts", "dataset") == []
    folder = RepoFolder(cache_dir, "acme/texts", "dataset")
    assert {path.name for path in folder.blobs.iterdir()} == {
        path.resolve().name for path in folder.snapshots.glob("*/*")
    }
    assert _names(RepoFolder(cache_dir, "acme/texts").root) == model
    recorded = server.api.get("/audit", limit=5)["entries"]
    assert "datasets/acme/texts" in {entry["about"] for entry in recorded}
    for root in (folder.root, RepoFolder(cache_dir, "acme/texts").root):
        shutil.rmtree(root)


def test_many_who_ask_at_once_share_one_look_at_the_disk(server: Server) -> None:
    _look(server.api)
    began = time.monotonic()
    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(lambda _: server.api.get("/cache/reclaim"), range(200)))
    looks = {answer["looked_at"] for answer in answers}
    # The indexer may tell of changes that tests before this one made, once a second.
    assert len(looks) <= 2 + (time.monotonic() - began) / DISK_SECONDS
    assert _look(server.api)["looked_at"] not in looks  # And nothing is kept for long.


def test_the_trash_is_shown_and_goes_only_when_it_is_chosen(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub)
    api.download(repo.id, files={"include": ["*.json", WEIGHTS]})
    assert api.ask("DELETE", f"/models/{repo.id}").is_success
    before = _on_disk(cache_dir)
    (item,) = _items(api, repo.id)
    assert (item["kind"], item["suggested"]) == ("trash", False)
    assert item["restore_command"].endswith(f"--include '*.json' --include {WEIGHTS}")
    (operation,) = api.post("/cache/reclaim", {"ids": [item["id"]]}, 202)["operations"]
    api.wait_until(operation["id"], "completed")
    assert repo.id not in [one["model_id"] for one in api.get("/models/trash")["trash"]]
    assert before - _on_disk(cache_dir) == item["freed_bytes"] > 200_000


def test_a_forged_note_in_the_trash_gives_no_command_to_copy_and_no_right(
    server: Server, package_product: Product, hub: HubServer, cache_dir: Path
) -> None:
    package_product.add_user("forger", Role.MEMBER)
    member, admin = server.as_user("forger"), server.api
    own, others = add_model(hub), add_model(hub)
    for api, repo in ((member, own), (admin, others)):
        api.download(repo.id)
        assert api.ask("DELETE", f"/models/{repo.id}").is_success
    notes = {trashed.model_id: trashed.entry / "removal.json" for trashed in entries(cache_dir)}
    noted = {repo.id: json.loads(notes[repo.id].read_text()) for repo in (own, others)}
    forged = {"operation_id": noted[own.id]["operation_id"], "revision": "main; touch /tmp/x"}
    notes[others.id].write_text(json.dumps({**noted[others.id], **forged}))

    (item,) = _items(member, others.id)
    assert (item["restore_command"], item["allowed"]) == (None, False)
    (item,) = _items(member, own.id)
    command = f"modelshelf pull {own.id} --revision {own.branches['main']}"
    assert (item["restore_command"], item["allowed"]) == (command, True)


async def test_the_rest_of_a_failed_download_says_how_to_fetch_what_it_was_to_fetch(
    sqlite_database: Database, tmp_path: Path
) -> None:
    made = make_repo(tmp_path)
    (made.root / "blobs" / f"{PAYLOAD}.shelf.incomplete").write_bytes(b"half")
    _age(made.root)
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
    assert _shared(server.api) == []
    shutil.rmtree(RepoFolder(cache_dir, "shared/here").root)
    (item,) = _shared(server.as_user("member"))
    assert (item["path"], item["allowed"]) == (str(payload), False)
    freed_bytes = payload.stat().st_blocks * 512

    done = server.api.post("/cache/reclaim", {"ids": [item["id"]]}, status=202)

    assert (done["freed_bytes"], done["operations"]) == (freed_bytes, [])
    assert not payload.exists() and _shared(server.api) == []
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
    _age(product.cache_dir)
    blobs = RepoFolder(product.cache_dir, repo.id).blobs
    before = _names(product.cache_dir)
    dry = product.run("reclaim", "--dry-run", "--json")
    (item,) = json.loads(dry.stdout)["items"]
    assert (item["kind"], item["model_id"]) == ("revision", repo.id)
    shown = product.run("reclaim", "--dry-run", COLUMNS="60").stdout
    assert item["id"] in shown  # In one piece, to be copied.
    assert _names(product.cache_dir) == before

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


def _moved_on(api: Api, hub: HubServer, cache_dir: Path) -> Repo:
    """A model in two revisions, of which nothing names the older one."""
    repo = add_model(hub)
    api.download(repo.id)
    repo.commit({WEIGHTS: "new" * 50_000})
    api.download(repo.id, confirm=True)
    _age(RepoFolder(cache_dir, repo.id).root)
    api.wait_for_status(repo.id, "installed")
    return repo


def _look(api: Api) -> dict[str, Any]:
    """What a look finds that began after this call: all who ask within some seconds share one."""
    asked_at = now()

    def looked() -> dict[str, Any] | None:
        found: dict[str, Any] = api.get("/cache/reclaim")
        return found if datetime.fromisoformat(found["looked_at"]) >= asked_at else None

    return wait_for(looked, "the disk is looked at anew")


def _items(api: Api, repo_id: str, repo_type: str = "model") -> list[dict[str, Any]]:
    return [
        item
        for item in _look(api)["items"]
        if (item["repo_id"], item["repo_type"]) == (repo_id, repo_type)
    ]


def _shared(api: Api) -> list[dict[str, Any]]:
    return [item for item in _look(api)["items"] if item["kind"] == "shared_blob"]


def _age(folder: Path) -> None:
    before = time.time() - 3600
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (before, before), follow_symlinks=False)


def _names(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.suffix != ".lock"}


def _on_disk(cache_dir: Path, model_id: str | None = None) -> int:
    """What the disk has given to the cache, or to one model, but for folders and locks."""
    root = RepoFolder(cache_dir, model_id).root if model_id else cache_dir
    seen = {}
    for path in root.rglob("*"):
        found = path.lstat()
        if model_id or path.is_file():
            seen[found.st_ino] = found.st_blocks * 512
    return sum(seen.values())
