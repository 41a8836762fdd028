"""A model that a running program has open: who is named, who may go ahead, and what never gives."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import psutil
import pytest

from modelshelf.audit.deeds import Actor, Channel
from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.kit.settings import Settings
from modelshelf.operations.begin import begin
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.nodes import Node
from modelshelf.operations.owner import Owner
from modelshelf.operations.runner import Runner
from modelshelf.removal.deed import Deeds
from modelshelf.removal.errors import ModelInUse, StillRunning
from modelshelf.removal.handler import RemovalHandler
from modelshelf.removal.keeper import TrashKeeper
from modelshelf.removal.plan import make_plan
from modelshelf.removal.service import Consent, Removal
from tests.cache.generate import make_repo
from tests.cache.waste import MODEL
from tests.hub import HubServer, Repo
from tests.support.api import API, Api
from tests.support.holding import holding
from tests.support.models import WEIGHTS, add_model
from tests.support.product import ADMIN, PASSWORD, Product, Server
from tests.support.wait import PATIENCE_SECONDS

ADA = Actor("ada", Channel.SESSION)


def test_a_running_program_is_named_and_keeps_the_model(
    api: Api, hub: HubServer, cache_dir: Path
) -> None:
    repo = _installed(api, hub)
    with holding(_weights(cache_dir, repo)) as program:
        plan = api.get("/models/removal", model_id=repo.id)
        (blocker,) = plan["blocked_by"]
        assert (blocker["kind"], blocker["pid"]) == ("process", program.pid)
        assert blocker["name"].endswith("serve.py")
        assert blocker["detail"] == "Stop that program first."
        assert "secret" not in str(plan)

        refused = api.ask("DELETE", f"/models/{repo.id}")

        assert (refused.status_code, refused.json()["code"]) == (409, "model_in_use")
        (process,) = refused.json()["processes"]
        assert process["pid"] == program.pid
        assert RepoFolder(cache_dir, repo.id).root.is_dir()
    assert api.ask("DELETE", f"/models/{repo.id}").status_code == 200


def test_an_administrator_may_force_it_and_is_on_record(
    server: Server, hub: HubServer, cache_dir: Path
) -> None:
    member, repo = server.as_user("member"), add_model(hub)
    member.download(repo.id)
    with holding(_weights(cache_dir, repo)) as program:
        denied = member.ask("DELETE", f"/models/{repo.id}", params={"force": True})
        assert (denied.status_code, denied.json()["code"]) == (403, "forbidden")

        forced = server.api.ask("DELETE", f"/models/{repo.id}", params={"force": True})
        assert forced.status_code == 200, forced.text
        assert program.poll() is None

    (entry, *_) = server.api.get("/audit", deed="delete.start", about=repo.id)["entries"]
    assert entry["outcome"] == "done"
    assert entry["details"]["forced"] is True
    assert str(program.pid) in entry["details"]["processes"][0]
    assert server.api.post("/models/restore", {"model_id": repo.id})["status"] == "installed"


def test_from_the_page_the_name_must_be_typed(
    server: Server, hub: HubServer, cache_dir: Path
) -> None:
    repo = _installed(server.api, hub)
    with httpx2.Client(base_url=server.url) as page, holding(_weights(cache_dir, repo)):
        page.post(f"{API}/auth/login", json={"username": ADMIN, "password": PASSWORD})
        path = f"{API}/models/{repo.id}"
        for typed in ({}, {"typed_name": "demo"}):
            asked = page.delete(path, params={"force": True, **typed})
            assert (asked.status_code, asked.json()["code"]) == (409, "confirmation_required")
            assert asked.json()["type_name"] == repo.id
        forced = page.delete(path, params={"force": True, "typed_name": repo.id})
        assert forced.status_code == 200


def test_force_overrides_nothing_else(api: Api, hub: HubServer, cache_dir: Path) -> None:
    repo = _installed(api, hub)
    used = {"name": repo.id, "embedding_model": repo.id}
    api.post("/collections", used, status=201)
    with holding(_weights(cache_dir, repo)):
        refused = api.ask("DELETE", f"/models/{repo.id}", params={"force": True, "confirm": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "model_in_use")
    assert refused.json()["collections"] == [{"name": repo.id, "owner": "ada"}]


def test_on_the_command_line_the_name_is_typed(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    product.run("pull", repo.id, "--yes")
    with holding(_weights(product.cache_dir, repo)):
        refused = product.run("rm", repo.id, "--yes")
        assert refused.returncode == 3
        assert "serve.py" in refused.stdout
        mistyped = product.run("rm", repo.id, "--force", "--yes", stdin="demo\n")
        assert mistyped.returncode == 3
        assert "[confirmation_required]" in mistyped.stderr
        forced = product.run("rm", repo.id, "--force", stdin=f"{repo.id}\n")
        assert forced.returncode == 0, forced.stderr
    assert not RepoFolder(product.cache_dir, repo.id).root.exists()


@pytest.fixture
async def bench(sqlite_database: Database, tmp_path: Path, valkey: str) -> AsyncIterator["Bench"]:
    publisher = Publisher(valkey)
    yield Bench(sqlite_database, publisher, tmp_path / "cache")
    await publisher.close()


class Bench:
    """The service and a node's hands, put together by hand."""

    def __init__(self, database: Database, publisher: Publisher, cache_dir: Path) -> None:
        self.database = database
        self.settings = Settings(cache_dir=cache_dir, node="local")
        self.woken: list[Operation] = []
        self.indexer = Indexer(database, cache_dir, "local", self._nothing)
        keeper = TrashKeeper(self.settings, self.indexer)
        handler = RemovalHandler(database, self.settings, self.indexer, keeper)
        self.runner = Runner(database, publisher, "local", {Kind.DELETE: handler}, None)
        self.deeds = Deeds(database, self.runner, self._wake, patience_seconds=PATIENCE_SECONDS)
        self.removal = Removal(database, self.settings, self.deeds)

    async def _nothing(self, _: list[str]) -> None:
        return None

    async def _wake(self, operation: Operation) -> None:
        """What the worker on the other machine does when it is told."""
        self.woken.append(operation)
        self.task = asyncio.create_task(self.runner.run(operation.id))


