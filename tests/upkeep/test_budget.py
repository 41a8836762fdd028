"""The storage budget: who says what is used, what could go, and what goes by itself."""

import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import select, update

from modelshelf.accounts.models import Role
from modelshelf.audit.deeds import Actor, Channel
from modelshelf.audit.models import AuditEntry
from modelshelf.cache import last_use
from modelshelf.cache import repository as inventory
from modelshelf.cache.indexer import Indexer
from modelshelf.cache.trash import entries
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.kit.settings import Settings
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.runner import Runner
from modelshelf.removal.deed import Deeds
from modelshelf.removal.handler import RemovalHandler, RestoreHandler
from modelshelf.removal.keeper import TrashKeeper
from modelshelf.removal.service import Removal
from modelshelf.removal.trash import Trash
from modelshelf.upkeep.budget.keeper import BudgetKeeper
from modelshelf.upkeep.budget.service import Outlook, look_ahead
from modelshelf.usage import pins
from tests.cache.generate import make_repo
from tests.hub import HubServer
from tests.support.api import Api
from tests.support.models import add_model
from tests.support.product import Product, Server
from tests.support.wait import PATIENCE_SECONDS, wait_for

ADA = Actor("ada", Channel.SESSION)
SIZE = 100_002


class Bench:
    """A node with models of one size, `old/0` being the one whose files are oldest."""

    def __init__(self, database: Database, publisher: Publisher, cache_dir: Path) -> None:
        self.database = database
        self.cache_dir = cache_dir
        self.publisher = publisher

    def make(self, count: int) -> list[str]:
        names = [f"old/{number}" for number in range(count)]
        for number, name in enumerate(names):
            made = make_repo(self.cache_dir, name, {"a": b"{}", "model.safetensors": 100_000})
            moment = time.time() - (100 - number) * 86_400
            for blob in (made.root / "blobs").iterdir():
                os.utime(blob, (moment, moment))
        return names

    async def start(self, budget: int, daily_percent: int = 100) -> None:
        self.settings = Settings(
            cache_dir=self.cache_dir,
            cache_budget=budget,
            cache_budget_automatic=True,
            cache_budget_daily_percent=daily_percent,
        )
        self.indexer = indexer = Indexer(self.database, self.cache_dir, "local", self._nothing)
        trash = TrashKeeper(self.settings, indexer)
        handlers = {
            Kind.DELETE: RemovalHandler(self.database, self.settings, indexer, trash),
            Kind.RESTORE: RestoreHandler(self.database, self.settings, indexer),
        }
        runner = Runner(self.database, self.publisher, "local", handlers, None)
        deeds = Deeds(self.database, runner, self._ignore, patience_seconds=PATIENCE_SECONDS)
        self.removal = Removal(self.database, self.settings, deeds)
        self.trash = Trash(self.database, self.settings, deeds)
        self.keeper = BudgetKeeper(self.database, self.settings, self.removal, self.publisher)
        await indexer.look_over()

    async def proposals(self) -> list[str]:
        return [proposal.model.model_id for proposal in (await self.outlook()).proposals]

    async def outlook(self) -> Outlook:
        found = await look_ahead(self.database, self.settings, suggested_bytes=0)
        assert found is not None
        return found

    async def here(self) -> list[str]:
        async with self.database.read() as session:
            return [repo.model_id for repo in await inventory.list_repos(session, "local")]

    async def _nothing(self, _: list[str]) -> None:
        return None

    async def _ignore(self, _: object) -> None:
        return None


@pytest.fixture
async def bench(sqlite_database: Database, tmp_path: Path, valkey: str) -> AsyncIterator[Bench]:
    publisher = Publisher(valkey)
    yield Bench(sqlite_database, publisher, tmp_path / "cache")
    await publisher.close()


async def test_what_was_not_used_for_longest_comes_first_and_nothing_that_is_needed(
    bench: Bench,
) -> None:
    names = bench.make(6)
    await bench.start(budget=3 * SIZE)
    assert await bench.proposals() == names[:3]
    async with bench.database.write() as session:
        # Reported use counts for more than access times, and lately used ones are left alone.
        for name, days in ((names[0], 8), (names[1], 6)):
            moment = now() - timedelta(days=days)
            await last_use.report(session, "local", [name], moment, weighty=[name])
        await pins.pin(session, "local", names[2], "0" * 40, "ada")
    assert await bench.proposals() == [names[3], names[4], names[5]]


