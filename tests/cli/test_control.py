"""Downloads of a running server, steered from the command line."""

import json
from typing import Any

from modelshelf.hub.layout import RepoFolder
from tests.hub import HubServer, Rule, Status
from tests.support.models import (
    add_model,
    served_bytes,
    size_of,
    slowly,
    wait_until_left_alone,
)
from tests.support.product import Product, Server
from tests.support.wait import wait_for

SIZE_BYTES = 60_000_000


def _listed(product: Product, *options: str) -> dict[str, dict[str, Any]]:
    listed = json.loads(product.run("downloads", "--json", *options).stdout)
    return {row["model_id"]: row for row in listed}


def test_pause_resume_cancel_and_retry_reach_the_worker(
    package_product: Product, server: Server, hub: HubServer
) -> None:
    product, api = package_product, server.api
    repo = add_model(hub, SIZE_BYTES)
    slowly(hub, repo, 1_500_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 1_000_000)
    assert _listed(product)[repo.id]["status"] == "downloading"
    assert repo.id in product.run("downloads").stdout

    paused = product.run("pause", repo.id)
    assert (paused.returncode, paused.stdout.strip()) == (0, f"{repo.id} paused.")
    assert api.operation(task_id)["status"] == "paused"
    wait_until_left_alone(hub, repo)
    quiet = served_bytes(hub, repo)
    again = product.run("pause", repo.id)
    assert again.returncode == 3
    assert "[invalid_transition]" in again.stderr
    assert served_bytes(hub, repo) == quiet

    assert product.run("resume", repo.id).returncode == 0
    api.wait_for_bytes(task_id, 1_500_000)
    folder = RepoFolder(product.cache_dir, repo.id)
    cancelled = product.run("cancel", repo.id, "--json")
    (row,) = json.loads(cancelled.stdout)
    assert row["status"] == "cancelled"
    assert not folder.root.exists()
    assert not folder.locks.exists()
    assert repo.id not in _listed(product)

    hub.faults.clear()
    assert product.run("retry", repo.id).returncode == 0
    api.wait_until(task_id, "completed")
    assert _listed(product, "--all")[repo.id]["bytes_downloaded"] == size_of(repo)


def test_all_are_paused_and_go_on_together(
    package_product: Product, server: Server, hub: HubServer
) -> None:
    repos = [add_model(hub, SIZE_BYTES) for _ in range(3)]
    for repo in repos:
        slowly(hub, repo, 500_000)
    tasks = [server.api.start(repo.id) for repo in repos]
    wait_for(lambda: server.api.operation(tasks[2])["queue_position"] == 1, "the last one queues")
    assert "number 1 in the queue" in package_product.run("downloads").stdout

    package_product.run("pause", "--all")
    assert {server.api.operation(task)["status"] for task in tasks} == {"paused"}

    hub.faults.clear()
    package_product.run("resume", "--all")
    for task in tasks:
        server.api.wait_until(task, "completed")


def test_what_failed_says_why_and_what_was_never_asked_for_is_named(
    package_product: Product, server: Server, hub: HubServer
) -> None:
    repo = add_model(hub)
    hub.faults.add(Rule(Status(403, error_code="GatedRepo"), path=f"{repo.id}/resolve"))
    server.api.wait_until(server.api.start(repo.id), "failed")

    assert "is gated" in package_product.run("downloads", "--all").stdout
    unknown = package_product.run("cancel", "demo/never-asked-for")
    assert unknown.returncode == 1
    assert "[operation_not_found]" in unknown.stderr
    assert package_product.run("pause").returncode == 2


def test_without_a_worker_cancelling_clears_up_all_the_same(
    product: Product, hub: HubServer
) -> None:
    repo = add_model(hub, SIZE_BYTES)
    slowly(hub, repo, 1_500_000)
    with product.background("pull", repo.id, "--yes") as pull:
        wait_for(lambda: served_bytes(hub, repo) > 1_000_000, "some has come")
        pull.kill()
        pull.wait()

    assert product.run("pause", repo.id).returncode == 0
    resumed = product.run("resume", repo.id)
    assert "no worker runs" in resumed.stderr
    assert product.run("cancel", repo.id).returncode == 0

    assert not RepoFolder(product.cache_dir, repo.id).root.exists()
