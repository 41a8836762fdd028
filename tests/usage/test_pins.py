"""A model that somebody holds at one revision."""

import asyncio

from modelshelf.kit.database import Database
from modelshelf.usage import pins


async def test_of_several_who_pin_at_once_one_holds(database: Database) -> None:
    async def pin(number: int) -> None:
        async with database.write() as session:
            await pins.pin(session, "local", "a/b", f"{number}" * 40, f"user-{number}")

    await asyncio.gather(*map(pin, range(8)))
    await pin(9)

    async with database.read() as session:
        assert await pins.all_pinned(session, "local") == {"a/b": "9" * 40}
