"""Where the Hub must not be asked: what is here is answered for, and nothing else is promised."""

from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import snapshot_download

from modelshelf.hub.layout import RepoFolder
from tests.hub import HubServer, Repo
from tests.support.models import WEIGHTS, add_model, size_of
from tests.support.product import Product

OFFLINE = {"MODELSHELF_OFFLINE": "1"}
CARD = "---\nlicense: mit\n---\n# Tiny\n"


@pytest.fixture
def repo(hub: HubServer) -> Repo:
    """What is needed of it is not all that it has."""
    return add_model(hub, files={"README.md": CARD, "onnx/model.onnx": b"o" * 1000})


def test_what_is_installed_is_answered_as_ever_and_the_hub_is_not_asked(
    product: Product, hub: HubServer, repo: Repo
) -> None:
    assert product.run("pull", repo.id, "--yes").returncode == 0
    hub.stats.clear()

    again = product.run("pull", repo.id, "--yes", **OFFLINE)
    assert again.returncode == 0, again.stderr
    assert "every file is there" in again.stdout and "The Hub was not asked" in again.stdout

    with product.serving("--no-worker", **OFFLINE) as server:
        for asked in ({}, {"revision": "main"}, {"revision": repo.branches["main"]}):
            body = {"model_id": repo.id, **asked}
            answer = server.api.post("/models/download", body, status=200)
            assert (answer["task_id"], answer["status"]) == (None, "completed")
            plan = server.api.post("/models/plan", body)
            assert plan["revision"] == repo.branches["main"]
            assert (plan["download_bytes"], plan["license"]) == (0, "mit")
            assert plan["cached_bytes"] == size_of(repo) - 1000
    assert hub.stats.requests(path=repo.id) == []


@pytest.mark.parametrize("harm", ["link deleted", "blob deleted", "cut"])
def test_of_what_is_not_whole_it_is_said_what_is_missing(
    product: Product, repo: Repo, harm: str
) -> None:
    product.run("pull", repo.id, "--yes")
    link = RepoFolder(product.cache_dir, repo.id).snapshot(repo.branches["main"]) / WEIGHTS
    match harm:
        case "link deleted":
            link.unlink()
        case "blob deleted":
            link.resolve().unlink()
        case _:
            with link.resolve().open("r+b") as blob:
                blob.truncate(1000)

    refused = product.run("pull", repo.id, "--yes", **OFFLINE)

    assert (refused.returncode, "[hub_offline]" in refused.stderr) == (1, True)
    assert f"missing: {WEIGHTS}." in refused.stderr
    problem = _refused(product, repo)
    assert problem["missing"] == [WEIGHTS]


def test_what_a_checksum_found_wrong_is_not_called_whole(product: Product, repo: Repo) -> None:
    product.run("pull", repo.id, "--yes")
    link = RepoFolder(product.cache_dir, repo.id).snapshot(repo.branches["main"]) / WEIGHTS
    link.resolve().write_bytes(b"x" * link.stat().st_size)
    assert product.run("verify", repo.id).returncode == 1

    assert _refused(product, repo)["missing"] == [WEIGHTS]


def test_who_asks_for_other_files_than_before_hears_that_only_the_hub_knows_them(
    product: Product, repo: Repo
) -> None:
    product.run("pull", repo.id, "--yes")

    assert "only the Hub could tell" in _refused(product, repo, files="all")["detail"]
    chosen = {"include": ["onnx/*"]}
    assert "only the Hub could tell" in _refused(product, repo, files=chosen)["detail"]
    assert "no revision v1 here" in _refused(product, repo, revision="v1")["detail"]

    product.run("pull", repo.id, "--yes", "--all-files")
    assert product.run("pull", repo.id, "--all-files", "--yes", **OFFLINE).returncode == 0


def test_what_the_plain_client_fetched_is_judged_by_the_list_that_it_keeps(
    product: Product, hub: HubServer, repo: Repo
) -> None:
    def fetch(**chosen: Any) -> None:
        snapshot_download(repo.id, endpoint=hub.url, cache_dir=product.cache_dir, **chosen)

    fetch(allow_patterns=["config.json", "README.md"])
    assert _refused(product, repo)["missing"] == [WEIGHTS]
    fetch(ignore_patterns=["onnx/*"])
    assert product.run("pull", repo.id, "--yes", **OFFLINE).returncode == 0
    assert _refused(product, repo, files="all")["missing"] == ["onnx/model.onnx"]
    fetch()
    assert product.run("pull", repo.id, "--all-files", "--yes", **OFFLINE).returncode == 0


def test_where_no_list_is_known_the_folder_decides(
    product: Product, hub: HubServer, repo: Repo
) -> None:
    snapshot = Path(snapshot_download(repo.id, endpoint=hub.url, cache_dir=product.cache_dir))
    for listing in RepoFolder(product.cache_dir, repo.id).trees.iterdir():
        listing.unlink()
    assert product.run("pull", repo.id, "--yes", **OFFLINE).returncode == 0

    (snapshot / WEIGHTS).unlink()
    (snapshot / "onnx/model.onnx").unlink()

    assert "No weights are here" in _refused(product, repo)["detail"]


def test_a_branch_is_not_moved(product: Product, repo: Repo) -> None:
    product.run("pull", repo.id, "--yes")
    first = repo.branches["main"]
    repo.commit({"config.json": '{"second": 1}'})
    product.run("pull", repo.id, "--yes")
    folder = RepoFolder(product.cache_dir, repo.id)
    (folder.refs / "main").unlink()

    detail = _refused(product, repo, revision=first)["detail"]

    assert "main would have to point to" in detail
    assert not (folder.refs / "main").exists()


def _refused(product: Product, repo: Repo, **asked: Any) -> dict[str, Any]:
    with product.serving("--no-worker", **OFFLINE) as server:
        answer = server.api.ask("POST", "/models/download", json={"model_id": repo.id, **asked})
    assert answer.status_code == 503, answer.text
    problem: dict[str, Any] = answer.json()
    assert problem["code"] == "hub_offline"
    return problem
