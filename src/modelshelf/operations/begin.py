"""Beginning an operation, of whatever kind: the one place where they come from."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.kit.database import Database, after_commit
from modelshelf.operations import repository
from modelshelf.operations.models import Operation
from modelshelf.operations.service import ModelBusy

Check: TypeAlias = Callable[[AsyncSession], Awaitable[None]]
Tell: TypeAlias = Callable[[Operation], Awaitable[None]]


async def begin(
    database: Database,
    row: Operation,
    by: Actor | None,
    *,
    check: Check | None = None,
    tell: Tell | None = None,
    joins: bool = False,
    **details: Any,
) -> Operation:
    """Create an operation, so that no other one can begin on the model.

    Args:
        by: Whose deed it is; None where the record of who did what has it already.
        check: Raises what stands against it, in the transaction that creates it: whoever comes to
            need the model, or to delete it, sees the operation, or is seen.
        tell: Is told of it once it stands, such as `News.moved`; None where the work is done by
            whoever asks.
        joins: Take the operation of the same kind that is under way, if there is one.
        **details: For the record.

    Returns:
        The operation, or the one that it joins.

    Raises:
        ModelBusy, what `check` raises.
    """
    try:
        async with database.write() as session:
            await repository.hold_models(session, [row.model_id])
            if check is not None:
                await check(session)
            session.add(row)
            await session.flush()
            if by is not None:
                deed = Deed(f"{row.kind}.start")
                await audit.record(session, by, deed, row.model_id, operation_id=row.id, **details)
            if tell is not None:
                after_commit(session, lambda: tell(row))
    except IntegrityError:
        running = await _running(database, row)
    else:
        return row
    if not (joins and running.kind is row.kind):
        raise ModelBusy.of(running)
    if tell is not None:
        await tell(running)
    return running


async def _running(database: Database, row: Operation) -> Operation:
    async with database.read() as session:
        running = await repository.active_on(session, row.node, row.model_id)
    if running is None:
        raise ModelBusy.until_just_now(row.model_id)
    return running
