"""What the list costs as the cache grows."""

import asyncio
import os
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from uuid import uuid4

from huggingface_hub import scan_cache_dir

from benchmarks.cache.first_pass import NODE, indexer_of, new_database
from benchmarks.result import Benchmark, Figure, Result, Scale, Target
from benchmarks.rounds import Spread
from modelshelf.library.answer import written_out
from modelshelf.library.query import ListQuery
from modelshelf.registry.curated import load
from tests.cache.generate import make_repo

_TURNS = 30
_FILES: dict[str, bytes | int] = {f"file-{number}.bin": 1000 for number in range(11)}
_HOW = """\
The same page of fifty models, read anew from the database and written out as JSON (what a request
costs after a commit; between commits it costs less), {turns} times for each size of the cache, all
repositories of twelve files; beside it one `scan_cache_dir`, which a list without a table would
need. In one process, without HTTP. Judged is the ratio of the medians of the largest and the
smallest: the cost must not follow the files, of which there are {times} times as many."""


def run(scale: Scale) -> Result:
    sizes = (20, 100) if scale.quick else (100, 1000, 5000, 20_000)
    taken: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="modelshelf-bench-") as name:
        cache_dir, made = Path(name) / "hub", 0
        for size in sizes:
            for number in range(made, size):
                make_repo(
                    cache_dir, f"org-{number % 97}/model-{number}", {"config.json": b"{}"} | _FILES
                )
            made = size
            os.sync()
            taken[_list(size)] = asyncio.run(_lists(cache_dir, Path(name) / f"{size}.db"))
            started = time.perf_counter()
            scan_cache_dir(cache_dir)
            taken[f"{size:,} repositories: scan_cache_dir"].append(_since_ms(started))
    spreads = {what: Spread.of(values) for what, values in taken.items()}
    growth = spreads[_list(sizes[-1])].median / spreads[_list(sizes[0])].median
    return Result(
        how=_HOW.format(turns=_TURNS, times=sizes[-1] // sizes[0]),
        targets=(
            Target.at_most(2, growth, "×", "the list of the largest, by that of the smallest"),
        ),
        figures={what: Figure("ms", spread) for what, spread in spreads.items()},
    )


def _list(size: int) -> str:
    return f"{size:,} repositories: list"


async def _lists(cache_dir: Path, file: Path) -> list[float]:
    database, curated = await new_database(file), load()
    await indexer_of(database, cache_dir).look_over()
    taken = []
    for _ in range(_TURNS + 1):
        started = time.perf_counter()
        # Somebody new asks each time: no answer is known.
        await written_out(database, curated, NODE, uuid4(), ListQuery(limit=50))
        taken.append(_since_ms(started))
    await database.close()
    return taken[1:]


def _since_ms(started: float) -> float:
    return (time.perf_counter() - started) * 1000


BENCHMARK = Benchmark("growth", "The list as the cache grows", run)
