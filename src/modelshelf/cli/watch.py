"""Waiting for an operation, whoever works on it, until it ends or the user has had enough."""

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from uuid import UUID

from modelshelf.app.shelf import Shelf
from modelshelf.operations import repository
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import ACTIVE

LOOK_SECONDS = 0.2


@contextlib.contextmanager
def interruptions() -> Iterator[asyncio.Event]:
    """Set by Ctrl-C and by SIGTERM, which end nothing by themselves while the block runs."""
    interrupted, loop = asyncio.Event(), asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, interrupted.set)
    try:
        yield interrupted
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


async def look(shelf: Shelf, operation_id: UUID) -> Operation:
    """The operation as its row is now."""
    async with shelf.database.read() as session:
        row = await repository.get(session, operation_id)
    assert row is not None
    return row


async def end_of(shelf: Shelf, operation_id: UUID) -> Operation:
    """The operation when it has ended: the worker may have been quicker to take it up."""
    while True:
        row = await look(shelf, operation_id)
        if row.status not in ACTIVE:
            return row
        await asyncio.sleep(LOOK_SECONDS)


async def a_moment(interrupted: asyncio.Event) -> None:
    """Until it is time to look again, or at once when the user interrupts for the first time."""
    if interrupted.is_set():
        await asyncio.sleep(LOOK_SECONDS)
        return
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(interrupted.wait(), LOOK_SECONDS)
