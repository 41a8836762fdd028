"""A process that counts in the database: `python -m tests.kit.increment URL TASKS TIMES`.

It says `ready`, and begins when it is told to.
"""

import asyncio
import sys

from sqlalchemy import text

from modelshelf.kit.database import Database


async def count_up(database: Database, times: int) -> None:
    """Add one to the only counter, reading it first, as many times."""
    # SQLite knows no row locks: there a whole transaction is alone.
    lock = "" if database.is_sqlite else " FOR UPDATE"
    for _ in range(times):
        async with database.write() as session:
            number = await session.scalar(text(f"SELECT number FROM counter{lock}")) or 0
            await session.execute(text("UPDATE counter SET number = :n"), {"n": number + 1})


async def _main(url: str, tasks: int, times: int) -> None:
    database = Database(url)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    async with asyncio.TaskGroup() as group:
        for _ in range(tasks):
            group.create_task(count_up(database, times))
    await database.close()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
