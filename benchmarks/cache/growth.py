"""What the list costs as the cache grows."""

import asyncio
import os
import shutil
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from uuid import uuid4

from huggingface_hub import scan_cache_dir

from benchmarks.cache.first_pass import NODE, indexer_of, new_database
from benchmarks.result import Benchmark, Figure, Result, Scale, Target
from benchmarks.rounds import Spread
from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.hub.layout import folder_name
from modelshelf.kit.database import Database
from modelshelf.library.answer import written_out
from modelshelf.library.query import ListQuery
from modelshelf.registry.curated import Curated, load
from tests.cache.generate import make_alike, make_repo

_TURNS = 30
_HOW = """\
*List*: the same page of fifty models, read anew from the database and written out as JSON (what a
request costs after a commit; between commits it costs less). *Change*: a model that was deleted or
came is read again, with its row, the totals and what stands about the disk. Each {turns} times for
each size of the cache, all repositories of twelve files; beside them one `scan_cache_dir`, which a
list without a table would need. In one process, without HTTP. The files of all repositories are
hard links to one content, so that the largest cache is made in a minute. Judged are the ratios of
the medians of the largest and the smallest: the costs must not follow the files, of which there are
{times} times as many."""


def run(scale: Scale) -> Result:
    sizes = (20, 100) if scale.quick else (100, 1000, 5000, 20_000)
    taken: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="modelshelf-bench-") as name:
        asyncio.run(_grow(Path(name) / "hub", sizes, taken))
    spreads = {what: Spread.of(values) for what, values in taken.items()}

    def growth(what: str) -> float:
        largest, smallest = (spreads[_named(size, what)] for size in (sizes[-1], sizes[0]))
        return largest.median / smallest.median

    return Result(
        how=_HOW.format(turns=_TURNS, times=sizes[-1] // sizes[0]),
        targets=tuple(
            Target.at_most(2, growth(what), "×", f"the {what} of the largest, by the smallest's")
            for what in ("list", "change")
        ),
        figures={what: Figure("ms", spread) for what, spread in spreads.items()},
    )


def _named(size: int, what: str) -> str:
    return f"{size:,} repositories: {what}"


async def _grow(cache_dir: Path, sizes: tuple[int, ...], taken: dict[str, list[float]]) -> None:
    database, curated = await new_database(cache_dir.with_name("shelf.db")), load()
    indexer = indexer_of(database, cache_dir)
    made = 0
    for size in sizes:
        make_alike(cache_dir, range(made, size))
        made = size
        os.sync()
        await indexer.look_over()
        for _ in range(_TURNS + 1):
            taken[_named(size, "list")].append(await _list(database, curated))
            taken[_named(size, "change")].append(await _change(indexer, cache_dir))
        for what in ("list", "change"):
            del taken[_named(size, what)][0]  # It imports, and fills what is kept.
        started = time.perf_counter()
        scan_cache_dir(cache_dir)
        taken[_named(size, "scan_cache_dir")].append(_since_ms(started))
    await database.close()


async def _list(database: Database, curated: Curated) -> float:
    started = time.perf_counter()
    # Somebody new asks each time: no answer is known.
    await written_out(database, curated, NODE, uuid4(), ListQuery(limit=50))
    return _since_ms(started)


async def _change(indexer: Indexer, cache_dir: Path) -> float:
    model_id = "acme/comes-and-goes"
    root = cache_dir / folder_name(model_id)
    if root.exists():
        shutil.rmtree(root)
    else:
        make_repo(cache_dir, model_id)
    started = time.perf_counter()
    await indexer.refresh(model_id)
    return _since_ms(started)


def _since_ms(started: float) -> float:
    return (time.perf_counter() - started) * 1000


BENCHMARK = Benchmark("growth", "The list as the cache grows", run)
