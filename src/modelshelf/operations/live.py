"""Operations as they happen, with nothing lost over a gap."""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

from modelshelf.kit.database import Database
from modelshelf.kit.errors import TooMany
from modelshelf.kit.events import Broadcast, Event, Gap
from modelshelf.operations import repository
from modelshelf.operations.reports import EVENT, reports

RECENT = 50
MOST_STREAMS = 50  # Of one account at once, in one process: more tabs than anybody reads.


class TooManyStreams(TooMany):
    code = "too_many_streams"
    title = "Too many open pages"


class Streams:
    """How many streams of news each account has open."""

    def __init__(self) -> None:
        self._open: Counter[UUID] = Counter()

    @contextlib.contextmanager
    def one_more(self, account_id: UUID) -> Iterator[None]:
        """Raises: TooManyStreams."""
        if self._open[account_id] >= MOST_STREAMS:
            raise TooManyStreams(
                f"{MOST_STREAMS} tabs or programs of this account listen already. Close some, "
                "then reload."
            )
        self._open[account_id] += 1
        try:
            yield
        finally:
            self._open[account_id] -= 1
            if not self._open[account_id]:
                del self._open[account_id]


async def follow(
    database: Database, broadcast: Broadcast, silence_seconds: float
) -> AsyncIterator[Event | None]:
    """The active operations first, then news as it comes; None after each silence.

    After a gap they are told again, and with them those that ended last: their last news may be
    what was lost. A `models` event without ids says that files of any model may have changed.
    """
    cut = False
    async for news in broadcast.listen(silence_seconds):
        if isinstance(news, Gap):
            for event in await _as_they_stand(database, ended=cut):
                yield event
            if cut:
                yield Event("models", {"model_ids": []})
            cut = True
        else:
            yield news


async def _as_they_stand(database: Database, *, ended: bool) -> list[Event]:
    async with database.read() as session:
        rows = list(await repository.newest(session, active=True, each_file=False))
        if ended:
            rows += await repository.last_ended(session, limit=RECENT)
        told = await reports(session, rows)
    return [Event(EVENT, one.model_dump(mode="json")) for one in told]