async def test_a_program_that_opens_it_at_the_last_moment_is_heeded(bench: Bench) -> None:
    made = make_repo(bench.settings.cache_dir)
    row = Operation(node="local", model_id=MODEL, kind=Kind.DELETE, requested_by="ada")
    await begin(bench.database, row, ADA)
    with holding(made.snapshot / WEIGHTS), pytest.raises(ModelInUse, match=r"serve\.py"):
        await bench.deeds.see_through(row, ADA)
    assert made.snapshot.is_dir()
    async with bench.database.read() as session:
        ended = await session.get(Operation, row.id)
    assert ended and (ended.status, ended.error_code) == (Status.FAILED, "model_in_use")


async def test_who_waits_for_a_worker_that_is_slow_is_told_that_it_goes_on(bench: Bench) -> None:
    make_repo(bench.settings.cache_dir)
    await _place_worker(bench.database, "another-machine")

    async def is_busy(_: Operation) -> None:
        """The worker was told, and has not begun."""

    deeds = Deeds(bench.database, bench.runner, is_busy, patience_seconds=0)
    row = Operation(node="local", model_id=MODEL, kind=Kind.DELETE, requested_by="ada")
    await deeds.begin(row, ADA)
    with pytest.raises(StillRunning) as told:
        await deeds.see_through(row, ADA)
    assert (told.value.code, told.value.fields) == ("still_running", {"task_id": str(row.id)})


async def test_where_the_worker_is_on_another_machine_it_looks_and_deletes(bench: Bench) -> None:
    """Here its programs cannot be seen, and the plan says so."""
    made = make_repo(bench.settings.cache_dir)
    await _place_worker(bench.database, "another-machine")
    with holding(made.snapshot / WEIGHTS):
        plan = await make_plan(bench.database, bench.settings, MODEL)
        assert plan.blocked_by == ()
        assert plan.unseen_use and "cannot be seen from here" in plan.unseen_use

    await bench.removal.delete(MODEL, Consent(as_admin=True), by=ADA)

    assert [operation.model_id for operation in bench.woken] == [MODEL]
    assert not made.root.exists()


async def test_the_workers_own_hashing_is_no_use_by_a_program(bench: Bench) -> None:
    made = make_repo(bench.settings.cache_dir)
    with holding(made.snapshot / WEIGHTS) as hashing:
        us = Owner.this_process()
        await _place_worker(bench.database, us.host, hashing.pid)
        assert (await make_plan(bench.database, bench.settings, MODEL)).blocked_by == ()


async def _place_worker(database: Database, host: str, pid: int = 1) -> None:
    started = round(psutil.Process(pid).create_time() * 1000)
    async with database.write() as session:
        session.add(Node(name="local", owner=str(Owner(host, pid, started)), seen_at=now()))


def _installed(api: Api, hub: HubServer) -> Repo:
    repo = add_model(hub)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")
    return repo


def _weights(cache_dir: Path, repo: Repo) -> Path:
    return RepoFolder(cache_dir, repo.id).snapshot(repo.branches["main"]) / WEIGHTS
