"""A process that takes an operation and works on it until it is killed.

Run as `python -m tests.operations.holder DATABASE_URL OPERATION_ID`; says `held` when it has it.
"""

import asyncio
import sys
from uuid import UUID

from modelshelf.kit import logs
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.operations.moves import Kind
from modelshelf.operations.nodes import keep_alive
from modelshelf.operations.runner import Runner
from modelshelf.operations.work import Work
from tests.operations.stage import NODE, Acting, read
from tests.support.wait import until


async def _hold(url: str, operation_id: UUID) -> None:
    database = Database(url)
    publisher = Publisher("unix:///nowhere/valkey.sock")

    async def fetch_for_ever(work: Work) -> None:
        work.report(400)

        async def written() -> bool:
            return (await read(database, operation_id)).bytes_done == 400

        await until(written)
        print("held", flush=True)
        await asyncio.Event().wait()

    runner = Runner(database, publisher, NODE, {Kind.DOWNLOAD: Acting(fetch_for_ever)}, None)
    await asyncio.gather(keep_alive(database, NODE), runner.run(operation_id))


if __name__ == "__main__":
    logs.configure()  # To standard error: what it says on standard output is for the test.
    asyncio.run(_hold(sys.argv[1], UUID(sys.argv[2])))
