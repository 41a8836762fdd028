"""Looking for newer revisions by itself: seldom, one question at a time, and never offline."""

import asyncio
from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from modelshelf.kit.errors import Problem
from modelshelf.upkeep.updates.service import Updates

FIRST_SECONDS = 300.0  # A start has better things to do.
PAUSE_SECONDS = 3.0
IDLE_SECONDS = 600.0


async def look_now_and_then(updates: Updates, interval_hours: int, *, offline: bool) -> None:
    """Runs in a node until cancelled; ends at once where nothing is to be asked.

    Args:
        interval_hours: How old an answer may be; 0 for never asking.
    """
    if offline or not interval_hours:
        return
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        pause_seconds = IDLE_SECONDS
        try:
            model_id = await updates.due(timedelta(hours=interval_hours))
            if model_id is not None:
                await updates.check(model_id)
                pause_seconds = PAUSE_SECONDS
        except (Problem, DBAPIError):
            pass  # The Hub or the database is away: later.
        await asyncio.sleep(pause_seconds)