async def test_a_folder_with_a_name_that_no_model_has_is_not_proposed(bench: Bench) -> None:
    names = bench.make(2)
    made = make_repo(bench.cache_dir, "old/odd", {"a": b"{}", "model.safetensors": 100_000})
    # Whoever writes to the cache chooses such names, and nothing could delete a model by one.
    made.root.rename(bench.cache_dir / "models--old--odd; touch x")
    await bench.start(budget=1)
    async with bench.database.read() as session:
        there = [repo.model_id for repo in await inventory.list_repos(session, "local")]
    assert len(there) == 3  # It is seen, as everything is.
    assert sorted(await bench.proposals()) == names


async def test_who_may_only_look_keeps_a_model_and_makes_no_other_one_go(bench: Bench) -> None:
    """Else they would choose what goes by reporting all the rest."""
    names = bench.make(5)
    await bench.start(budget=3 * SIZE)
    assert await bench.proposals() == names[:2]
    async with bench.database.write() as session:
        told = [names[0], *names[3:]]
        await last_use.report(session, "local", told, now(), weighty=[])

    found = await bench.outlook()

    assert [one.model.model_id for one in found.proposals] == [names[1]]
    assert (found.spared_bytes, found.enough) == (SIZE, False)
    assert [await bench.keeper.look() for _ in range(2)] == [True, False]
    assert await bench.here() == [names[0], *names[2:]]
    async with bench.database.write() as session:  # A member's word does move it.
        await last_use.report(session, "local", [names[0]], now(), weighty=[names[0]])
    assert await bench.keeper.look()
    assert await bench.here() == [names[0], *names[3:]]


async def test_what_was_used_lately_does_not_go_by_itself_even_if_only_its_files_say_so(
    bench: Bench,
) -> None:
    names = bench.make(2)
    await bench.start(budget=1)
    for name in names:
        for blob in RepoFolder(bench.cache_dir, name).blobs.iterdir():
            os.utime(blob, (time.time() - 6 * 86_400, blob.stat().st_mtime))
    await bench.indexer.look_over()
    for name in names:
        await bench.indexer.refresh(name)
    assert await bench.proposals() == names  # Somebody looks at these before they go.
    assert not await bench.keeper.look()


async def test_a_day_takes_a_part_of_the_budget_at_most_and_one_model_always(bench: Bench) -> None:
    names = bench.make(6)
    await bench.start(budget=2 * SIZE, daily_percent=99)
    assert [await bench.keeper.look() for _ in range(2)] == [True, False]
    assert await bench.here() == names[1:]
    long_ago = now() - timedelta(hours=25)
    async with bench.database.write() as session:
        await session.execute(
            update(Operation).where(Operation.kind == Kind.DELETE).values(created_at=long_ago)
        )
    assert [await bench.keeper.look() for _ in range(2)] == [True, False]
    assert await bench.here() == names[2:]


async def test_what_could_go_says_what_fetches_the_same_files_again(bench: Bench) -> None:
    names = bench.make(1)
    await bench.start(budget=1)
    (proposed,) = (await bench.outlook()).proposals
    long_ago = now() - timedelta(days=100)
    brought = Operation(
        node="local",
        model_id=names[0],
        kind=Kind.DOWNLOAD,
        status=Status.COMPLETED,
        sha=proposed.model.revision,
        chosen="all",
        requested_by="ada",
        created_at=long_ago,
        updated_at=long_ago,
        finished_at=long_ago,
    )
    async with bench.database.write() as session:
        session.add(brought)

    (proposed,) = (await bench.outlook()).proposals

    command = f"modelshelf pull {names[0]} --revision {brought.sha} --all-files"
    assert proposed.restore_command == command


