"""What Modelshelf downloads is, to the real client, a model like any other."""

import subprocess
import sys
from pathlib import Path

import pytest
from huggingface_hub import scan_cache_dir, snapshot_download

from tests.hub import HubServer, Repo
from tests.hub.minilm import MINILM, add_minilm
from tests.support.api import Api
from tests.support.minibert import MiniBert
from tests.support.models import add_model, assert_verified, size_of

HF = Path(sys.executable).with_name("hf")


@pytest.fixture
def repo(api: Api, hub: HubServer) -> Repo:
    """A model that Modelshelf has downloaded, needed files only."""
    repo = add_model(hub, files={"onnx/model.onnx": b"left out", "1_Pooling/config.json": "{}"})
    api.download(repo.id)
    return repo


def test_the_cache_scan_sees_it_without_a_warning(repo: Repo, cache_dir: Path) -> None:
    report = scan_cache_dir(cache_dir)

    assert report.warnings == []
    found = next(entry for entry in report.repos if entry.repo_id == repo.id)
    assert found.size_on_disk == size_of(repo) - len(b"left out")
    (revision,) = found.revisions
    assert revision.refs == {"main"}
    assert revision.commit_hash == repo.branches["main"]


def test_hf_cache_ls_lists_it(repo: Repo, cache_dir: Path) -> None:
    listed = subprocess.run(
        [HF, "cache", "ls", "--cache-dir", cache_dir],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={"COLUMNS": "200"},
    )

    assert f"model/{repo.id}" in listed.stdout


def test_hf_cache_prune_finds_nothing_detached(repo: Repo, cache_dir: Path) -> None:
    revisions = [r for entry in scan_cache_dir(cache_dir).repos for r in entry.revisions]

    assert all(revision.refs for revision in revisions)


def test_its_checksums_hold(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = add_model(hub, files={"empty.txt": b"", "deep/er/file.json": "{}"})
    api.download(repo.id, files="all")

    assert_verified(hub, repo, cache_dir)


def test_it_loads_offline_by_its_plain_name(repo: Repo, cache_dir: Path) -> None:
    folder = Path(snapshot_download(repo.id, cache_dir=cache_dir, local_files_only=True))

    assert (folder / "config.json").read_text()
    assert (folder / "1_Pooling" / "config.json").exists()


def test_it_loads_offline_with_the_files_of_the_plan(
    repo: Repo, api: Api, hub: HubServer, cache_dir: Path
) -> None:
    plan = api.post("/models/plan", {"model_id": repo.id})
    wanted = [file["path"] for file in plan["files"] if file["action"] == "cached"]

    folder = snapshot_download(
        repo.id, cache_dir=cache_dir, allow_patterns=wanted, local_files_only=True
    )

    assert {p.relative_to(folder).as_posix() for p in Path(folder).rglob("*") if p.is_file()} == {
        *wanted
    }


def test_the_client_completes_it_without_fetching_anything_twice(
    repo: Repo, hub: HubServer, cache_dir: Path
) -> None:
    hub.stats.clear()

    snapshot_download(repo.id, endpoint=hub.url, cache_dir=cache_dir)

    fetched = [path for path, count in hub.stats.body_bytes.items() if count]
    assert fetched == [f"/{repo.id}/resolve/{repo.branches['main']}/onnx/model.onnx"]


def test_what_the_client_downloaded_is_installed_for_us(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub)
    snapshot_download(repo.id, endpoint=hub.url, cache_dir=cache_dir)

    assert api.wait_for_status(repo.id, "installed")["origin"] == "unmanaged"
    assert api.post("/models/download", {"model_id": repo.id})["status"] == "completed"


def test_the_real_minilm_works_when_it_is_loaded(api: Api, hub: HubServer, cache_dir: Path) -> None:
    add_minilm(hub.hub)
    api.download(MINILM)
    model = MiniBert(Path(snapshot_download(MINILM, cache_dir=cache_dir, local_files_only=True)))

    eating, also_eating, unrelated = (
        model.embed(text)
        for text in (
            "A man is eating food.",
            "A man eats something.",
            "The girl is carrying a baby.",
        )
    )

    assert eating.shape == (384,)
    assert float(eating @ eating) == pytest.approx(1.0, abs=1e-5)
    assert float(eating @ also_eating) > 0.7 > 0.2 > float(eating @ unrelated)
