"""One look over the whole cache for all who ask at about the same time."""

import asyncio
import time
from datetime import datetime
from typing import NamedTuple

from modelshelf.cache.inventory import repository as inventory
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.upkeep.reclaim.find import Found, find
from modelshelf.upkeep.reclaim.needs import KnownNeeds, read_needs

# A look reads every folder of the cache, and many pages may ask for one.
SHARED_SECONDS = 5.0


class _Known(NamedTuple):
    """What the tables say; while it is the same, a look finds the same but for what the indexer
    has not seen yet."""

    needs: KnownNeeds
    indexed_at: datetime | None


class _Look(NamedTuple):
    known: _Known
    ended_at: float
    found: Found


class Looks:
    """Looks over a node's cache, one at a time; a look is for all who waited for it, and for
    whoever comes within some seconds."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._looking = asyncio.Lock()
        self._last: _Look | None = None
        self._forgetting: asyncio.TimerHandle | None = None

    async def find(self) -> Found:
        async with self._looking:
            # Asked only now: what a look before this one found may be right for these, too.
            known = await self._read()
            last = self._last
            if last and last.known == known and time.monotonic() - last.ended_at < SHARED_SECONDS:
                return last.found
            found = await find(self._database, self._settings, known.needs)
            self._keep(_Look(known, time.monotonic(), found))
            return found

    def forget(self) -> None:
        """What was found is no longer true: something of it was removed."""
        self._last = None
        if self._forgetting is not None:
            self._forgetting.cancel()

    async def _read(self) -> _Known:
        async with self._database.read() as session:
            state = await inventory.get_state(session, self._settings.node)
            needs = await read_needs(session, self._settings.node)
        return _Known(needs, state.indexed_at if state else None)

    def _keep(self, look: _Look) -> None:
        self.forget()
        self._last = look
        # It may be large, and nobody may ask again for hours.
        self._forgetting = asyncio.get_running_loop().call_later(SHARED_SECONDS, self.forget)