async def test_by_itself_it_deletes_as_few_as_it_takes_and_what_comes_back_stays(
    bench: Bench,
) -> None:
    names = bench.make(4)
    await bench.start(budget=2 * SIZE)

    assert [await bench.keeper.look() for _ in range(3)] == [True, True, False]

    assert await bench.here() == names[2:]
    assert {trashed.model_id for trashed in entries(bench.cache_dir)} == set(names[:2])
    async with bench.database.read() as session:
        deeds = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
    assert {(d.actor, d.about) for d in deeds if d.deed == "delete.start"} == {
        ("Modelshelf (storage budget)", name) for name in names[:2]
    }
    await bench.trash.restore(names[0], by=ADA)
    assert await bench.keeper.look()  # Another one goes instead.
    assert await bench.here() == [names[0], names[3]]


async def test_a_model_that_cannot_go_hinders_no_other_and_is_not_asked_about_all_the_time(
    bench: Bench,
) -> None:
    names = bench.make(2)
    folder = RepoFolder(bench.cache_dir, names[0])
    moved = bench.cache_dir.parent / "elsewhere"
    folder.root.rename(moved)
    folder.root.symlink_to(moved)  # A deletion warns that only the link would go.
    await bench.start(budget=1)

    assert [await bench.keeper.look() for _ in range(3)] == [True, False, False]

    assert await bench.here() == [names[0]]
    async with bench.database.read() as session:
        refused = (
            await session.scalars(select(AuditEntry).where(AuditEntry.outcome == "refused"))
        ).all()
    assert [entry.about for entry in refused] == [names[0]]


async def test_what_was_known_before_it_began_is_no_reason_to_delete(bench: Bench) -> None:
    bench.make(2)
    await bench.start(budget=1)
    late = BudgetKeeper(bench.database, bench.settings, bench.removal, bench.publisher)
    assert not await late.look()
    assert len(await bench.here()) == 2


def test_without_a_way_back_nothing_is_deleted_by_itself() -> None:
    with pytest.raises(ValidationError, match="UNDO_WINDOW"):
        Settings(cache_budget=1, cache_budget_automatic=True, undo_window=0)


def test_programs_report_use_with_a_token_that_may_only_read(
    server: Server, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub)
    server.api.download(repo.id)
    made = server.api.post("/tokens", {"name": "search", "scopes": ["read"]}, status=201)
    with Api(server.url, made["token"]) as program:
        body = {"model_ids": [repo.id, "not/here"]}
        noted = program.post("/models/used", body)
    assert noted == {"noted": [repo.id], "unknown": ["not/here"]}
    used_at = (server.api.model(repo.id) or {})["last_used_at"]

    extra = RepoFolder(cache_dir, repo.id).blobs / "some.incomplete"
    extra.write_bytes(b"x" * 100)  # The indexer reads it anew.
    size = (server.api.model(repo.id) or {})["size_on_disk_bytes"]
    wait_for(
        lambda: (server.api.model(repo.id) or {})["size_on_disk_bytes"] != size, "it is read anew"
    )

    model = server.api.model(repo.id) or {}
    assert (model["last_used_at"], model["last_used_from"]) == (used_at, "reported")
    extra.unlink()


def test_whose_report_weighs_is_told_by_their_role_and_by_who_brought_it(
    server: Server, package_product: Product, hub: HubServer
) -> None:
    package_product.add_user("watcher", Role.VIEWER)
    package_product.add_user("searcher", Role.MEMBER)
    repo, own = add_model(hub), add_model(hub)
    server.api.download(repo.id)
    server.as_user("searcher").download(own.id)

    def noted(model_id: str) -> tuple[bool, bool]:
        with closing(sqlite3.connect(server.data_dir / "modelshelf.db")) as database:
            (row,) = database.execute(
                "SELECT reported_used_at, weighty_used_at FROM inventory WHERE model_id = ?",
                [model_id],
            )
        return row[0] is not None, row[1] is not None

    server.as_user("watcher").post("/models/used", {"model_ids": [repo.id]})
    assert noted(repo.id) == (True, False)
    # Else a member would choose what goes of the others' by reporting all the rest.
    server.as_user("searcher").post("/models/used", {"model_ids": [repo.id, own.id]})
    assert (noted(repo.id), noted(own.id)) == ((True, False), (True, True))
    server.api.post("/models/used", {"model_ids": [repo.id]})
    assert noted(repo.id) == (True, True)


