"""Newer revisions: found when somebody looks, shown, fetched."""

from pathlib import Path

import pytest

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.needed import VariantRequired
from modelshelf.upkeep.updates.choice import follow
from tests.hub import HubServer, Pattern, Repo
from tests.support.api import Api
from tests.support.models import WEIGHTS, add_model, served_bytes


def test_a_newer_revision_is_shown_and_fetched(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = _installed(api, hub)
    before = repo.branches["main"]
    api.post("/models/updates/check", {"model_id": repo.id})
    assert api.wait_for_status(repo.id, "installed")["update_available"] is False

    after = repo.commit({"config.json": '{"newer": true}', "extra.json": "{}"})
    hub.stats.clear()
    api.post("/models/updates/check", {"model_id": repo.id})

    assert len(hub.stats.requests("GET", repo.id)) == 1
    (found,) = [m for m in api.get("/models/updates")["models"] if m["model_id"] == repo.id]
    assert (found["installed_revision"], found["newest_revision"]) == (before, after)
    assert (found["added"], found["changed"], found["removed"]) == (
        ["extra.json"],
        ["config.json"],
        [],
    )
    assert found["download_bytes"] == len('{"newer": true}') + len("{}")
    assert api.wait_for_status(repo.id, "installed")["update_available"] is True

    task = api.post("/models/updates/apply", {"model_id": repo.id}, status=202)["task_id"]
    api.wait_until(task, "completed")

    model = api.wait_for_status(repo.id, "installed")
    assert (model["revision"], model["update_available"]) == (after, False)
    assert served_bytes(hub, repo) == found["download_bytes"]


def test_a_list_asks_nobody(api: Api, hub: HubServer) -> None:
    repo = _installed(api, hub)
    hub.stats.clear()

    assert api.wait_for_status(repo.id, "installed")["update_available"] is None
    assert all(m["model_id"] != repo.id for m in api.get("/models/updates")["models"])

    assert not hub.stats.requests("GET", repo.id)


def test_an_update_keeps_to_the_files_that_somebody_chose(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub, files={"onnx/model.onnx": Pattern(9_000, seed=5)})
    api.download(repo.id, files={"include": ["onnx/*", "config.json"]})
    api.wait_for_status(repo.id, "installed")
    after = repo.commit({"onnx/model.onnx": Pattern(9_500, seed=6)})

    task = api.post("/models/updates/apply", {"model_id": repo.id}, status=202)["task_id"]
    done = api.wait_until(task, "completed")

    assert done["revision"] == after
    assert {file["path"] for file in done["files"]} == {"config.json", "onnx/model.onnx"}


def test_a_model_that_the_hub_has_no_more_is_said_to_be_so(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = _installed(api, hub)
    del hub.hub.repos[repo.id]

    api.post("/models/updates/check", {"model_id": repo.id})

    models = api.get("/models/updates", everything=True)["models"]
    (found,) = [m for m in models if m["model_id"] == repo.id]
    assert (found["error_code"], found["update_available"]) == ("model_not_found", False)
    assert RepoFolder(cache_dir, repo.id).root.exists()


def test_a_pinned_model_stays_where_it_is(api: Api, hub: HubServer) -> None:
    repo = _installed(api, hub)
    before = repo.branches["main"]
    assert api.post("/models/updates/pin", {"model_id": repo.id})["pinned_revision"] == before
    after = repo.commit({"config.json": '{"newer": true}'})

    (found,) = api.post("/models/updates/check", {"model_id": repo.id})["models"]

    assert (found["newest_revision"], found["pinned_revision"]) == (after, before)
    assert found["update_available"] is False
    assert not api.wait_for_status(repo.id, "installed")["update_available"]
    for path, body in (("updates/apply", {}), ("download", {"revision": "main"})):
        refused = api.ask("POST", f"/models/{path}", json={"model_id": repo.id, **body})
        assert (refused.status_code, refused.json()["code"]) == (409, "model_pinned")
    assert api.post("/models/download", {"model_id": repo.id})["status"] == "completed"
    assert api.post("/models/plan", {"model_id": repo.id})["revision"] == before

    api.post("/models/updates/unpin", {"model_id": repo.id})

    assert api.wait_for_status(repo.id, "installed")["update_available"] is True
    assert api.post("/models/plan", {"model_id": repo.id})["revision"] == after


def test_what_is_notable_comes_in_pages_and_what_is_not_is_counted(
    api: Api, hub: HubServer
) -> None:
    newer, pinned, gone, sound = (_installed(api, hub) for _ in range(4))
    before = api.get("/models/updates")
    newer.commit({"config.json": '{"newer": true}'})
    pinned.commit({"config.json": '{"newer": true}'})
    api.post("/models/updates/pin", {"model_id": pinned.id})
    del hub.hub.repos[gone.id]
    for repo in (newer, pinned, gone, sound):
        api.post("/models/updates/check", {"model_id": repo.id})

    def shown(limit: int, **asked: bool) -> list[str]:
        pages = list(api.pages("/models/updates", "models", limit, **asked))
        assert all(len(page) == limit for page in pages[:-1])
        return [one["model_id"] for page in pages for one in page]

    ours = {repo.id for repo in (newer, pinned, gone, sound)}
    assert set(shown(1)) & ours == {newer.id}
    assert set(shown(1, notable=True)) & ours == {newer.id, pinned.id, gone.id}
    assert set(shown(1, everything=True)) & ours == ours
    for asked in ({}, {"notable": True}, {"everything": True}):
        assert shown(1, **asked) == shown(500, **asked) == sorted(shown(2, **asked))
    assert all(m["update_available"] for m in api.get("/models/updates", limit=500)["models"])

    after = api.get("/models/updates", limit=1)
    assert after["not_looked_up"] == before["not_looked_up"] - 4
    assert after["looked_up"] == before["looked_up"] + 4
    assert after["up_to_date"] == before["up_to_date"] + 1


def test_what_is_not_there_has_no_updates(api: Api) -> None:
    for path in ("/models/updates/check", "/models/updates/apply"):
        answer = api.ask("POST", path, json={"model_id": "nobody/nothing"})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_installed")


def files(*paths: str) -> list[HubFile]:
    return [HubFile(path, 1, "0" * 40) for path in paths]


def test_weights_that_were_split_are_followed() -> None:
    newer = files("config.json", "model-00001-of-00002.safetensors", "new.json")

    assert follow({"config.json", WEIGHTS}, newer, "a/b") == {
        "config.json",
        "model-00001-of-00002.safetensors",
        "new.json",
    }


def test_one_variant_of_many_is_kept_and_one_that_is_gone_must_be_chosen() -> None:
    newer = files("m-Q4.gguf", "m-Q8.gguf", "README.md")

    assert "m-Q8.gguf" not in follow({"m-Q4.gguf"}, newer, "a/b")
    with pytest.raises(VariantRequired):
        follow({"m-Q5.gguf"}, newer, "a/b")


def _installed(api: Api, hub: HubServer) -> Repo:
    repo = add_model(hub)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")
    return repo
