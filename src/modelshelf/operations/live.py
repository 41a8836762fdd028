"""Operations as they happen, with nothing lost over a gap."""

from collections.abc import AsyncIterator

from modelshelf.kit.database import Database
from modelshelf.kit.events import Broadcast, Event, Gap
from modelshelf.operations import repository
from modelshelf.operations.schemas import OperationOut

RECENT = 50


async def follow(
    database: Database, broadcast: Broadcast, silence_seconds: float
) -> AsyncIterator[Event | None]:
    """The active operations first, then news as it comes; None after each silence.

    After a gap the newest operations are told again, the ended ones too: their last news may be
    what was lost.
    """
    only_active: bool | None = True
    async for news in broadcast.listen(silence_seconds):
        if isinstance(news, Gap):
            for event in await _as_events(database, only_active):
                yield event
            only_active = None
        else:
            yield news


async def _as_events(database: Database, active: bool | None) -> list[Event]:
    async with database.read() as session:
        rows = await repository.newest(session, limit=RECENT, active=active)
    return [Event("operation", OperationOut.of(row).model_dump(mode="json")) for row in rows]
