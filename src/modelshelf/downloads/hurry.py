"""A download that begins, or goes on, without waiting for the hours of big ones."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.operations import service
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import ACTIVE, Kind, Status


async def start_now(session: AsyncSession, operation_id: UUID, *, by: Actor) -> Operation:
    """Let it; it still waits for its turn. Raises: OperationNotFound, InvalidTransition."""
    row = await service.get(session, operation_id)
    if row.kind is not Kind.DOWNLOAD or row.status not in ACTIVE:
        raise service.refusal(row, "hurried", "Only a download that has not ended can be.")
    row.hurried_by, row.not_before = by.label, None
    await session.flush()
    await audit.record(session, by, Deed.DOWNLOAD_HURRY, row.model_id, operation_id=row.id)
    if row.status is Status.PAUSED:
        return await service.resume(session, operation_id, by=by)
    return row
