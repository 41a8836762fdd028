"""What people may do with an operation, whatever its kind."""

from typing import Self
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.reading.repo import Status as OnDisk
from modelshelf.kit import paging
from modelshelf.kit.clock import now
from modelshelf.kit.errors import Conflict, NotFound
from modelshelf.operations import repository
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import InvalidTransition, Kind, Status
from modelshelf.operations.schemas import OperationSummary

_PLACE = TypeAdapter(tuple[paging.Microseconds, UUID])


class OperationNotFound(NotFound):
    code = "operation_not_found"
    title = "No such operation"


class ModelBusy(Conflict):
    code = "model_busy"
    title = "The model is busy"

    @classmethod
    def of(cls, operation: Operation) -> Self:
        return cls(
            f"{operation.model_id} is busy: its {operation.kind} is {operation.status}. "
            "Wait until it ends, or cancel it.",
            task_id=str(operation.id),
        )

    @classmethod
    def until_just_now(cls, model_id: str) -> Self:
        """What was in the way at that moment has ended since, and may have changed everything."""
        return cls(f"{model_id} was busy until this very moment. Ask again.")


async def read(session: AsyncSession, operation_id: UUID) -> tuple[Operation, int | None]:
    """An operation, and its place in the queue. Raises: OperationNotFound."""
    row = await get(session, operation_id, each_file=True)
    places = await repository.queue_positions(session, row.node)
    return row, places.get(row.id)


async def with_owner(
    session: AsyncSession, operation_id: UUID, by: Actor
) -> tuple[Operation, bool]:
    """An operation, and whether it was asked for by this account. Raises: OperationNotFound."""
    row = await get(session, operation_id)
    return row, await repository.are_of(session, [row], by)


async def page(
    session: AsyncSession,
    limit: int,
    cursor: str | None = None,
    *,
    active: bool | None = None,
    model_id: str | None = None,
    kind: Kind | None = None,
) -> tuple[list[OperationSummary], str | None]:
    """A page of operations, the newest first, and the cursor of the next. Raises: InvalidCursor."""
    before = None
    if cursor is not None:
        at, last = paging.decode(cursor, _PLACE)
        before = paging.moment_at(at), last
    found = await repository.newest(
        session,
        limit=limit + 1,
        active=active,
        model_id=model_id,
        kind=kind,
        before=before,
        each_file=False,
    )
    rows, following = paging.cut(
        found, limit, lambda row: (paging.microseconds(row.created_at), str(row.id))
    )
    places = {
        operation_id: place
        for node in {row.node for row in rows if row.status is Status.PENDING}
        for operation_id, place in (await repository.queue_positions(session, node)).items()
    }
    return [OperationSummary.of(row, places.get(row.id)) for row in rows], following


# Each move gives the operation without each of its files: the transaction is not to wait for them.


async def pause(session: AsyncSession, operation_id: UUID, *, by: Actor) -> Operation:
    return await _move(session, operation_id, Status.PAUSED, "pause", by)


async def resume(session: AsyncSession, operation_id: UUID, *, by: Actor) -> Operation:
    row = await get(session, operation_id)
    if row.status is not Status.PAUSED:
        raise refusal(row, "resumed", "Only a paused operation can be resumed.")
    return await _move(session, operation_id, Status.PENDING, "resume", by)


async def cancel(session: AsyncSession, operation_id: UUID, *, by: Actor) -> Operation:
    """Cancel; the node then clears away what is left on its disk."""
    return await _move(
        session, operation_id, Status.CANCELLED, "cancel", by, debris=True, finished_at=now()
    )


async def retry(session: AsyncSession, operation_id: UUID, *, by: Actor) -> Operation:
    """Try a failed or cancelled operation again; what is on disk is kept."""
    row = await get(session, operation_id)
    if row.status not in (Status.FAILED, Status.CANCELLED):
        raise refusal(row, "retried", "Only a failed or cancelled operation can be retried.")
    other = await repository.active_on(session, row.node, row.model_id)
    if other is not None:
        raise InvalidTransition(
            f"Another operation on {row.model_id} is under way. Wait for it, or cancel it first.",
            task_id=str(other.id),
        )
    return await _move(
        session,
        operation_id,
        Status.PENDING,
        "retry",
        by,
        debris=False,
        began_empty=row.began_empty and await _is_untouched(session, row),
        error=None,
        error_code=None,
        finished_at=None,
    )


async def _is_untouched(session: AsyncSession, row: Operation) -> bool:
    """Whether nothing has come to the disk since an operation ended but what it left itself.

    One that was cancelled leaves nothing, one that failed leaves some of its files.
    """
    found = await inventory.get_repo(session, row.node, row.model_id)
    return found is None or (row.status is Status.FAILED and found.status is not OnDisk.INSTALLED)


async def _move(
    session: AsyncSession,
    operation_id: UUID,
    target: Status,
    verb: str,
    by: Actor,
    **values: object,
) -> Operation:
    moved = await repository.move(session, operation_id, target, speed_bps=None, **values)
    row = await get(session, operation_id)
    if not moved:
        raise refusal(row, _DONE_TO_IT[verb])
    await audit.record(session, by, Deed(f"{row.kind}.{verb}"), row.model_id, operation_id=row.id)
    return row


_DONE_TO_IT = {
    "pause": "paused",
    "resume": "resumed",
    "cancel": "cancelled",
    "retry": "retried",
}


def refusal(row: Operation, done_to_it: str, hint: str = "") -> InvalidTransition:
    """Why something cannot be done to an operation as it stands, such as that it is `paused`."""
    return InvalidTransition(
        f"The {row.kind} of {row.model_id} is {row.status} and cannot be {done_to_it}. "
        f"{hint}".rstrip(),
        status_now=row.status,
    )


async def get(session: AsyncSession, operation_id: UUID, *, each_file: bool = False) -> Operation:
    """
    Args:
        each_file: Also what is known of each file.

    Raises:
        OperationNotFound.
    """
    row = await repository.get(session, operation_id, each_file=each_file)
    if row is None:
        raise OperationNotFound("There is no such operation. `GET /models/downloads` lists them.")
    return row
