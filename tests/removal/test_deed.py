"""A deletion from its first moment to its last: whose it is, its cost, and if its process dies."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from modelshelf.audit.deeds import Deed, Outcome
from modelshelf.audit.repository import AuditQuery, newest
from modelshelf.cache.inventory.repository import get_repo
from modelshelf.cache.removing.note import Note
from modelshelf.cache.removing.remove import remove
from modelshelf.cache.removing.trash import entries
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.owner import Owner
from modelshelf.removal.service import Consent
from tests.cache.generate import make_repo
from tests.cache.waste import MODEL
from tests.operations.stage import ADA, ELSEWHERE, add, change, read
from tests.removal.test_live_use import Bench
from tests.support.away import mounted
from tests.support.statements import asked

_DEAD = str(Owner(Owner.this_process().host, pid=2**22 - 1, started=1))


@pytest.fixture
async def bench(sqlite_database: Database, tmp_path: Path, valkey: str) -> AsyncIterator[Bench]:
    publisher = Publisher(valkey)
    yield Bench(sqlite_database, publisher, tmp_path / "cache")
    await publisher.close()


async def test_it_takes_three_writes_and_looks_at_no_other_model(bench: Bench) -> None:
    for number in range(20):
        make_repo(bench.settings.cache_dir, f"acme/other-{number}")
    make_repo(bench.settings.cache_dir)
    await bench.indexer.look_over()

    with asked(bench.database) as found:
        await bench.removal.delete(MODEL, Consent(as_admin=True), by=ADA)

    # It is begun, off the list, and ended. The page shows it no more after the second.
    assert found.writes == 3
    assert sum(not said.startswith("BEGIN") for said, _ in found.statements) <= 20
    searches = found.searches("inventory")
    assert searches and all("folder=?" in how or "model_id=?" in how for how in searches)


async def test_nobody_can_take_it_between_its_beginning_and_its_work(bench: Bench) -> None:
    row = await _begun(bench)

    begun = await read(bench.database, row.id)

    assert begun.status is Status.RUNNING
    assert begun.owner == str(Owner.this_process())
    assert await bench.runner.look() == []


async def test_if_its_process_dies_before_its_work_another_one_does_it(bench: Bench) -> None:
    made = make_repo(bench.settings.cache_dir)
    row = await _begun(bench)
    await change(bench.database, row.id, owner=_DEAD)

    assert await bench.runner.look() == [row.id]
    await bench.runner.run(row.id)

    assert (await read(bench.database, row.id)).status is Status.COMPLETED
    assert not made.root.exists()
    assert [trashed.model_id for trashed in entries(bench.settings.cache_dir)] == [MODEL]
    assert await _ends(bench, row.id) == [(Outcome.DONE, "ada")]


async def test_if_its_process_dies_after_the_rename_nothing_is_removed_twice(bench: Bench) -> None:
    make_repo(bench.settings.cache_dir)
    row = await _begun(bench)
    remove(bench.settings.cache_dir, Note(MODEL, row.id, "ada"))
    made_anew = make_repo(bench.settings.cache_dir)
    await change(bench.database, row.id, owner=_DEAD)

    assert await bench.runner.look() == [row.id]
    await bench.runner.run(row.id)

    assert (await read(bench.database, row.id)).status is Status.COMPLETED
    assert made_anew.root.is_dir()
    assert len(entries(bench.settings.cache_dir)) == 1


async def test_one_that_goes_on_while_the_disk_is_away_takes_nothing_off_the_list(
    sqlite_database: Database, tmp_path: Path, valkey: str
) -> None:
    publisher = Publisher(valkey)
    with mounted(tmp_path / "place", tmp_path / "disk") as disk:
        bench = Bench(sqlite_database, publisher, disk.place)
        made = make_repo(disk.place)
        await bench.indexer.look_over()
        row = await _begun(bench)
        await change(bench.database, row.id, owner=_DEAD)
        disk.unmount()

        assert await bench.runner.look() == [row.id]
        await bench.runner.run(row.id)

        ended = await read(bench.database, row.id)
        assert (ended.status, ended.error_code) == (Status.FAILED, "cache_away")
        assert not list(disk.empty.iterdir())
        disk.mount()
        assert made.root.is_dir()
        async with bench.database.read() as session:
            assert await get_repo(session, "local", MODEL)
    await publisher.close()


async def test_while_another_one_is_let_go_of_it_waits(bench: Bench) -> None:
    """Such as a cancelled download whose parts are still being cleared away."""
    await add(bench.database, MODEL, status=Status.CANCELLED, debris=True, owner=ELSEWHERE)

    row = await _begun(bench)

    assert (row.status, row.owner) == (Status.PENDING, None)


async def test_its_end_is_on_record_under_the_name_of_who_asked(bench: Bench) -> None:
    make_repo(bench.settings.cache_dir)
    await bench.removal.delete(MODEL, Consent(as_admin=True), by=ADA)
    async with bench.database.read() as session:
        (entry,) = await newest(session, AuditQuery(deeds=[Deed.DELETE_START]))
    assert entry.operation_id is not None
    assert await _ends(bench, entry.operation_id) == [(Outcome.DONE, "ada")]


async def _begun(bench: Bench) -> Operation:
    row = Operation(node="local", model_id=MODEL, kind=Kind.DELETE, requested_by="ada")
    await bench.deeds.begin(row, ADA, at_once=True)
    return row


async def _ends(bench: Bench, operation_id: UUID) -> list[tuple[Outcome, str | None]]:
    query = AuditQuery(deeds=[Deed.DELETE_FINISH], operation_id=operation_id)
    async with bench.database.read() as session:
        return [(entry.outcome, entry.actor) for entry in await newest(session, query)]
