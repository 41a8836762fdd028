"""The storage budget: what could go, and what goes by itself."""

import os
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import select, update

from modelshelf.audit.deeds import Actor, Channel
from modelshelf.audit.models import AuditEntry
from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.inventory import last_use
from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.removing.trash import entries
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.kit.settings import Settings
from modelshelf.operations.handler import Handler
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
from tests.support.wait import PATIENCE_SECONDS

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
            made = make_repo(
                self.cache_dir, name, {"a": b"{}", "model.safetensors": b"w" * 100_000}
            )
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
        handlers: dict[Kind, Handler] = {
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
    made = make_repo(bench.cache_dir, "old/odd", {"a": b"{}", "model.safetensors": b"w" * 100_000})
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
    names = bench.make(5)
    await bench.start(budget=3 * SIZE)

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
    assert await bench.here() == [names[0], *names[3:]]


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
