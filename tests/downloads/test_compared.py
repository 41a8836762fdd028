"""What a download has compared with its checksums counts as verified; what lay there does not."""

from pathlib import Path

import pytest

from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.whole import MOST_READ_BYTES
from tests.hub import HubServer, Pattern, Repo
from tests.support.api import Api
from tests.support.models import WEIGHTS, add_model, size_of, slowly, wait_until_left_alone
from tests.support.wait import wait_for

SIZE_BYTES = 3_000_000


def test_a_downloaded_model_counts_as_verified(api: Api, hub: HubServer) -> None:
    repo = add_model(hub)

    done = api.download(repo.id)

    found = api.wait_for_status(repo.id, "installed")["verification"]
    assert done["created_at"] <= found["verified_at"] <= done["finished_at"]
    assert (found["checked_bytes"], found["unproven"]) == (size_of(repo), [])
    assert found["file_count"] == len(done["files"])


def test_it_does_after_a_pause_as_well(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, SIZE_BYTES)
    task_id = _paused_half_way(api, hub, repo)

    _go_on(api, task_id)

    assert _verification(api, repo)


def test_what_another_program_brought_meanwhile_was_not_compared(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub, SIZE_BYTES)
    task_id = _paused_half_way(api, hub, repo)
    _put_there(cache_dir, repo)

    _go_on(api, task_id)

    assert _verification(api, repo) is None


@pytest.mark.parametrize("all_of_it", [True, False], ids=["the folder", "the file"])
def test_what_was_exchanged_for_a_file_of_an_earlier_attempt_is_not_believed(
    api: Api, hub: HubServer, cache_dir: Path, tmp_path: Path, all_of_it: bool
) -> None:
    """The right size is not the right content, and who made it cannot be told any more."""
    repo = add_model(hub, SIZE_BYTES)
    task_id = _paused_half_way(api, hub, repo)
    wait_for(lambda: "done" in _phases(api, task_id), "the small file is a blob")
    folder = RepoFolder(cache_dir, repo.id)
    if all_of_it:
        folder.root.rename(tmp_path / "gone")
    _put_there(cache_dir, repo, "config.json")

    _go_on(api, task_id)

    assert folder.blob(_blob_of(repo, "config.json")).read_bytes()[:1] == b"\1"
    assert _verification(api, repo) is None


def test_a_second_revision_of_another_program_was_not_compared(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub, SIZE_BYTES)
    task_id = _paused_half_way(api, hub, repo)
    folder = RepoFolder(cache_dir, repo.id)
    other = folder.snapshot("b" * 40)
    other.mkdir(parents=True)
    folder.blob("c" * 40).write_text("{}")
    (other / "config.json").symlink_to(f"../../blobs/{'c' * 40}")

    _go_on(api, task_id)

    assert _verification(api, repo) is None


def test_what_lay_there_before_was_not_compared(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = add_model(hub, SIZE_BYTES)
    _put_there(cache_dir, repo)

    api.download(repo.id)

    assert _verification(api, repo) is None


def test_after_a_cancellation_all_of_it_comes_anew(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub, SIZE_BYTES)
    task_id = _paused_half_way(api, hub, repo)
    api.post(f"/models/download/{task_id}/cancel")
    wait_for(lambda: not RepoFolder(cache_dir, repo.id).root.exists(), "the folder is gone")

    api.post(f"/models/download/{task_id}/retry")
    api.wait_until(task_id, "completed")

    assert _verification(api, repo)


def test_an_earlier_verification_stays_as_old_as_it_is(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    """Where more is kept than is read in passing."""
    repo = add_model(hub, files={"kept.safetensors": Pattern(MOST_READ_BYTES, seed=1)})
    api.download(repo.id, files="all")
    before = _verification(api, repo)
    blob = RepoFolder(cache_dir, repo.id).blob(_blob_of(repo))
    blob.unlink()
    api.wait_for_status(repo.id, "damaged")

    task_id = api.post("/models/repair", {"model_id": repo.id}, status=202)["task_id"]
    api.wait_until(task_id, "completed")

    assert before and _verification(api, repo) == before


def _paused_half_way(api: Api, hub: HubServer, repo: Repo) -> str:
    slowly(hub, repo, 1_000_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 500_000)
    api.post(f"/models/download/{task_id}/pause")
    wait_until_left_alone(hub, repo)
    hub.faults.clear()
    return task_id


def _go_on(api: Api, task_id: str) -> None:
    api.post(f"/models/download/{task_id}/resume")
    api.wait_until(task_id, "completed")


def _phases(api: Api, task_id: str) -> list[str]:
    return [file["phase"] for file in api.operation(task_id)["files"]]


def _put_there(cache_dir: Path, repo: Repo, path: str = WEIGHTS) -> None:
    """What only looks like one of the files, by its name and size."""
    blob = RepoFolder(cache_dir, repo.id).blob(_blob_of(repo, path))
    blob.parent.mkdir(parents=True, exist_ok=True)
    draft = blob.with_suffix(".draft")
    draft.write_bytes(b"\1" * repo.commits[repo.branches["main"]].files[path].size_bytes)
    draft.rename(blob)


def _blob_of(repo: Repo, path: str = WEIGHTS) -> str:
    return repo.commits[repo.branches["main"]].files[path].etag


def _verification(api: Api, repo: Repo) -> object:
    return api.wait_for_status(repo.id, "installed")["verification"]