def test_what_is_proposed_goes_together_and_comes_back_together(
    server: Server, package_product: Product, hub: HubServer
) -> None:
    package_product.add_user("sweeper", Role.MEMBER)
    repos = [add_model(hub) for _ in range(3)]
    ids = [repo.id for repo in repos]
    for model_id in ids:
        server.api.download(model_id)
    collection = {"name": ids[2], "embedding_model": ids[2]}
    made = server.api.post("/collections", collection, status=201)
    body = {"model_ids": ids}

    tried = server.api.post("/cache/budget/free", {**body, "dry_run": True})

    assert [one["model_id"] for one in tried["models"]] == ids[:2]
    assert tried["freed_bytes"] == sum(one["freed_bytes"] for one in tried["models"]) > 0
    assert [(s["model_id"], s["code"]) for s in tried["skipped"]] == [(ids[2], "model_in_use")]
    assert all((server.api.model(m) or {})["status"] == "installed" for m in ids)
    sweeper = server.as_user("sweeper")
    theirs = sweeper.post("/cache/budget/free", {**body, "dry_run": True})
    assert [s["code"] for s in theirs["skipped"]] == ["not_yours", "not_yours", "model_in_use"]
    refused = sweeper.ask("POST", "/cache/budget/free", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_freed")

    done = server.api.post("/cache/budget/free", body, status=202)

    assert [one["model_id"] for one in done["models"]] == ids[:2] and done["undo_seconds"] > 0
    for begun, model_id in zip(done["operations"], ids[:2], strict=True):
        assert (begun["model_id"], begun["operation"]) == (model_id, "delete")
        ended = server.api.wait_until(begun["id"], "completed", "failed")
        assert (ended["status"], ended["bytes_downloaded"]) == ("completed", ended["bytes_total"])
    assert [(server.api.model(m) or {}).get("status") for m in ids] == [None, None, "installed"]
    back = server.api.post("/cache/budget/undo", {"model_ids": [*ids[:2], "not/here"]}, status=202)
    assert [one["model_id"] for one in back["operations"]] == ids[:2]
    assert [s["code"] for s in back["skipped"]] == ["not_in_trash"]
    for one in back["operations"]:
        assert server.api.wait_until(one["id"], "completed", "failed")["status"] == "completed"
    assert all((server.api.model(m) or {})["status"] == "installed" for m in ids)
    assert server.api.ask("DELETE", f"/collections/{made['id']}").is_success


def test_the_command_deletes_what_the_budget_proposes_and_names_the_way_back(
    product: Product,
) -> None:
    for number in range(3):
        made = make_repo(product.cache_dir, f"old/{number}", {"model.safetensors": b"x" * 5000})
        moment = time.time() - (100 - number) * 86_400
        for path in made.root.rglob("*"):
            os.utime(path, (moment, moment), follow_symlinks=False)
    product.settings["CACHE_BUDGET"] = "6000"
    shown = product.run("free", "--dry-run").stdout
    assert "old/0" in shown and "old/1" in shown and "old/2" not in shown
    folders = [RepoFolder(product.cache_dir, f"old/{number}").root for number in range(3)]
    assert all(folder.is_dir() for folder in folders)

    done = product.run("free", "--yes").stdout

    assert [folder.is_dir() for folder in folders] == [False, False, True]
    (command,) = [line for line in done.splitlines() if "modelshelf restore" in line]
    assert command.split()[1:] == ["restore", "old/0", "old/1"]
    product.run(*command.split()[1:])
    assert all(folder.is_dir() for folder in folders)


def test_an_exceeded_budget_is_told_by_every_command_that_shows_the_disk(
    product: Product, hub: HubServer
) -> None:
    repo = add_model(hub)
    product.run("pull", repo.id, "--yes")
    product.settings["CACHE_BUDGET"] = "1000"
    assert "more than its budget" in product.run("ls").stderr
    assert "more than its budget" in product.run("doctor").stdout
    shown = product.run("reclaim", "--dry-run").stdout
    assert "budget is exceeded" in shown and "last 7 days" in shown
