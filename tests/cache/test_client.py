"""Caches that the real client made, against what the real client says of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import scan_cache_dir, snapshot_download

from modelshelf.cache.reading.read import read_repo
from modelshelf.cache.reading.repo import RepoOnDisk, Status
from tests.hub.repository import LocalHub
from tests.hub.server import HubServer, running_hub

MODEL = "acme/minilm"
FILES = {
    "config.json": b"{}",
    "model.safetensors": b"w" * 5000,
    "tf_model.h5": b"t" * 3000,
    "1_Pooling/config.json": b'{"pooling": 1}',
}


@pytest.fixture
def server() -> Iterator[HubServer]:
    hub = LocalHub()
    hub.add(MODEL, FILES)
    hub.add("bare", {"config.json": b"{}", "model.safetensors": b"b" * 10})
    with running_hub(hub) as server:
        yield server


def fetch(
    server: HubServer, cache_dir: Path, model_id: str = MODEL, allow: list[str] | None = None
) -> RepoOnDisk:
    snapshot_download(
        model_id, cache_dir=cache_dir, endpoint=server.url, allow_patterns=allow, max_workers=2
    )
    repo = read_repo(cache_dir, "models--" + model_id.replace("/", "--"))
    assert repo is not None
    return repo


def scanned_bytes(cache_dir: Path, model_id: str = MODEL) -> int:
    return next(r.size_on_disk for r in scan_cache_dir(cache_dir).repos if r.repo_id == model_id)


def test_a_whole_repository(server: HubServer, cache_dir: Path) -> None:
    repo = fetch(server, cache_dir)
    assert (repo.status, repo.size_bytes) == (Status.INSTALLED, sum(map(len, FILES.values())))
    assert repo.size_bytes == scanned_bytes(cache_dir)
    assert fetch(server, cache_dir, "bare").status is Status.INSTALLED


def test_only_the_needed_files(server: HubServer, cache_dir: Path) -> None:
    repo = fetch(server, cache_dir, allow=["*.json", "*.safetensors"])
    assert (repo.status, repo.size_bytes) == (Status.INSTALLED, scanned_bytes(cache_dir))


def test_a_part_that_does_not_load(server: HubServer, cache_dir: Path) -> None:
    repo = fetch(server, cache_dir, allow=["*.json"])
    assert (repo.status, repo.missing) == (Status.PARTIAL, ("model.safetensors",))


def test_two_revisions_that_share_their_weights(server: HubServer, cache_dir: Path) -> None:
    fetch(server, cache_dir)
    server.hub.repos[MODEL].commit({"config.json": b'{"new": 1}'})
    repo = fetch(server, cache_dir)
    assert len(repo.revisions) == 2
    assert repo.revision == server.hub.repos[MODEL].branches["main"]
    assert (repo.status, repo.size_bytes) == (Status.INSTALLED, scanned_bytes(cache_dir))


def test_a_look_without_download_hides_the_model_from_the_client_and_not_from_us(
    server: HubServer, cache_dir: Path
) -> None:
    installed = fetch(server, cache_dir)
    server.hub.repos[MODEL].commit({"config.json": b'{"new": 1}'})
    snapshot_download(MODEL, cache_dir=cache_dir, endpoint=server.url, dry_run=True)
    assert not scan_cache_dir(cache_dir).repos
    repo = read_repo(cache_dir, installed.folder)
    assert repo is not None
    assert (repo.status, repo.size_bytes) == (Status.PARTIAL, installed.size_bytes)
    assert any("refs/main" in problem for problem in repo.problems)
