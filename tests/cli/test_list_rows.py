"""The rows tell how a kept list has changed, or that they cannot tell."""

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.reading.repo import Known
from modelshelf.cli.kept import FILE
from modelshelf.cli.list_rows import ListRows, read_rows
from modelshelf.cli.picture import Space
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind
from modelshelf.operations.nodes import Node
from modelshelf.operations.owner import Owner
from tests.cache.generate import make_repo
from tests.support.product import Product

NODE = "local"
LISTED_WITHIN_SECONDS = 30.0
KEPT_WITHIN = 2  # Calls: a worker's beat, every ten seconds, may fall into one.

OTHERS_CHANGES = {
    "a collection": "INSERT INTO collections (id, name, owner_id, embedding_model, created_at, "
    "updated_at) VALUES ('1', 'docs', '2', 'acme/first', '2026-11-26', '2026-11-26')",
    "a model of one's own": "INSERT INTO custom_models (id, owner_id, model_id, model_type, "
    "created_at, updated_at) VALUES ('1', '2', 'acme/first', 'llm', '2026-11-26', '2026-11-26')",
    "a planned download": "INSERT INTO shelf_listings (node, model_id, sha, files, total_bytes, "
    "stored_at) VALUES ('local', 'acme/first', 'abc', '[]', 5, '2026-11-26')",
    "an extra cache": "INSERT INTO extra_caches (node, cache_dir) VALUES ('local', '/mnt')",
    "a model elsewhere": "INSERT INTO extra_models (node, cache_dir, model_id, folder, status, "
    "shas, size_bytes, signature) VALUES ('local', '/mnt', 'a/b', 'c', 'installed', '[]', 5, '')",
    "a warning": "UPDATE cache_state SET warnings = '[\"/x cannot be read.\"]'",
    "a point of the past": "UPDATE cache_samples SET taken_at = '2026-11-20 00:00:00.000000'",
}


class Kept:
    """A database as an indexer wrote it, and a list that followed from it."""

    def __init__(self, database: Database, cache_dir: Path) -> None:
        self.database = database
        self.cache_dir = cache_dir
        self.file = database.url.database or ""
        self._indexer = Indexer(database, cache_dir, NODE, _nobody_listens)

    async def look(self) -> None:
        await self._indexer.look_over()

    async def beat(self, owner: Owner) -> None:
        async with self.database.write() as session:
            await session.merge(Node(name=NODE, owner=str(owner), seen_at=now()))

    def read(self) -> ListRows:
        rows = read_rows(self.file, NODE)
        assert rows is not None
        return rows

    def execute(self, statement: str) -> None:
        with closing(sqlite3.connect(self.file)) as connection, connection:
            assert connection.execute(statement).rowcount == 1


@pytest.fixture
async def kept(sqlite_database: Database, tmp_path: Path) -> Kept:
    kept = Kept(sqlite_database, tmp_path / "hub")
    make_repo(kept.cache_dir, "acme/first")
    await kept.look()
    return kept


async def _nobody_listens(_model_ids: list[str]) -> None:
    pass


def _model(model_id: str, **told: Any) -> dict[str, Any]:
    on_disk = {"model_type": None, "status": "installed", "size_on_disk_bytes": 1002}
    nothing = {"download_size_bytes": None, "operation": None, "origin": "unmanaged"}
    lists: dict[str, Any] = {"used_by_collections": [], "extra_caches": []}
    return {"id": model_id, **on_disk, **nothing, **lists, **told}


@pytest.mark.parametrize("change", OTHERS_CHANGES.values(), ids=OTHERS_CHANGES)
async def test_what_the_rows_of_the_disk_do_not_tell_makes_another_list(
    kept: Kept, change: str
) -> None:
    before = kept.read().beside
    kept.execute(change)
    assert kept.read().beside != before


async def test_nothing_is_told_while_an_operation_is_under_way(kept: Kept) -> None:
    async with kept.database.write() as session:
        session.add(Operation(kind=Kind.VERIFY, node=NODE, model_id="a/b", requested_by="me"))
    assert read_rows(kept.file, NODE) is None


async def test_what_no_list_shows_leaves_it_as_it_was(kept: Kept) -> None:
    before = kept.read().beside
    await kept.beat(Owner.this_process())
    kept.execute(
        "INSERT INTO verifications (node, model_id, verified_at, file_count, checked_bytes, "
        "unproven) VALUES ('local', 'acme/first', '2026-11-26', 2, 1002, '[]')"
    )
    kept.execute("UPDATE cache_state SET disk_free_bytes = 5, indexed_at = '2026-11-26 10:00:00'")
    assert kept.read().beside == before


