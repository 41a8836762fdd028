"""A collection was built on one revision, and a download would move to another."""

from pathlib import Path
from typing import Any

from modelshelf.hub.layout import RepoFolder
from tests.hub import HubServer, Repo
from tests.support.api import Api
from tests.support.models import add_model


def test_the_revision_that_is_installed_is_noted(api: Api, hub: HubServer) -> None:
    repo = _installed(api, hub)
    collection = _collection(api, repo, reranker_model=repo.id)

    assert collection["embedding_revision"] == repo.branches["main"]
    assert collection["reranker_revision"] == repo.branches["main"]
    assert [use["installed"] for use in collection["models"]] == [repo.branches["main"]] * 2
    assert collection["needs_reindexing"] is False


def test_moving_on_is_asked_about_and_the_old_revision_stays(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = _installed(api, hub)
    collection = _collection(api, repo)
    old = repo.branches["main"]
    new = repo.commit({"config.json": '{"second": 1}'})

    plan = api.post("/models/plan", {"model_id": repo.id})
    (affected,) = plan["affected_collections"]
    assert (affected["name"], affected["built_on"]) == (repo.id, old)
    refused = api.ask("POST", "/models/download", json={"model_id": repo.id})
    assert (refused.status_code, refused.json()["code"]) == (409, "confirmation_required")
    assert refused.json()["collections"] == [{"name": repo.id, "owner": "ada", "built_on": old}]
    api.download(repo.id, confirm=True)

    assert {path.name for path in RepoFolder(cache_dir, repo.id).snapshots.iterdir()} == {old, new}
    path = f"/collections/{collection['id']}"
    (use,) = api.get(path)["models"]
    assert (use["built_on"], use["installed"], use["needs_reindexing"]) == (old, new, True)
    # In all of them and not only in the page that is shown.
    assert api.get("/collections", model_id="no/body")["to_reindex"] == 1

    rebuilt = api.ask("PATCH", path, json={"embedding_revision": new}).json()
    assert rebuilt["needs_reindexing"] is False
    assert api.get("/collections")["to_reindex"] == 0


def test_a_commit_or_a_model_without_collections_is_not_asked_about(
    api: Api, hub: HubServer
) -> None:
    repo = _installed(api, hub)
    free = _installed(api, hub)
    _collection(api, repo)
    for model in (repo, free):
        model.commit({"config.json": '{"second": 1}'})

    api.download(repo.id, revision=repo.branches["main"])
    api.download(free.id)


def _installed(api: Api, hub: HubServer) -> Repo:
    repo = add_model(hub)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")
    return repo


def _collection(api: Api, repo: Repo, **more: str) -> dict[str, Any]:
    made: dict[str, Any] = api.post(
        "/collections", {"name": repo.id, "embedding_model": repo.id, **more}, status=201
    )
    return made
