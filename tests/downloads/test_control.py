"""Pausing, resuming, cancelling and trying again, and how many run at once."""

from pathlib import Path

from modelshelf.hub.layout import RepoFolder
from tests.hub import HubServer, Rule, Status
from tests.support.api import Api
from tests.support.models import (
    WEIGHTS,
    add_model,
    served_bytes,
    size_of,
    slowly,
    wait_until_left_alone,
)
from tests.support.product import Server
from tests.support.wait import wait_for

SIZE_BYTES = 16_000_000


def test_a_paused_download_goes_on_from_where_it_was(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, SIZE_BYTES)
    slowly(hub, repo, 1_500_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 1_000_000)

    assert api.post(f"/models/download/{task_id}/pause")["status"] == "paused"
    wait_until_left_alone(hub, repo)
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


def test_what_somebody_paused_stays_so_when_others_ask_for_it(
    api: Api, server: Server, hub: HubServer
) -> None:
    theirs, own = add_model(hub, SIZE_BYTES), add_model(hub, SIZE_BYTES)
    for repo in (theirs, own):
        slowly(hub, repo, 1_000_000)
    member = server.as_user("member")
    task_id = api.start(theirs.id)
    api.post(f"/models/download/{task_id}/pause")

    body = {"model_id": theirs.id, "start_now": True}
    asked = member.post("/models/download", body, status=202)
    assert (asked["task_id"], asked["status"]) == (task_id, "paused")
    assert api.operation(task_id)["hurried_by"] is None
    api.post(f"/models/download/{task_id}/cancel")

    own_task = member.start(own.id)
    member.post(f"/models/download/{own_task}/pause")
    assert member.start(own.id) == own_task
    assert member.operation(own_task)["status"] != "paused"
    member.post(f"/models/download/{own_task}/cancel")


def test_a_cancelled_download_leaves_nothing(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = add_model(hub, SIZE_BYTES)
    slowly(hub, repo, 1_000_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 500_000)
    folder = RepoFolder(cache_dir, repo.id)
    assert folder.root.exists()

    assert api.post(f"/models/download/{task_id}/cancel")["status"] == "cancelled"

    wait_until_left_alone(hub, repo)
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


def test_a_download_goes_on_with_a_token_that_was_saved_meanwhile(api: Api, hub: HubServer) -> None:
    old, new = "hf_revoked_while_it_was_in_use", "hf_saved_in_its_place"
    for token in (old, new):
        hub.hub.give_token(token)
    assert api.ask("PUT", "/hub/token", json={"token": old}).status_code == 200
    repo = add_model(hub, SIZE_BYTES)
    slowly(hub, repo, 4_000_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 500_000)

    assert api.ask("PUT", "/hub/token", json={"token": new}).status_code == 200
    del hub.hub.users[old]
    hub.faults.clear()
    done = api.wait_until(task_id, "completed", "failed")

    assert api.ask("DELETE", "/hub/token").status_code == 200
    assert done["status"] == "completed", done["error"]
    asked = [seen.token for seen in hub.stats.requests("GET", f"{repo.id}/resolve")]
    assert (asked[0], asked[-1]) == (old, new)
