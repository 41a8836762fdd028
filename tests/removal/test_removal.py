"""Deleting over the API: the plan, the deed, and what is protected."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from modelshelf.hub.layout import RepoFolder
from tests.cache.generate import make_repo
from tests.hub import HubServer, Repo
from tests.support.api import Api
from tests.support.disk import du
from tests.support.models import add_model, slowly
from tests.support.product import Server
from tests.support.wait import wait_for


def test_what_the_plan_says_is_what_is_freed(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = _installed(api, hub)

    folder = RepoFolder(cache_dir, repo.id)

    plan = api.get("/models/removal", model_id=repo.id)
    assert plan["freed_bytes"] == du(folder.root, folder.locks)
    assert plan["blocked_by"] == plan["warnings"] == []
    assert plan["restore"]["revision"] == repo.branches["main"]
    answer = api.ask("DELETE", f"/models/{repo.id}")

    assert answer.status_code == 200
    removed = answer.json()
    assert (removed["success"], removed["model_id"]) == (True, repo.id)
    assert removed["freed_bytes"] == plan["freed_bytes"]
    assert api.model(repo.id) is None
    assert not folder.root.exists()


@pytest.mark.parametrize("model_id", ["acme/a/b", "acme//x//y", "acme/größe und maß"])
def test_what_is_listed_under_a_name_of_no_hub_can_be_verified_deleted_and_brought_back(
    api: Api, cache_dir: Path, model_id: str
) -> None:
    made = make_repo(cache_dir, model_id, {"config.json": b"{}", "model.safetensors": b"w" * 20})
    api.wait_for_status(model_id, "installed")

    assert api.get("/models/details", model_id=model_id)["model"]["id"] == model_id
    begun = api.post("/models/verify", {"model_id": model_id}, status=202)
    api.wait_until(begun["task_id"], "completed")
    plan = api.get("/models/removal", model_id=model_id)
    assert plan["freed_bytes"] == du(made.root)
    assert plan["restore"] is None  # No command could fetch it again.
    assert api.ask("DELETE", f"/models/{quote(model_id, safe='')}").status_code == 200
    assert not made.root.exists()
    api.post("/models/restore", {"model_id": model_id}, status=200)
    assert made.snapshot.is_dir()
    api.wait_for_status(model_id, "installed")


def test_a_slash_in_the_path_may_be_escaped(api: Api, hub: HubServer) -> None:
    repo = _installed(api, hub)

    assert api.ask("DELETE", f"/models/{repo.id.replace('/', '%2F')}").status_code == 200


def test_an_organisation_may_be_called_custom(api: Api, hub: HubServer) -> None:
    repo = hub.hub.add("custom/model", {"model.safetensors": b"weights"})
    api.download(repo.id)

    assert api.ask("DELETE", "/models/custom/model").status_code == 200


def test_a_deleted_model_can_be_brought_back(api: Api, hub: HubServer) -> None:
    repo = _installed(api, hub)
    restore = api.get("/models/removal", model_id=repo.id)["restore"]
    api.ask("DELETE", f"/models/{repo.id}")

    api.download(repo.id, revision=restore["revision"])

    api.wait_for_status(repo.id, "installed")


def test_a_model_that_a_collection_uses_stays(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = _installed(api, hub)
    used = {"name": "notes", "embedding_model": repo.id}
    collection = api.post("/collections", used, status=201)

    (blocker,) = api.get("/models/removal", model_id=repo.id)["blocked_by"]
    assert (blocker["kind"], blocker["name"], blocker["owner"]) == ("collection", "notes", "ada")
    refused = api.ask("DELETE", f"/models/{repo.id}", params={"confirm": True, "force": True})

    assert (refused.status_code, refused.json()["code"]) == (409, "model_in_use")
    assert refused.json()["collections"] == [{"name": "notes", "owner": "ada"}]
    assert RepoFolder(cache_dir, repo.id).root.exists()

    api.ask("DELETE", f"/collections/{collection['id']}")
    assert api.ask("DELETE", f"/models/{repo.id}").status_code == 200


def test_a_model_that_is_being_downloaded_stays(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, 4_000_000)
    slowly(hub, repo, 1_000_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 100_000)

    refused = api.ask("DELETE", f"/models/{repo.id}")

    assert (refused.status_code, refused.json()["code"]) == (409, "model_busy")
    hub.faults.clear()
    api.wait_until(task_id, "completed")


def test_what_is_not_there_cannot_be_deleted(api: Api) -> None:
    for model_id in ("nobody/nothing", "sentence-transformers/all-MiniLM-L6-v2"):
        answer = api.ask("DELETE", f"/models/{model_id}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_installed")


def test_of_several_deletions_at_once_one_says_that_it_freed_it(
    server: Server, hub: HubServer
) -> None:
    model_id = _installed(server.api, hub).id

    def delete(_: int) -> int:
        return server.api.ask("DELETE", f"/models/{model_id}").status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(delete, range(8)))

    assert answers.count(200) == 1
    assert set(answers) <= {200, 404, 409}
    entries = server.api.get("/audit", deed="delete.finish", about=model_id)["entries"]
    assert [one["outcome"] for one in entries].count("done") == 1


def test_a_member_deletes_only_what_they_downloaded(server: Server, hub: HubServer) -> None:
    member = server.as_user("member")
    own, others = add_model(hub), _installed(server.api, hub)
    member.download(own.id)

    refused = member.ask("DELETE", f"/models/{others.id}")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    assert member.ask("DELETE", f"/models/{own.id}").status_code == 200
    assert server.api.ask("DELETE", f"/models/{others.id}").status_code == 200


def test_a_cancelled_download_makes_nobody_the_owner_of_what_comes_later(
    server: Server, hub: HubServer, cache_dir: Path
) -> None:
    member = server.as_user("member")
    repo = add_model(hub)
    slowly(hub, repo, 1000)
    task_id = member.start(repo.id)
    member.post(f"/models/download/{task_id}/cancel")
    wait_for(lambda: not RepoFolder(cache_dir, repo.id).root.exists(), "the folder is gone")
    hub.faults.clear()
    _fetch_with_another_program(hub, repo, cache_dir)
    server.api.wait_for_status(repo.id, "installed")

    _is_refused(member, repo)
    member.post(f"/models/download/{task_id}/retry")
    member.wait_until(task_id, "completed")
    _is_refused(member, repo)


def test_what_another_program_added_to_ones_download_is_not_ones_own(
    server: Server, hub: HubServer, cache_dir: Path
) -> None:
    member = server.as_user("member")
    repo = add_model(hub)
    member.download(repo.id)
    snapshot = RepoFolder(cache_dir, repo.id).snapshot(repo.branches["main"])
    (snapshot / "notes.txt").write_text("of somebody else")

    _is_refused(member, repo)


def _is_refused(member: Api, repo: Repo) -> None:
    refused = member.ask("DELETE", f"/models/{repo.id}")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")


def _fetch_with_another_program(hub: HubServer, repo: Repo, cache_dir: Path) -> None:
    fetch = (
        "import sys; from huggingface_hub import snapshot_download as s; "
        "s(sys.argv[1], cache_dir=sys.argv[2], endpoint=sys.argv[3])"
    )
    environment = os.environ | {"HF_HUB_DISABLE_XET": "1"}
    command = [sys.executable, "-c", fetch, repo.id, str(cache_dir), hub.url]
    subprocess.run(command, env=environment, check=True)


def test_where_something_may_be_regretted_it_must_be_confirmed(
    api: Api, hub: HubServer, cache_dir: Path, tmp_path: Path
) -> None:
    repo = _installed(api, hub)
    folder = RepoFolder(cache_dir, repo.id).root
    shutil.move(folder, tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")

    plan = api.get("/models/removal", model_id=repo.id)
    assert plan["freed_bytes"] == 0
    assert plan["warnings"]
    refused = api.ask("DELETE", f"/models/{repo.id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "confirmation_required")
    assert api.ask("DELETE", f"/models/{repo.id}", params={"confirm": True}).status_code == 200

    assert not folder.is_symlink()
    assert (tmp_path / "elsewhere").is_dir()


def test_what_another_program_deletes_is_seen(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = _installed(api, hub)

    shutil.rmtree(RepoFolder(cache_dir, repo.id).root)

    wait_for(lambda: api.model(repo.id) is None, "it is not listed any more")


def _installed(api: Api, hub: HubServer) -> Repo:
    repo = add_model(hub)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")
    return repo
