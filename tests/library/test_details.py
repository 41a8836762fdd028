"""A model's own page on the wire."""

import json
import shutil
from pathlib import Path

import pytest

from modelshelf.hub.layout import RepoFolder
from modelshelf.library.details import files_in
from tests.cache.generate import make_repo
from tests.hub import HubServer
from tests.support.api import Api
from tests.support.models import add_model, size_of
from tests.support.permissions import permissions_hold


def test_the_page_of_a_downloaded_model_shows_its_files_and_revision(
    api: Api, hub: HubServer
) -> None:
    repo = add_model(hub)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")

    page = api.get("/models/details", model_id=repo.id)

    (revision,) = page["revisions"]
    assert (revision["refs"], revision["is_loaded"]) == (["main"], True)
    assert revision["revision"] == page["model"]["revision"] == page["snapshot"][-40:]
    assert sum(file["size_bytes"] for file in page["files"]) == size_of(repo)
    assert len(page["files"]) == revision["file_count"]
    assert page["model"] == api.model(repo.id)


def test_the_page_of_a_pinned_model_says_to_what(api: Api, hub: HubServer) -> None:
    repo = add_model(hub)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")
    api.post("/models/updates/pin", {"model_id": repo.id})

    page = api.get("/models/details", model_id=repo.id)

    assert page["pinned_revision"] == page["model"]["revision"]


@pytest.mark.parametrize("linked", ["snapshots", "the snapshot itself"])
def test_files_that_lie_elsewhere_are_not_shown(
    api: Api, hub: HubServer, cache_dir: Path, tmp_path: Path, linked: str
) -> None:
    repo = add_model(hub)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")
    sha = repo.branches["main"]
    folder = RepoFolder(cache_dir, repo.id)
    place = folder.snapshots if linked == "snapshots" else folder.snapshot(sha)
    secret = tmp_path / sha / "secret.txt" if linked == "snapshots" else tmp_path / "secret.txt"
    secret.parent.mkdir(exist_ok=True)
    secret.write_text("whose names and sizes are nobody's business")
    shutil.rmtree(place)
    place.symlink_to(tmp_path)

    page = api.get("/models/details", model_id=repo.id)

    assert "secret.txt" not in [file["path"] for file in page["files"]]


def test_a_model_that_nobody_has_is_available(api: Api) -> None:
    page = api.get("/models/details", model_id="nobody/has-this")

    assert (page["model"]["status"], page["files"], page["snapshot"]) == ("available", [], None)


def test_what_is_no_id_is_refused(api: Api) -> None:
    answer = api.ask("GET", "/models/details", params={"model_id": "../etc"})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_model_id")


def test_the_page_tells_what_code_that_loads_the_model_has_to_know(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(
        hub,
        files={
            "config.json": json.dumps(
                {"architectures": ["Qwen3ForCausalLM"], "auto_map": {"AutoModel": "m.Model"}}
            ),
            "tokenizer_config.json": '{"chat_template": "{{ messages }}"}',
            "README.md": "---\npipeline_tag: text-ranking\ntags: [reranker]\n---\n",
        },
    )

    before = api.get("/models/details", model_id=repo.id)
    assert (before["loading"], before["cache_dir"]) == (None, str(cache_dir))
    assert before["hub_page"] == f"{hub.url}/{repo.id}"

    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")
    assert api.get("/models/details", model_id=repo.id)["loading"] == {
        "architecture": "Qwen3ForCausalLM",
        "kind": "language model as a reranker",
        "remote_code": True,
        "chat_template": True,
    }


def test_of_a_snapshot_that_may_not_be_read_no_file_is_shown(tmp_path: Path) -> None:
    made = make_repo(tmp_path)
    assert len(files_in(made.snapshot)) == 2
    made.snapshot.parent.chmod(0)
    with permissions_hold():
        assert files_in(made.snapshot) == []
    made.snapshot.parent.chmod(0o755)
