"""Verifying and repairing over the API, as a user sees it."""

import shutil
from pathlib import Path
from typing import Any

from modelshelf.hub.layout import RepoFolder
from tests.hub import HubServer, Pattern, Repo
from tests.support.api import Api
from tests.support.models import WEIGHTS, add_model, assert_verified, served_bytes, size_of
from tests.support.wait import wait_for
from tests.upkeep.damage import flip_a_bit, path_of


def test_a_whole_model_is_found_right(api: Api, hub: HubServer) -> None:
    repo = _installed(api, hub)
    hub.stats.clear()

    done = _verify(api, repo)

    assert (done["operation"], done["bytes_downloaded"]) == ("verify", size_of(repo))
    assert (done["notes"], served_bytes(hub, repo)) == ([], 0)
    model = api.wait_for_status(repo.id, "installed")
    assert model["verification"]["checked_bytes"] == size_of(repo)
    assert model["verification"]["unproven"] == []
    assert model["verification"]["verified_at"] >= done["created_at"]


def test_one_wrong_bit_is_found_and_a_repair_fetches_that_file_alone(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = _installed(api, hub)
    flip_a_bit(path_of(cache_dir, repo, "other.bin"))

    done = _verify(api, repo)

    assert done["status"] == "completed"
    assert "other.bin" in done["notes"][0]
    model = api.wait_for_status(repo.id, "damaged")
    assert any("other.bin" in problem for problem in model["problems"])
    result = _result(api, repo)
    assert result["damaged"] == ["other.bin"]

    hub.stats.clear()
    task = api.post("/models/repair", {"model_id": repo.id}, status=202)["task_id"]
    api.wait_until(task, "completed")

    api.wait_for_status(repo.id, "installed")
    assert served_bytes(hub, repo) == 50_000
    assert _result(api, repo)["damaged"] == []
    assert_verified(hub, repo, cache_dir)


def test_the_record_tells_what_a_verification_found(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = _installed(api, hub)
    _verify(api, repo)
    flip_a_bit(path_of(cache_dir, repo, "other.bin"))

    done = _verify(api, repo)

    found, right = api.get("/audit", about=repo.id, deed="verify.finish")["entries"]
    assert (right["outcome"], right["details"].get("findings")) == ("done", None)
    assert (found["outcome"], found["details"]["findings"]) == ("found", done["notes"])
    assert api.get("/audit", about=repo.id, outcome="found")["entries"] == [found]


def test_damage_stays_until_it_is_repaired(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = _installed(api, hub)
    flip_a_bit(path_of(cache_dir, repo, WEIGHTS))
    _verify(api, repo)
    api.wait_for_status(repo.id, "damaged")

    # A change that makes the folder be read anew, and mends nothing.
    (RepoFolder(cache_dir, repo.id).refs / "elsewhere").write_text(repo.branches["main"])
    flip_a_bit(path_of(cache_dir, repo, "config.json"))

    assert api.wait_for_status(repo.id, "damaged")
    plan = api.post("/models/plan", {"model_id": repo.id})
    actions = {file["path"]: file["action"] for file in plan["files"]}
    assert actions[WEIGHTS] == "download"
    assert actions["other.bin"] != "download"
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")


def test_what_another_program_mends_is_noticed(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = _installed(api, hub)
    weights = path_of(cache_dir, repo, WEIGHTS).resolve()
    shutil.copy(weights, weights.with_name(f"{weights.name}.spare.incomplete"))
    flip_a_bit(weights)
    _verify(api, repo)
    api.wait_for_status(repo.id, "damaged")

    weights.with_name(f"{weights.name}.spare.incomplete").replace(weights)

    api.wait_for_status(repo.id, "installed")


def test_a_partial_model_is_completed(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = _installed(api, hub)
    missing = path_of(cache_dir, repo, WEIGHTS)
    missing.resolve().unlink()
    missing.unlink()
    assert api.wait_for_status(repo.id, "partial")["missing"] == [WEIGHTS]

    hub.stats.clear()
    task = api.post("/models/repair", {"model_id": repo.id}, status=202)["task_id"]
    api.wait_until(task, "completed")

    api.wait_for_status(repo.id, "installed")
    assert served_bytes(hub, repo) == 200_000


def test_a_repair_keeps_the_revision_that_is_there(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = _installed(api, hub)
    before = repo.branches["main"]
    path_of(cache_dir, repo, WEIGHTS).resolve().unlink()
    api.wait_for_status(repo.id, "damaged")
    repo.commit({WEIGHTS: Pattern(300_000, seed=99)})

    task = api.post("/models/repair", {"model_id": repo.id}, status=202)["task_id"]
    api.wait_until(task, "completed")

    assert api.wait_for_status(repo.id, "installed")["revision"] == before


def test_a_link_to_the_wrong_file_is_found_and_mended(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = _installed(api, hub, {"twin.bin": Pattern(50_000, seed=78)})
    link = path_of(cache_dir, repo, "other.bin")
    right = link.readlink()
    link.unlink()
    link.symlink_to(path_of(cache_dir, repo, "twin.bin").readlink())

    _verify(api, repo)

    api.wait_for_status(repo.id, "damaged")
    hub.stats.clear()
    task = api.post("/models/repair", {"model_id": repo.id}, status=202)["task_id"]
    api.wait_until(task, "completed")
    api.wait_for_status(repo.id, "installed")
    assert (link.readlink(), served_bytes(hub, repo)) == (right, 0)


def test_whole_models_need_no_repair(api: Api, hub: HubServer) -> None:
    repo = _installed(api, hub)

    answer = api.post("/models/repair", {"model_id": repo.id})

    assert (answer["status"], answer["task_id"]) == ("completed", None)


def test_what_no_download_mends_is_said_to_be_so(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = _installed(api, hub)
    snapshot = RepoFolder(cache_dir, repo.id).snapshot(repo.branches["main"])
    (snapshot / "by-hand.bin").symlink_to("../../blobs/nothing")
    api.wait_for_status(repo.id, "damaged")

    refused = api.ask("POST", "/models/repair", json={"model_id": repo.id})

    assert (refused.status_code, refused.json()["code"]) == (409, "not_repairable")
    assert "by-hand.bin" in refused.json()["detail"]


def test_all_models_are_verified_one_after_the_other(api: Api, hub: HubServer) -> None:
    repos = [_installed(api, hub) for _ in range(3)]

    accepted = api.post("/models/verify", {"all": True}, status=202)

    assert accepted["waiting"] >= 3

    def over() -> bool:
        state = api.get("/models/verify", limit=500)
        assert len(state["under_way"]) <= 1
        return not state["waiting"] and not state["under_way"]

    wait_for(over, "all are verified")
    assert all(_result(api, repo)["verified_at"] for repo in repos)


def test_what_is_not_there_cannot_be_verified_or_repaired(api: Api) -> None:
    for path in ("/models/verify", "/models/repair"):
        answer = api.ask("POST", path, json={"model_id": "nobody/nothing"})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_installed")


def test_one_or_all_must_be_said(api: Api) -> None:
    for body in ({}, {"all": False}, {"model_id": "a/b", "all": True}):
        assert api.ask("POST", "/models/verify", json=body).status_code == 422


def _installed(api: Api, hub: HubServer, files: dict[str, Any] | None = None) -> Repo:
    repo = add_model(hub, files={"other.bin": Pattern(50_000, seed=77), **(files or {})})
    api.download(repo.id, files="all")
    api.wait_for_status(repo.id, "installed")
    return repo


def _verify(api: Api, repo: Repo) -> dict[str, Any]:
    accepted = api.post("/models/verify", {"model_id": repo.id}, status=202)
    return api.wait_until(accepted["task_id"], "completed")


def _result(api: Api, repo: Repo) -> dict[str, Any]:
    models = api.get("/models/verify", limit=500)["models"]
    found: dict[str, Any] = next(model for model in models if model["model_id"] == repo.id)
    return found
