"""What a download has compared with its checksums counts as verified; what lay there does not."""

from pathlib import Path

from modelshelf.hub.layout import RepoFolder
from tests.hub import HubServer, Repo
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

    api.post(f"/models/download/{task_id}/resume")
    api.wait_until(task_id, "completed")

    assert _verification(api, repo)


def test_what_another_program_brought_meanwhile_was_not_compared(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub, SIZE_BYTES)
    task_id = _paused_half_way(api, hub, repo)
    _put_there(cache_dir, repo)

    api.post(f"/models/download/{task_id}/resume")
    api.wait_until(task_id, "completed")

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
    repo = add_model(hub)
    api.download(repo.id)
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


def _put_there(cache_dir: Path, repo: Repo) -> None:
    """What only looks like the weights, by its name and size."""
    blob = RepoFolder(cache_dir, repo.id).blob(_blob_of(repo))
    blob.parent.mkdir(parents=True, exist_ok=True)
    draft = blob.with_suffix(".draft")
    draft.write_bytes(b"\1" * SIZE_BYTES)
    draft.rename(blob)


def _blob_of(repo: Repo) -> str:
    return repo.commits[repo.branches["main"]].files[WEIGHTS].etag


def _verification(api: Api, repo: Repo) -> object:
    return api.wait_for_status(repo.id, "installed")["verification"]
