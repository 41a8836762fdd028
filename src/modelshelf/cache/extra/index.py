"""Keeping what is known of a node's extra caches true, as far as they answer."""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from modelshelf.cache.extra import rows as extra_rows
from modelshelf.cache.extra.caches import ExtraCache, Unreachable
from modelshelf.cache.reading.repo import RepoOnDisk
from modelshelf.hub.layout import model_id_of
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database

# Others fill them, over a network: changes there are seldom, and looks cost.
LOOK_SECONDS = 60.0
_AT_ONCE = 200

log = structlog.get_logger()


class ExtraIndexer:
    """Reads the extra caches of one node and writes their tables."""

    def __init__(self, database: Database, node: str, cache_dirs: Sequence[Path]) -> None:
        self._database = database
        self._node = node
        self._caches = [ExtraCache(cache_dir) for cache_dir in cache_dirs]

    async def run(self) -> None:
        """Look again and again until cancelled; where there is none, forget those there were."""
        while True:
            with contextlib.suppress(SQLAlchemyError):  # The database is away: look again later.
                await self.look()
                if not self._caches:
                    return
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Read what changed in each of them; one that does not answer holds up none of the rest."""
        named = [str(cache.cache_dir) for cache in self._caches]
        async with self._database.read() as session:
            known = await extra_rows.known_caches(session, self._node)
        if not known.issubset(named):
            async with self._database.write() as session:
                await extra_rows.forget_others(session, self._node, named)
        await asyncio.gather(*map(self._look, self._caches))

    async def _look(self, cache: ExtraCache) -> None:
        warning = None
        try:
            await self._read(cache)
        except Unreachable as unreachable:
            warning = f"{unreachable} What is listed of it may be old."
        async with self._database.write() as session:
            changed = await extra_rows.note(
                session, self._node, str(cache.cache_dir), warning, now()
            )
        if changed and warning:
            log.warning("extra_cache_unreachable", detail=warning)

    async def _read(self, cache: ExtraCache) -> None:
        place = str(cache.cache_dir)
        async with self._database.read() as session:
            known = await extra_rows.known(session, self._node, place)
        seen = await cache.survey(known)
        models = [folder for folder in seen.changed if model_id_of(folder) is not None]
        found: dict[str, RepoOnDisk | None] = dict.fromkeys(known.keys() - seen.folders)
        for folder in models:
            found[folder] = await cache.read(folder)
            if len(found) >= _AT_ONCE:
                await self._save(place, found)
                found = {}
        await self._save(place, found)

    async def _save(self, place: str, found: dict[str, RepoOnDisk | None]) -> None:
        if found:
            async with self._database.write() as session:
                await extra_rows.save(session, self._node, place, found)
