"""Reading a large cache into the list, and how soon a change is in it."""

import asyncio
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from huggingface_hub import scan_cache_dir

from benchmarks.result import Benchmark, Figure, Result, Scale
from benchmarks.rounds import Spread
from modelshelf.cache import repository
from modelshelf.cache.indexer import Indexer
from modelshelf.cache.read import read_repo
from modelshelf.cache.repo import Known, Status
from modelshelf.cache.survey import survey
from modelshelf.kit.database import Base, Database
from tests.cache.generate import make_cache, make_repo

_NODE = "local"
_POLL_SECONDS = 0.002
_PATIENCE_SECONDS = 60.0
_HOW = """\
A cache of {count:,} repositories of twelve files, all of it in the kernel's memory. A *bare walk*
lists every folder and looks at every entry once; *all read* is what our first pass reads, *all
signatures* what a later pass looks at, *first pass* includes writing the table. *Until listed* is
from the last link of a new repository until a query shows it."""


def run(scale: Scale) -> Result:
    count = scale.size(1000, 100)
    taken_ms: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="modelshelf-bench-") as name:
        cache_dir = Path(name) / "hub"
        make_cache(cache_dir, count)
        readers = _readers(cache_dir)
        for _ in range(scale.rounds):
            for title, read in readers.items():
                taken_ms[title].append(_took_ms(read))
        asyncio.run(_follow(cache_dir, Path(name), scale.rounds, taken_ms))
    return Result(
        how=_HOW.format(count=count),
        targets=(),
        figures={title: Figure("ms", Spread.of(times)) for title, times in taken_ms.items()},
    )


def _readers(cache_dir: Path) -> dict[str, Callable[[], object]]:
    folders = [entry.name for entry in os.scandir(cache_dir)]
    read = {folder: read_repo(cache_dir, folder) for folder in folders}
    known = {
        folder: Known(repo.signature, tuple(revision.sha for revision in repo.revisions))
        for folder, repo in read.items()
        if repo is not None
    }
    return {
        "bare walk": lambda: _walk(str(cache_dir)),
        "all read": lambda: [read_repo(cache_dir, folder) for folder in folders],
        "all signatures": lambda: survey(cache_dir, known),
        "scan_cache_dir": lambda: scan_cache_dir(cache_dir),
    }


def _walk(folder: str) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _walk(entry.path)
            else:
                entry.stat(follow_symlinks=False)


def _took_ms(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


async def _follow(
    cache_dir: Path, folder: Path, rounds: int, taken_ms: dict[str, list[float]]
) -> None:
    """Measure with a table, and then with an indexer that watches the cache."""
    for number in range(rounds):
        database = await _database(folder / f"pass-{number}.db")
        indexer = Indexer(database, cache_dir, _NODE, _nobody_listens)
        taken_ms["first pass"].append(await _awaited_ms(indexer.look_over()))
        taken_ms["second pass"].append(await _awaited_ms(indexer.look_over()))
        await database.close()
    database = await _database(folder / "watched.db")
    running = asyncio.create_task(Indexer(database, cache_dir, _NODE, _nobody_listens).run())
    # Whatever comes after the first pass has seen something is seen by the watch.
    for model_id in ("acme/before", "acme/while"):
        make_repo(cache_dir, model_id)
        await _listed(database, model_id)
    for number in range(rounds):
        model_id = f"acme/new-{number}"
        make_repo(cache_dir, model_id)
        taken_ms["until listed"].append(await _awaited_ms(_listed(database, model_id)))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    await database.close()


async def _database(file: Path) -> Database:
    database = Database(f"sqlite+aiosqlite:///{file}")
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    return database


async def _awaited_ms(action: Awaitable[object]) -> float:
    started = time.perf_counter()
    await action
    return (time.perf_counter() - started) * 1000


async def _listed(database: Database, model_id: str) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            async with database.read() as session:
                repo = await repository.get_repo(session, _NODE, model_id)
            if repo is not None and repo.status is Status.INSTALLED:
                return
            await asyncio.sleep(_POLL_SECONDS)


async def _nobody_listens(_model_ids: list[str]) -> None:
    pass


BENCHMARK = Benchmark("inventory", "The list of a large cache", run)
