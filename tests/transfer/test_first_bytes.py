"""The first bytes are told when they are on the disk, and not when it is time to tell again."""

import asyncio

from tests.hub import Pattern, Rule, Stall
from tests.support.clock import standing_clock
from tests.transfer.conftest import MakeShelf
from tests.transfer.shelf import WEIGHTS, WEIGHTS_BYTES


def test_the_first_bytes_are_told_without_any_time_passing(make_shelf: MakeShelf) -> None:
    shelf = make_shelf({WEIGHTS: Pattern(WEIGHTS_BYTES)})
    shelf.server.faults.set(Rule(Stall(after_bytes=50_000), path=WEIGHTS))

    async def told() -> bool:
        return any(told.bytes_done for told in shelf.told)

    async def run() -> None:
        with standing_clock() as clock:
            transferring = asyncio.create_task(shelf.transfer())
            await clock.until(told)
            transferring.cancel()
            await asyncio.wait([transferring])

    asyncio.run(run())