async def test_models_are_as_their_rows_say(kept: Kept) -> None:
    before = [
        _model("acme/first"),
        _model("acme/gone"),
        _model("acme/offered", origin="curated", model_type="llm", download_size_bytes=7),
        _model("acme/there", extra_caches=[{"cache_dir": "/mnt", "status": "installed"}]),
    ]
    (kept.cache_dir / "models--acme--first" / "blobs" / "b.incomplete").write_bytes(b"12345")
    next(p for p in kept.cache_dir.rglob("config.json")).unlink()
    make_repo(kept.cache_dir, "zeta/Extra")
    make_repo(kept.cache_dir, "acme/data", kind="datasets")
    await kept.look()
    rows = kept.read()
    assert rows.up_to_date(before) == [
        _model("zeta/Extra"),
        _model(
            "acme/first",
            status="partial",
            size_on_disk_bytes=1000 + 2 + 5,
        ),
        _model(
            "acme/offered",
            origin="curated",
            model_type="llm",
            download_size_bytes=7,
            status="available",
            size_on_disk_bytes=0,
        ),
        _model(
            "acme/there",
            status="available",
            size_on_disk_bytes=0,
            extra_caches=[{"cache_dir": "/mnt", "status": "installed"}],
        ),
    ]
    assert rows.others() == {"dataset": (1, 1002), "space": (0, 0)}
    past = [(1.0, 5), (2.0, 6)]
    space = rows.space(Space("/cache", {}, past), before)
    assert space.parts["datasets"] == 1002
    assert (space.parts["llm"], space.parts["other models"]) == (0, 2004)
    as_offered = rows.space(Space("/cache", {}, past), [before[2] | {"id": "acme/first"}])
    assert (as_offered.parts["llm"], as_offered.parts["other models"]) == (1002, 1002)
    assert space.past[:-1] == past[:-1]
    assert space.past[-1][1] == sum(space.parts.values()) >= 3 * 1002


async def test_a_type_that_was_found_out_is_shown_unless_it_is_offered_as_another(
    kept: Kept,
) -> None:
    kept.execute("UPDATE inventory SET model_type = 'embedding' WHERE model_id = 'acme/first'")
    as_found, as_offered = _model("acme/first"), _model("acme/first", origin="custom")
    assert kept.read().up_to_date([as_found]) == [as_found | {"model_type": "embedding"}]
    assert kept.read().up_to_date([as_offered]) == [as_offered]


async def test_who_uses_a_new_model_is_not_told_by_its_row(kept: Kept) -> None:
    kept.execute(OTHERS_CHANGES["a collection"])
    assert kept.read().up_to_date([_model("acme/other")]) is None
    assert kept.read().up_to_date([_model("acme/first")]) == [_model("acme/first")]


async def test_the_disk_is_to_be_looked_at_where_no_worker_does(kept: Kept) -> None:
    here = Owner.this_process()
    await kept.beat(here)
    assert kept.read().known is None
    await kept.beat(Owner(here.host, here.pid, here.started - 1))
    known = kept.read().known
    assert known is not None
    assert isinstance(known["models--acme--first"], Known)
    kept.execute("UPDATE nodes SET owner = 'elsewhere/1/1'")
    assert kept.read().known is None
    kept.execute("UPDATE nodes SET seen_at = '2026-01-01 00:00:00.000000'")
    assert kept.read().known is not None


async def test_nothing_is_told_by_another_file(tmp_path: Path) -> None:
    assert read_rows(str(tmp_path / "none.db"), NODE) is None
    assert not (tmp_path / "none.db").exists()
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE anything (value INTEGER)")
    assert read_rows(str(tmp_path / "other.db"), NODE) is None


def test_beside_a_worker_a_list_is_kept_and_follows_the_disk(product: Product) -> None:
    make_repo(product.cache_dir, "acme/first")
    file = product.data_dir / FILE
    with product.serving() as server:
        server.wait_until_ready()
        _until_listed(product, "acme/first")
        for _ in range(KEPT_WITHIN):
            if file.exists():
                break
            product.run("ls")
        kept_at = file.stat().st_mtime_ns
        make_repo(product.cache_dir, "acme/second")
        _until_listed(product, "acme/second")
        shutil.rmtree(product.cache_dir / "models--acme--first")
        _until_listed(product, "acme/first", there=False)
        assert file.stat().st_mtime_ns == kept_at, "all of it was told by the rows"
        server.api.post("/collections", {"name": "docs", "embedding_model": "acme/second"}, 201)
        assert "docs" in product.run("ls").stdout
    make_repo(product.cache_dir, "acme/third")
    assert "acme/third" in product.run("ls").stdout, "nobody else looks at the disk now"


def _until_listed(product: Product, model_id: str, *, there: bool = True) -> None:
    deadline = time.monotonic() + LISTED_WITHIN_SECONDS
    while (model_id in product.run("ls").stdout) is not there:
        assert time.monotonic() < deadline, model_id
