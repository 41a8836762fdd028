"""How the work on an operation ends: written down, the claim given back, and everybody told."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed, Outcome
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.operations import claims, repository
from modelshelf.operations.handler import Handler
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.work import Work, publish

_MOST_FINDINGS = 10
_MOST_CHARACTERS = 1000


class Endings:
    """Those of one process, which holds its claims as `owner`."""

    def __init__(
        self,
        database: Database,
        publisher: Publisher,
        handlers: Mapping[Kind, Handler],
        owner: str,
    ) -> None:
        self._database = database
        self._publisher = publisher
        self._handlers = handlers
        self._owner = owner

    async def settle(
        self, work: Work, asked_by: Actor | None, target: Status | None, **values: Any
    ) -> Operation | None:
        """Write how it ended, and end the claim; without a target only how far it came.

        Returns:
            The operation as it stands then; None where it is another's to say.
        """
        operation = work.operation
        operation.speed_bps = None
        async with self._database.write() as session:
            if target is None:
                await claims.note_progress(session, operation.id, self._owner, work.progress())
                return None
            settled = await claims.settle(
                session, operation.id, self._owner, target, **work.progress(), **values
            )
            if settled is not None:
                await _record_end(session, settled, target, values.get("error_code"), asked_by)
            return settled

    async def clear(self, operation: Operation) -> None:
        await self._handlers[operation.kind].clear(operation)
        async with self._database.write() as session:
            await claims.let_go(session, operation.id, self._owner, debris=False)

    async def let_go(self, operation_id: UUID) -> None:
        """End a claim that was not ended with the work, and tell what became of the operation."""
        async with self._database.read() as session:
            operation = await repository.get(session, operation_id)
        if operation is not None and operation.owner == self._owner:
            if operation.debris:
                await self.clear(operation)
            async with self._database.write() as session:
                await claims.let_go(session, operation_id, self._owner)
                operation = await repository.get(session, operation_id)
        if operation is not None:
            await publish(self._publisher, operation)


async def _record_end(
    session: AsyncSession,
    operation: Operation,
    end: Status,
    error_code: str | None,
    asked_by: Actor | None,
) -> None:
    if end is Status.PENDING:  # It goes on elsewhere.
        return
    done = Outcome.FOUND if operation.found_something else Outcome.DONE
    findings = {"findings": _in_short(operation.notes)} if done is Outcome.FOUND else {}
    await audit.record_end(
        session,
        Deed(f"{operation.kind}.finish"),
        operation.model_id,
        operation_id=operation.id,
        requested_by=operation.requested_by,
        asked_by=asked_by,
        outcome=done if end is Status.COMPLETED else Outcome.FAILED,
        code=error_code,
        node=operation.node,
        revision=operation.sha,
        size_bytes=operation.bytes_done,
        **findings,
    )


def _in_short(notes: Sequence[str]) -> list[str]:
    """The record keeps what tells most, and no list of a thousand files."""
    return [note for note in notes[:_MOST_FINDINGS] if len(note) <= _MOST_CHARACTERS]
