"""Processes that die at the worst moment, and what the next ones make of it."""

import random
import time

import psutil
import pytest

from tests.faults.slow import LOST_BYTES, SIZE_BYTES
from tests.hub import HubServer, Repo
from tests.support.models import add_model, assert_verified, served_bytes, size_of
from tests.support.product import Product, Server, is_gone
from tests.support.wait import PATIENCE_SECONDS, wait_for

# Not so long that whoever stops it would wait for a download, or kill it.
SOON_SECONDS = 30.0


def test_killing_the_server_takes_everything_with_it(product: Product) -> None:
    with product.serving() as server:
        server.wait_until_ready()
        tree = server.tree()
        assert len(tree) == 3

        server.process.kill()

        wait_for(lambda: all(is_gone(process) for process in tree), "all are gone")


@pytest.mark.parametrize("seed", range(3))
def test_after_a_kill_at_any_moment_a_download_goes_on(
    product: Product, hub: HubServer, repo: Repo, seed: int
) -> None:
    moment_bytes = random.Random(seed).randrange(SIZE_BYTES)
    with product.serving() as server:
        task_id = server.api.start(repo.id)
        wait_for(lambda: served_bytes(hub, repo) >= moment_bytes, "the moment has come")
        server.kill_everything()

    hub.faults.clear()
    with product.serving() as server:
        done = server.api.wait_until(task_id, "completed")

    assert done["bytes_downloaded"] == size_of(repo)
    assert_verified(hub, repo, product.cache_dir)
    assert served_bytes(hub, repo) <= size_of(repo) * 1.05 + LOST_BYTES


def test_after_a_kill_nothing_says_that_it_runs_when_it_does_not(
    product: Product, hub: HubServer, repo: Repo
) -> None:
    with product.serving() as server:
        task_id = server.api.start(repo.id)
        before = server.api.wait_for_bytes(task_id, 1_000_000)
        assert before["status"] == "downloading"
        server.kill_everything()

    with product.serving("--no-worker") as server:
        row = server.api.operation(task_id)
        assert (row["status"], row["speed_bps"]) == ("pending", None)
        model = server.api.model(repo.id)
        assert model is None or model["status"] != "installed"
        assert server.api.http.get("/ready").json()["worker"] == "not_running"


@pytest.mark.parametrize("victim", ["worker", "valkey"])
def test_a_child_that_dies_is_started_again_and_the_download_goes_on(
    product: Product, hub: HubServer, repo: Repo, victim: str
) -> None:
    with product.serving() as server:
        task_id = server.api.start(repo.id)
        server.api.wait_for_bytes(task_id, 1_000_000)
        dead = server.child(victim)

        dead.kill()

        wait_for(lambda: _has_another(server, victim, dead), f"another {victim} runs")
        hub.faults.clear()
        server.api.wait_until(task_id, "completed")
        server.wait_until_ready()
        server.api.download(add_model(hub).id)
    assert_verified(hub, repo, product.cache_dir)
    assert served_bytes(hub, repo) <= size_of(repo) * 1.05 + LOST_BYTES


def test_told_to_end_it_ends_soon_and_the_next_start_goes_on(
    product: Product, hub: HubServer, repo: Repo
) -> None:
    with product.serving() as server:
        task_id = server.api.start(repo.id)
        server.api.wait_for_bytes(task_id, 1_000_000)
        tree = server.tree()

        told_at = time.monotonic()
        server.process.terminate()
        server.process.wait(PATIENCE_SECONDS)

        assert time.monotonic() - told_at < SOON_SECONDS
        assert server.process.returncode == 0
        assert all(is_gone(process) for process in tree)
    hub.faults.clear()
    with product.serving() as server:
        server.api.wait_until(task_id, "completed")
    assert served_bytes(hub, repo) <= size_of(repo) * 1.05


def test_events_go_on_after_the_valkey_died(product: Product, hub: HubServer, repo: Repo) -> None:
    with product.serving() as server:
        server.wait_until_ready()
        with server.api.events() as events:
            task_id = server.api.start(repo.id)
            server.child("valkey").kill()
            hub.faults.clear()

            states = (n.data["status"] for n in events if n.data.get("task_id") == task_id)
            assert "completed" in states


def _has_another(server: Server, name: str, dead: psutil.Process) -> bool:
    try:
        return server.child(name).pid != dead.pid
    except (OSError, IndexError, psutil.NoSuchProcess):
        return False
