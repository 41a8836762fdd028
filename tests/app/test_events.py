"""Live news: first what runs, then what happens, honest and not too often."""

import contextlib
from itertools import pairwise

from modelshelf.operations.live import MOST_STREAMS
from tests.hub import HubServer
from tests.support.api import API, Api
from tests.support.models import add_model, size_of, slowly
from tests.support.product import ADMIN, PASSWORD, Server
from tests.support.wait import wait_for


def test_progress_is_live_and_only_ever_grows(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, 6_000_000)
    slowly(hub, repo, 2_000_000)
    with api.events() as events:
        task_id = api.start(repo.id)
        news = []
        for event in events:
            if event.kind == "operation" and event.data["task_id"] == task_id:
                news.append(event)
                if event.data["status"] == "completed":
                    break

    done = [event.data["bytes_downloaded"] for event in news]
    assert all(before <= after for before, after in pairwise(done))
    assert done[-1] == size_of(repo)
    assert len(set(done)) >= 5
    states = list(dict.fromkeys(event.data["status"] for event in news))
    assert states[:2] == ["pending", "downloading"]
    assert states[-1] == "completed"
    speeds = [event.data["speed_bps"] for event in news if event.data["speed_bps"]]
    assert speeds
    running = [event for event in news if event.data["status"] == "downloading"]
    seconds = running[-1].came_at - running[0].came_at
    assert len(running) <= seconds * 4 + 3


def test_what_runs_already_is_told_first(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, 4_000_000)
    slowly(hub, repo, 1_000_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 100_000)

    with api.events() as events:
        first = next(events)

    hub.faults.clear()
    assert (first.kind, first.data["task_id"]) == ("operation", task_id)
    assert first.data["files"]
    api.wait_until(task_id, "completed")


def test_of_very_many_files_only_their_count_is_told(api: Api, hub: HubServer) -> None:
    many = 600
    repo = add_model(hub, files={f"data/{number}.json": b"{}" for number in range(many)})
    with api.events() as events:
        task_id = api.ask(
            "POST", "/models/download", json={"model_id": repo.id, "files": "all"}
        ).json()["task_id"]
        news = []
        for event in events:
            if event.kind == "operation" and event.data["task_id"] == task_id:
                news.append(event.data)
                if event.data["status"] == "completed":
                    break
    assert not any("files" in told for told in news)
    total = news[0]["file_count"]
    assert total >= many
    assert (news[-1]["files_complete"], news[-1]["file_count"]) == (total, total)
    whole = api.get(f"/models/download/{task_id}")
    assert [len(whole["files"]), whole["file_count"], whole["files_complete"]] == [total] * 3


def test_a_change_on_the_disk_is_told(api: Api, hub: HubServer) -> None:
    repo = add_model(hub)
    with api.events() as events:
        api.start(repo.id)

        changed = (event.data["model_ids"] for event in events if event.kind == "models")
        assert any(repo.id in model_ids for model_ids in changed)


def test_who_signed_out_hears_no_more_even_while_a_download_is_told_of(
    server: Server, hub: HubServer
) -> None:
    repo = add_model(hub, 30_000_000)
    slowly(hub, repo, 1_000_000)
    task_id = server.api.start(repo.id)
    with Api(server.url) as browser:
        form = {"username": ADMIN, "password": PASSWORD}
        assert browser.ask("POST", "/auth/login", json=form).status_code == 200
        with browser.events() as events:
            next(events)
            assert browser.ask("POST", "/auth/logout").status_code == 204
            # The stream ends; else it would tell of this download to its end.
            last = [event.data["status"] for event in events if event.kind == "operation"][-1]
    assert last == "downloading"
    server.api.post(f"/models/download/{task_id}/cancel")


def test_an_account_listens_so_often_and_no_more(server: Server) -> None:
    api = server.as_user("member")
    with contextlib.ExitStack() as open_tabs:
        for _ in range(MOST_STREAMS):
            open_tabs.enter_context(api.events())
        refused = api.ask("GET", "/events")
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
        with server.api.events():
            pass  # Somebody else is not held up by it.

    def listens_again() -> bool:
        with api.http.stream("GET", f"{API}/events") as answer:
            return answer.status_code == 200

    wait_for(listens_again, "a place is free when the tabs are closed")
