"""The sums stay true, and cost the same however many repositories there are."""

import random
import shutil
from pathlib import Path

from modelshelf.cache.indexing.describer import Describer
from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.inventory import sums
from modelshelf.cache.inventory.totals import Group
from modelshelf.cache.reading.repo import Description
from modelshelf.cache.removing.remove import remove
from modelshelf.hub.layout import folder_name
from modelshelf.kit.database import Database
from tests.cache.generate import make_repo
from tests.cache.waste import note
from tests.support.statements import asked

NODE = "local"


async def test_the_sums_are_those_of_all_rows_whatever_changes(
    database: Database, cache_dir: Path
) -> None:
    chance = random.Random(7)
    types = Describer(
        "1", lambda _snapshot, _id: Description(chance.choice(["llm", None]), {}, "1")
    )
    indexer = _indexer(database, cache_dir, types)
    for number in range(5):
        make_repo(cache_dir, f"acme/model-{number}")
    await indexer.look_over()
    for turn in range(40):
        model_id = f"acme/model-{chance.randrange(8)}"
        match chance.randrange(3):
            case 0:
                shutil.rmtree(cache_dir / folder_name(model_id), ignore_errors=True)
            case 1:
                make_repo(cache_dir, model_id, {"model.safetensors": turn}, version=str(turn))
            case _:
                make_repo(cache_dir, model_id, {"config.json": b"{}"}, version=str(turn))
        # It may be told that a model is gone when another program has made it anew.
        await chance.choice([indexer.refresh, indexer.removed])(model_id)
        assert await _kept(database) == await _anew(database)
    assert len(await _kept(database)) > 1


async def test_a_change_of_one_looks_at_no_other_repository(
    sqlite_database: Database, cache_dir: Path
) -> None:
    for number in range(3):
        make_repo(cache_dir, f"acme/model-{number}")
    types = Describer("1", lambda _snapshot, _id: Description("llm", {}, "1"))
    indexer = _indexer(sqlite_database, cache_dir, types)
    await indexer.look_over()
    for is_there in (False, True):
        if is_there:
            make_repo(cache_dir, "acme/model-1")
        else:
            remove(cache_dir, note("acme/model-1"))
        with asked(sqlite_database) as found:
            await (indexer.refresh if is_there else indexer.removed)("acme/model-1")
        searches = found.searches("inventory")
        assert searches
        assert all("folder=?" in how or "model_id=?" in how for how in searches), searches
        # Its row, what it is, and the disk; of one that was removed all in one.
        assert found.writes == (3 if is_there else 1)


async def _nobody(_model_ids: list[str]) -> None:
    pass


def _indexer(database: Database, cache_dir: Path, describer: Describer) -> Indexer:
    return Indexer(database, cache_dir, NODE, _nobody, describer)


async def _kept(database: Database) -> set[Group]:
    async with database.read() as session:
        return set((await sums.totals(session, NODE)).groups)


async def _anew(database: Database) -> set[Group]:
    async with database.write() as session:
        await sums.sum_up(session, NODE)
    return await _kept(database)
