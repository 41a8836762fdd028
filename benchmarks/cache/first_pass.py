"""Reading a whole cache: as little as can be, and all that we want to know."""

import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.reading import second_reader
from modelshelf.cache.reading.read import Asked
from modelshelf.cache.reading.readers import read_all
from modelshelf.cache.reading.survey import survey
from modelshelf.kit.database import Base, Database
from modelshelf.registry.curated import load
from modelshelf.registry.on_disk import describer

NODE = "local"


def bare_walk(folder: str) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                bare_walk(entry.path)
            else:
                entry.stat(follow_symlinks=False)


def first_pass(cache_dir: Path, file: Path) -> tuple[float, float]:
    """Make the table of a cache in a new database.

    Returns:
        Seconds until everything is listed, and from there until it is known what each model is.
    """
    return asyncio.run(_first_pass(cache_dir, file))


async def _first_pass(cache_dir: Path, file: Path) -> tuple[float, float]:
    database = await new_database(file)
    started = time.perf_counter()
    await Indexer(database, cache_dir, NODE, _nobody_listens).look_over()
    listed = time.perf_counter()
    await indexer_of(database, cache_dir).look_over()
    described = time.perf_counter()
    await database.close()
    return listed - started, described - listed


def second_reader_bytes(cache_dir: Path) -> int:
    """What the process holds at most that reads beside the first one; 0 where there is none."""
    return asyncio.run(_second_reader_bytes(cache_dir))


async def _second_reader_bytes(cache_dir: Path) -> int:
    async def asking(folders: Sequence[str]) -> list[Asked]:
        return [Asked(folder) for folder in folders]

    most = 0
    folders = sorted(survey(cache_dir, {}).folders)
    async for _ in read_all(cache_dir, folders, asking):
        held = [child.memory_info().rss for child in psutil.Process().children() if _reads(child)]
        most = max(most, sum(held))
    return most


def _reads(child: psutil.Process) -> bool:
    return second_reader.__name__ in child.cmdline()


async def new_database(file: Path) -> Database:
    database = Database(f"sqlite+aiosqlite:///{file}")
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    return database


def indexer_of(database: Database, cache_dir: Path) -> Indexer:
    return Indexer(database, cache_dir, NODE, _nobody_listens, describer(load()))


async def _nobody_listens(_model_ids: list[str]) -> None:
    pass
