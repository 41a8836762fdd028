"""What processes that died have left behind."""

from datetime import datetime

from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.operations import claims, repository
from modelshelf.operations.owner import Owner
from modelshelf.operations.work import publish


async def release_dead(database: Database, publisher: Publisher, node: str) -> None:
    """Put back what dead processes held, so that no operation says it runs when it does not."""

    async def holders() -> dict[str, datetime]:
        async with database.read() as session:
            return await claims.holders(session, node)

    # Read anew where something was committed; who died meanwhile is looked at each time.
    held_until = await database.memo.get(("holders", node), holders)
    dead = [
        owner
        for owner, leased_until in held_until.items()
        if leased_until < now() or Owner.parse(owner).surely_dead()
    ]
    if not dead:
        return
    async with database.write() as session:
        freed = await claims.release(session, node, dead)
        operations = [await repository.get(session, operation_id) for operation_id in freed]
    for operation in operations:
        if operation is not None:
            await publish(publisher, operation)
