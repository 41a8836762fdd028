"""Pausing, resuming, cancelling and trying again, and how many run at once."""

import time
from pathlib import Path

from modelshelf.hub.layout import RepoFolder
from tests.hub import HubServer, Rule, Status
from tests.support.api import Api, wait_for
from tests.support.models import WEIGHTS, add_model, served_bytes, size_of, slowly

SIZE_BYTES = 8_000_000
MOMENT_SECONDS = 0.3


def test_a_paused_download_goes_on_from_where_it_was(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, SIZE_BYTES)
    slowly(hub, repo, 1_500_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 1_000_000)

    assert api.post(f"/models/download/{task_id}/pause")["status"] == "paused"
    wait_for(lambda: _is_quiet(hub), "the Hub sends nothing more")
    paused = api.operation(task_id)
    assert paused["status"] == "paused"
    assert 1_000_000 <= paused["bytes_downloaded"] < size_of(repo)

    hub.faults.clear()
    assert api.post(f"/models/download/{task_id}/resume")["status"] == "pending"
    done = api.wait_until(task_id, "completed")

    assert done["bytes_downloaded"] == size_of(repo)
    assert served_bytes(hub, repo) <= size_of(repo) * 1.05


def test_asking_again_for_a_paused_download_resumes_it(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, SIZE_BYTES)
    slowly(hub, repo, 1_500_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 500_000)
    api.post(f"/models/download/{task_id}/pause")
    hub.faults.clear()

    assert api.start(repo.id) == task_id
    api.wait_until(task_id, "completed")


def test_a_cancelled_download_leaves_nothing(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = add_model(hub, SIZE_BYTES)
    slowly(hub, repo, 1_000_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 500_000)
    folder = RepoFolder(cache_dir, repo.id)
    assert folder.root.exists()

    assert api.post(f"/models/download/{task_id}/cancel")["status"] == "cancelled"

    wait_for(lambda: not folder.root.exists(), "the folder is gone")
    wait_for(lambda: not folder.locks.exists(), "its locks are gone")
    assert api.operation(task_id)["status"] == "cancelled"
    wait_for(lambda: api.model(repo.id) is None, "it is not listed")


def test_a_paused_download_can_be_cancelled(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = add_model(hub, SIZE_BYTES)
    slowly(hub, repo, 1_000_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 300_000)
    api.post(f"/models/download/{task_id}/pause")

    api.post(f"/models/download/{task_id}/cancel")

    wait_for(lambda: not RepoFolder(cache_dir, repo.id).root.exists(), "the folder is gone")


def test_a_failed_download_says_why_and_can_be_tried_again(api: Api, hub: HubServer) -> None:
    repo = add_model(hub)
    hub.faults.add(Rule(Status(404, error_code="EntryNotFound"), path=f"{repo.id}.*{WEIGHTS}"))
    task_id = api.start(repo.id)
    failed = api.wait_until(task_id, "failed")
    assert failed["error"]
    assert failed["error_code"]

    hub.faults.clear()
    retried = api.post(f"/models/download/{task_id}/retry")

    assert retried["error"] is None
    assert retried["status"] == "pending"
    api.wait_until(task_id, "completed")


def test_a_cancelled_download_can_be_tried_again(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, SIZE_BYTES)
    slowly(hub, repo, 1_000_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 300_000)
    api.post(f"/models/download/{task_id}/cancel")
    hub.faults.clear()

    api.post(f"/models/download/{task_id}/retry")
    api.wait_until(task_id, "completed")


def test_what_is_not_possible_is_refused_with_the_state(api: Api, hub: HubServer) -> None:
    repo = add_model(hub)
    task_id = api.download(repo.id)["task_id"]

    for deed in ("pause", "resume", "cancel", "retry"):
        problem = api.post(f"/models/download/{task_id}/{deed}", status=409)
        assert problem["code"] == "invalid_transition"
        assert problem["status_now"] == "completed"


def test_no_more_run_at_once_than_are_allowed_and_the_others_queue(
    api: Api, hub: HubServer
) -> None:
    repos = [add_model(hub, SIZE_BYTES) for _ in range(4)]
    for repo in repos:
        slowly(hub, repo, 1_000_000)
    tasks = [api.start(repo.id) for repo in repos]
    for task_id in tasks[:2]:
        api.wait_for_bytes(task_id, 100_000)

    rows = [api.operation(task_id) for task_id in tasks]

    assert [row["status"] for row in rows] == ["downloading", "downloading", "pending", "pending"]
    assert [row["queue_position"] for row in rows] == [None, None, 1, 2]
    assert served_bytes(hub, repos[2]) == served_bytes(hub, repos[3]) == 0
    hub.faults.clear()
    for task_id in tasks:
        api.wait_until(task_id, "completed")


def _is_quiet(hub: HubServer) -> bool:
    """Whether the Hub sends nothing for a moment."""
    before = hub.stats.total_body_bytes
    time.sleep(MOMENT_SECONDS)
    return hub.stats.total_body_bytes == before
