"""Taking a deletion back, and what becomes of one that nobody takes back."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from modelshelf.hub.layout import RepoFolder, trash_dir
from tests.hub import HubServer, Repo
from tests.support.api import Api
from tests.support.models import add_model, assert_verified, served_bytes, size_of
from tests.support.product import Product, Server
from tests.support.wait import wait_for

ON_A_SMALL_DISK = """
mount -t tmpfs -o size=64m tmpfs "$2" && echo mounted || exit 1
shelf="$1 -m modelshelf"
$shelf pull "$3" --yes && $shelf rm "$3" --yes && $shelf pull "$4" --yes && $shelf trash --json
"""


def test_a_deleted_model_comes_back_whole_and_without_the_hub(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = _installed(api, hub)
    before = api.model(repo.id)
    removed = api.ask("DELETE", f"/models/{repo.id}").json()
    assert datetime.fromisoformat(removed["undo_until"]) > datetime.now().astimezone()
    assert removed["free_at"] == removed["undo_until"]
    hub.stats.clear()

    waiting = _waiting(api, repo.id)
    assert waiting["restorable"] and waiting["deleted_by"] == "ada"
    assert 500 < waiting["seconds_left"] <= 600
    assert waiting["size_bytes"] == removed["freed_bytes"] > size_of(repo)
    restored = api.post("/models/restore", {"model_id": repo.id})

    assert (restored["status"], restored["revision"]) == ("installed", repo.branches["main"])
    after = api.model(repo.id)
    assert after and before
    assert {**after, "last_used_at": None} == {**before, "last_used_at": None}
    assert served_bytes(hub, repo) == 0
    assert_verified(hub, repo, cache_dir)
    assert _waiting(api, repo.id) is None


def test_it_is_as_verified_as_it_was(api: Api, hub: HubServer) -> None:
    repo = _installed(api, hub)
    before = api.wait_for_status(repo.id, "installed")["verification"]
    api.ask("DELETE", f"/models/{repo.id}")

    api.post("/models/restore", {"model_id": repo.id})

    assert before
    assert api.wait_for_status(repo.id, "installed")["verification"] == before


def test_what_comes_anew_is_verified_anew(api: Api, hub: HubServer) -> None:
    repo = _installed(api, hub)
    before = api.wait_for_status(repo.id, "installed")["verification"]
    api.ask("DELETE", f"/models/{repo.id}")

    api.download(repo.id)

    after = api.wait_for_status(repo.id, "installed")["verification"]
    assert after["verified_at"] > before["verified_at"]


def test_what_was_chosen_for_it_is_still_known(api: Api, hub: HubServer) -> None:
    """Weights alone are all of a download that asked for no more: partial before is partial now."""
    repo = add_model(hub, files={"extra.safetensors": "x"})
    api.download(repo.id, files={"include": ["*.json", "model.safetensors"]})
    api.wait_for_status(repo.id, "installed")
    api.ask("DELETE", f"/models/{repo.id}")

    api.post("/models/restore", {"model_id": repo.id})

    assert api.wait_for_status(repo.id, "installed")["missing"] == []


def test_disk_figures_know_the_trash(api: Api, hub: HubServer) -> None:
    repo = _installed(api, hub)
    before = api.get("/models")["disk"]["trash_bytes"]

    held_bytes = before + api.ask("DELETE", f"/models/{repo.id}").json()["freed_bytes"]

    assert api.get("/models")["disk"]["trash_bytes"] == held_bytes
    assert api.get("/models/trash")["total_bytes"] == held_bytes


def test_the_trash_is_shown_in_pages_the_last_deletion_first(api: Api, hub: HubServer) -> None:
    removed = [_installed(api, hub).id for _ in range(3)]
    for model_id in removed:
        api.ask("DELETE", f"/models/{model_id}")

    pages = list(api.pages("/models/trash", "trash", limit=2))

    assert all(len(page) == 2 for page in pages[:-1])
    shown = [one["model_id"] for page in pages for one in page]
    assert shown[:3] == removed[::-1]
    whole = api.get("/models/trash", limit=500)
    assert shown == [one["model_id"] for one in whole["trash"]]
    assert whole["next_cursor"] is None
    # All of it is told of, however little is shown.
    assert api.get("/models/trash", limit=1)["total_bytes"] == whole["total_bytes"]


def test_something_new_in_its_place_is_not_replaced(api: Api, hub: HubServer) -> None:
    repo = _installed(api, hub)
    api.ask("DELETE", f"/models/{repo.id}")
    api.download(repo.id)

    assert _waiting(api, repo.id)["place_taken"]
    refused = api.ask("POST", "/models/restore", json={"model_id": repo.id})

    assert (refused.status_code, refused.json()["code"]) == (409, "place_taken")
    api.wait_for_status(repo.id, "installed")


def test_of_two_deletions_one_may_choose(api: Api, hub: HubServer) -> None:
    repo = _installed(api, hub)
    first = repo.branches["main"]
    api.ask("DELETE", f"/models/{repo.id}")
    earlier = _waiting(api, repo.id)["id"]
    second = repo.commit({"config.json": '{"second": 1}'})
    api.download(repo.id)
    api.ask("DELETE", f"/models/{repo.id}")

    assert api.post("/models/restore", {"model_id": repo.id})["revision"] == second
    api.ask("DELETE", f"/models/{repo.id}")
    restored = api.post("/models/restore", {"model_id": repo.id, "id": earlier})

    assert restored["revision"] == first


def test_what_is_not_in_the_trash_cannot_be_restored(api: Api, hub: HubServer) -> None:
    repo = _installed(api, hub)
    for asked in ({"model_id": "nobody/nothing"}, {"model_id": repo.id}):
        refused = api.ask("POST", "/models/restore", json=asked)
        assert (refused.status_code, refused.json()["code"]) == (404, "not_in_trash")
    assert api.ask("POST", "/models/restore", json={"model_id": "../x"}).status_code == 422


def test_a_member_still_owns_what_came_back(server: Server, hub: HubServer) -> None:
    member = server.as_user("member")
    repo = add_model(hub)
    member.download(repo.id)
    member.ask("DELETE", f"/models/{repo.id}")
    member.post("/models/restore", {"model_id": repo.id})

    assert member.ask("DELETE", f"/models/{repo.id}").status_code == 200
    assert (
        server.as_user("viewer")
        .ask("POST", "/models/restore", json={"model_id": repo.id})
        .status_code
        == 403
    )


def test_when_its_time_is_over_the_worker_unlinks_it(product: Product, hub: HubServer) -> None:
    product.settings["UNDO_WINDOW"] = "1"
    repo = add_model(hub)
    with product.serving() as server:
        server.api.download(repo.id)
        server.api.ask("DELETE", f"/models/{repo.id}")

        wait_for(lambda: _is_empty(product.cache_dir), "the trash is empty")
        wait_for(
            lambda: server.api.get("/models")["disk"]["trash_bytes"] == 0, "the figures say so"
        )
        refused = server.api.ask("POST", "/models/restore", json={"model_id": repo.id})
        assert refused.json()["code"] == "not_in_trash"


def test_without_an_undo_window_it_is_unlinked_at_once(product: Product, hub: HubServer) -> None:
    product.settings["UNDO_WINDOW"] = "0"
    repo = add_model(hub)
    with product.serving() as server:
        server.api.download(repo.id)
        removed = server.api.ask("DELETE", f"/models/{repo.id}").json()
        wait_for(lambda: _is_empty(product.cache_dir), "the trash is empty")

    assert removed["undo_until"] is None
    assert "brought back" not in removed["message"]


def test_a_download_that_needs_the_space_gets_it_from_the_trash(
    product: Product, hub: HubServer
) -> None:
    """On a disk that has no room for both."""
    old, new = add_model(hub, 40_000_000), add_model(hub, 30_000_000)
    product.cache_dir.mkdir(parents=True)

    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", ON_A_SMALL_DISK, "sh"]
    done = subprocess.run(
        [*command, sys.executable, str(product.cache_dir), old.id, new.id],
        cwd=product.folder,
        env=product.environment({}),
        capture_output=True,
        text=True,
        check=False,
    )

    if "mounted" not in done.stdout:
        # A container may be root and still not mount: two file systems is what is tested here.
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr}")
    assert done.returncode == 0, done.stderr
    assert "every file verified" in done.stdout.splitlines()[-2]
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_download_that_fits_leaves_the_trash_alone(product: Product, hub: HubServer) -> None:
    old, new = add_model(hub), add_model(hub)
    product.run("pull", old.id, "--yes")
    product.run("rm", old.id, "--yes")

    product.run("pull", new.id, "--yes")

    assert product.run("restore", old.id).returncode == 0
    assert RepoFolder(product.cache_dir, old.id).root.is_dir()


def _installed(api: Api, hub: HubServer) -> Repo:
    repo = add_model(hub)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")
    return repo


def _waiting(api: Api, model_id: str) -> Any:
    waiting = api.get("/models/trash")["trash"]
    return next((one for one in waiting if one["model_id"] == model_id), None)


def _is_empty(cache_dir: Path) -> bool:
    trash = trash_dir(cache_dir)
    return not trash.exists() or not list(trash.iterdir())
