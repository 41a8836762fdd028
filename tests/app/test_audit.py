"""Who did what stands in the record, with its outcome, whoever ended it."""

import json
from typing import Any

from tests.hub import HubServer, Status
from tests.hub.faults import Rule
from tests.support.api import Api
from tests.support.models import add_model, slowly
from tests.support.product import ADMIN, PASSWORD, Product, Server
from tests.support.wait import wait_for


def deeds(api: Api, **filters: Any) -> list[tuple[str | None, str, str, str | None]]:
    """Who, deed, outcome and code, the oldest first."""
    entries = api.get("/audit", limit=500, **filters)["entries"]
    return [(e["actor"], e["deed"], e["outcome"], e["code"]) for e in reversed(entries)]


def test_a_download_from_its_start_to_its_deletion(server: Server, hub: HubServer) -> None:
    repo = add_model(hub)
    member = server.as_user("member")
    task_id = member.start(repo.id)
    member.wait_until(task_id, "completed")
    member.wait_for_status(repo.id, "installed")
    asked = {"name": f"notes on {repo.id}", "embedding_model": repo.id}
    collection = member.post("/collections", asked, status=201)
    assert server.api.ask("DELETE", f"/models/{repo.id}").status_code == 409
    member.ask("PATCH", f"/collections/{collection['id']}", json={"name": "renamed"})
    member.ask("DELETE", f"/collections/{collection['id']}")
    assert member.ask("DELETE", f"/models/{repo.id}").status_code == 200

    assert deeds(server.api, about=repo.id) == [
        ("member", "download.start", "done", None),
        ("member", "download.finish", "done", None),
        (ADMIN, "delete.start", "refused", "model_in_use"),
        ("member", "delete.start", "done", None),
        ("member", "delete.finish", "done", None),
    ]
    assert [e["task_id"] for e in server.api.get("/audit", task_id=task_id)["entries"]] == [
        task_id,
        task_id,
    ]
    assert {d[1] for d in deeds(server.api, actor="member", deed=["collection.create"])} == {
        "collection.create"
    }
    assert ("member", "collection.change", "done", None) in deeds(server.api, about="renamed")
    assert ("member", "collection.delete", "done", None) in deeds(server.api, about="renamed")


def test_pause_resume_cancel_and_retry(server: Server, hub: HubServer) -> None:
    repo = add_model(hub, 4_000_000)
    slowly(hub, repo, 500_000)
    api = server.api
    task_id = api.start(repo.id)
    for deed in ("pause", "resume", "cancel", "retry"):
        api.post(f"/models/download/{task_id}/{deed}")
    hub.faults.clear()
    api.wait_until(task_id, "completed")

    verbs = ["start", "pause", "resume", "cancel", "retry", "finish"]
    assert [d[1] for d in deeds(api, about=repo.id)] == [f"download.{verb}" for verb in verbs]


def test_what_fails_in_the_worker_is_recorded_as_failed(server: Server, hub: HubServer) -> None:
    repo = add_model(hub)
    hub.faults.add(Rule(Status(404), path="resolve"))
    task_id = server.as_user("member").start(repo.id)
    failed = server.api.wait_until(task_id, "failed")

    ended = deeds(server.api, about=repo.id, deed="download.finish")
    assert ended == [("member", "download.finish", "failed", failed["error_code"])]


def test_a_download_that_is_refused(server: Server) -> None:
    server.as_user("member").post("/models/download", {"model_id": "no/body"}, status=404)

    assert ("member", "download.start", "refused", "model_not_found") in deeds(
        server.api, about="no/body"
    )


def test_signing_in_right_and_wrong(server: Server) -> None:
    nobody = server.as_nobody()
    for username, password in (("viewer", "wrong password"), ("nobody-has-this", PASSWORD)):
        nobody.post("/auth/login", {"username": username, "password": password}, status=401)
    viewer = server.as_user("viewer")
    viewer.ask("POST", "/auth/logout")

    own = deeds(server.api, about="viewer")
    assert own[-3:] == [
        ("viewer", "account.sign_in", "refused", "wrong_credentials"),
        ("viewer", "account.sign_in", "done", None),
        ("viewer", "account.sign_out", "done", None),
    ]
    everything = server.api.get("/audit", limit=500, deed="account.sign_in")
    assert "nobody-has-this" not in json.dumps(everything)
    (unknown, *_) = [e for e in everything["entries"] if e["actor"] is None]
    assert (unknown["outcome"], unknown["address"]) == ("refused", "127.0.0.1")


def test_others_see_only_what_concerns_them(server: Server) -> None:
    server.as_user("member").post("/models/download", {"model_id": "no/thing"}, status=404)
    viewer = server.as_user("viewer")

    seen = deeds(viewer)
    assert ("viewer", "account.sign_in", "done", None) in seen
    assert {who for who, *_ in seen} == {"viewer"}


def test_a_custom_model(server: Server, hub: HubServer) -> None:
    repo = add_model(hub)
    member = server.as_user("member")
    added = member.post("/models/custom", {"model_id": repo.id, "model_type": "embedding"}, 201)
    path = f"/models/custom/{added['custom_model_id']}"
    member.ask("PATCH", path, json={"query_prefix": "q: "})
    member.ask("DELETE", path)

    verbs = ["add", "change", "remove"]
    assert [d[1] for d in deeds(server.api, about=repo.id)] == [f"custom_model.{v}" for v in verbs]


def test_commands_are_deeds_of_the_local_user(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    product.run("pull", repo.id, "--yes")
    product.run("rm", repo.id, "--yes")

    shown = product.run("audit", "--about", repo.id, "--json")
    entries = json.loads(shown.stdout)
    assert [e["deed"] for e in entries] == [
        "delete.finish",
        "delete.start",
        "download.finish",
        "download.start",
    ]
    assert all(e["actor"].endswith("(command line)") for e in entries)
    assert {e["channel"] for e in entries} == {"command_line", "node"}
    assert repo.id in product.run("audit", "--deed", "delete").stdout
    wrong = product.run("audit", "--deed", "dance")
    assert (wrong.returncode, "download.start" in wrong.stderr) == (2, True)


def test_setting_up_is_recorded(product: Product) -> None:
    with product.serving("--no-worker") as server:
        (entry,) = wait_for(
            lambda: server.api.get("/audit", deed="account.set_up")["entries"], "it is recorded"
        )
        assert (entry["about"], entry["channel"]) == (ADMIN, "settings")


def test_a_moment_that_no_calendar_has_is_refused(api: Api) -> None:
    for moment in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"):
        for name in ("since", "until"):
            assert api.ask("GET", "/audit", params={name: moment}).status_code == 422
