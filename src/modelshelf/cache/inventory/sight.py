"""Whether the cache is there, asked by whoever is about to make something in it."""

import asyncio
from pathlib import Path

from sqlalchemy import exists, select

from modelshelf.cache.errors import CacheAway
from modelshelf.cache.inventory import repository
from modelshelf.cache.inventory.models import InventoryRow
from modelshelf.cache.reading.root import is_away
from modelshelf.kit.database import Database


async def check_in_sight(database: Database, cache_dir: Path, node: str) -> None:
    """See that nothing is written to the place that the cache's disk is mounted on while it is
    away: that would fill another disk, and be taken for all that the cache holds.

    A cache in which nothing is listed has nothing to lose: it begins wherever its folder is.

    Raises:
        CacheAway
    """
    async with database.read() as session:
        state = await repository.get_state(session, node)
        if state is None or state.cache_dir != str(cache_dir) or state.disk_mark is None:
            return
        if not await session.scalar(select(exists().where(InventoryRow.node == node))):
            return
    if await asyncio.to_thread(is_away, cache_dir, state.disk_mark):
        raise CacheAway.of(cache_dir)
