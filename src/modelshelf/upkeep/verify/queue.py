"""Verifying whatever waits for it, one model after the other."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from modelshelf.upkeep.verify.service import Verifications

LOOK_SECONDS = 5.0


async def verify_whoever_waits(
    verifications: Verifications, take: Callable[[UUID], Awaitable[None]]
) -> None:
    """Runs in a node until cancelled.

    Args:
        take: Works on an operation and returns when it has ended.
    """
    while True:
        operation = None
        with contextlib.suppress(DBAPIError):  # The database is away: look again later.
            await verifications.recheck()
            operation = await verifications.next_of_all()
        if operation is not None:
            await take(operation.id)
        else:
            await asyncio.sleep(LOOK_SECONDS)
