"""How fast the inventory is, beside a bare walk and the library's own scan of the same cache.

python -m tests.cache.measure COUNT …
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from huggingface_hub import scan_cache_dir
from sqlalchemy.ext.asyncio import AsyncEngine

from modelshelf.cache import repository
from modelshelf.cache.indexer import Indexer
from modelshelf.cache.read import read_repo
from modelshelf.cache.remove import erase, move_to_trash, plan_removal
from modelshelf.cache.repo import Known, Status
from modelshelf.cache.survey import survey
from modelshelf.cache.watch import watching
from modelshelf.kit.database import Base, Database
from tests.cache.generate import make_cache, make_repo

ROUNDS = 3
NODE = "local"


def walk(folder: str) -> int:
    """A bare pass: every folder is listed and every entry is looked at once."""
    count = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            count += 1
            if entry.is_dir(follow_symlinks=False):
                count += walk(entry.path)
            else:
                entry.stat(follow_symlinks=False)
    return count


def best_ms(action: Callable[[], object]) -> float:
    """The processor's time, which others on the machine disturb less."""
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        action()
        times.append(time.process_time() - started)
    return min(times) * 1000


async def took_ms(action: Awaitable[object]) -> float:
    started = time.perf_counter()
    await action
    return (time.perf_counter() - started) * 1000


async def longest_gap_ms(stop: asyncio.Event) -> float:
    """For how long the event loop could not run."""
    longest, last = 0.0, time.perf_counter()
    while not stop.is_set():
        await asyncio.sleep(0.002)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest * 1000


async def create_tables(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def told(_model_ids: list[str]) -> None:
    pass


async def measure_inventory(cache_dir: Path, folder: Path) -> dict[str, float]:
    database = Database(f"sqlite+aiosqlite:///{folder / 'shelf.db'}")
    await create_tables(database.engine)
    stop = asyncio.Event()
    gap = asyncio.create_task(longest_gap_ms(stop))
    figures = {
        "first pass with table": await took_ms(Indexer(database, cache_dir, NODE, told).look_over())
    }
    figures["second start"] = await took_ms(Indexer(database, cache_dir, NODE, told).look_over())
    with watching(cache_dir) as watch:
        figures["watch set up"] = await took_ms(asyncio.to_thread(watch.start))
    stop.set()
    figures["longest stop of the event loop"] = await gap
    indexer = Indexer(database, cache_dir, NODE, told)
    running = asyncio.create_task(indexer.run())
    await asyncio.sleep(2 + figures["watch set up"] / 1000)
    make_repo(cache_dir, "acme/new")
    figures["until a new repository is listed"] = await took_ms(
        listed(database, "acme/new", Status.INSTALLED)
    )
    removal = plan_removal(cache_dir, "acme/new")
    assert removal
    started = time.perf_counter()
    trashed = move_to_trash(removal)
    await indexer.refresh("acme/new")
    figures["removal, until it is out of the list"] = (time.perf_counter() - started) * 1000
    assert trashed
    erase(trashed)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    await database.close()
    return figures


async def listed(database: Database, model_id: str, status: Status) -> None:
    while True:
        async with database.read() as session:
            repo = await repository.get_repo(session, NODE, model_id)
        if repo and repo.status is status:
            return
        await asyncio.sleep(0.005)


def measure(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        cache_dir = Path(name) / "hub"
        make_cache(cache_dir, count)
        folders = [entry.name for entry in os.scandir(cache_dir)]
        read = {folder: read_repo(cache_dir, folder) for folder in folders}
        known = {
            f: Known(r.signature, tuple(v.sha for v in r.revisions)) for f, r in read.items() if r
        }
        bare_ms = best_ms(lambda: walk(str(cache_dir)))
        figures = {
            "bare walk": bare_ms,
            "all read": best_ms(lambda: [read_repo(cache_dir, folder) for folder in folders]),
            "all signatures": best_ms(lambda: survey(cache_dir, known)),
            "scan_cache_dir": best_ms(lambda: scan_cache_dir(cache_dir)),
            **asyncio.run(measure_inventory(cache_dir, Path(name))),
        }
        print(f"{count} repositories of 12 files")
        for title, value_ms in figures.items():
            print(f"  {title:40} {value_ms:8.1f} ms  {value_ms / bare_ms:6.2f} of a bare walk")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        measure(int(argument))
