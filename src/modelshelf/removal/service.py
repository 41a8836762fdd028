"""Deleting a model: planned, checked, claimed, checked again, done."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Conflict
from modelshelf.kit.settings import Settings
from modelshelf.operations import repository
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import ACTIVE, Kind, Status
from modelshelf.operations.service import ModelBusy
from modelshelf.removal.errors import ConfirmationRequired, ModelInUse, NotYours
from modelshelf.removal.plan import Blocker, BlockerKind, RemovalPlan, blockers, make_plan

LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 30.0

Take = Callable[[UUID], Awaitable[None]]


class RemovalFailed(Conflict):
    code = "removal_failed"
    title = "The model was not deleted"


class Removal:
    """Deletes models of one node.

    Args:
        take: Works on an operation now, in this process.
    """

    def __init__(self, database: Database, settings: Settings, take: Take) -> None:
        self._database = database
        self._settings = settings
        self._take = take

    async def plan(self, model_id: str) -> RemovalPlan:
        return await make_plan(self._database, self._settings, model_id)

    async def delete(
        self, model_id: str, *, by: Actor, confirmed: bool, only_own: bool = False
    ) -> RemovalPlan:
        """Delete a model, and return what was done when the disk has been freed of it.

        Args:
            only_own: Refuse what somebody else downloaded.

        Raises:
            InvalidModelId, NotInstalled, ModelInUse, ModelBusy, ConfirmationRequired, NotYours,
            RemovalFailed.
        """
        async with audit.refusals(self._database, by, Deed.DELETE_START, model_id):
            plan = await self._allowed(model_id, by, confirmed=confirmed, only_own=only_own)
            operation_id = await self._create(plan, by)
        await self._take(operation_id)
        await self._await_end(operation_id)
        return plan

    async def _allowed(
        self, model_id: str, by: Actor, *, confirmed: bool, only_own: bool
    ) -> RemovalPlan:
        plan = await self.plan(model_id)
        _refuse_blocked(model_id, plan.blocked_by)
        if only_own and not await self._downloaded_by(model_id, by.label):
            raise NotYours(
                f"Not all of {model_id} was downloaded by you. Ask an administrator to delete it."
            )
        if plan.warnings and not confirmed:
            raise ConfirmationRequired(
                " ".join(plan.warnings) + " Confirm the deletion if that is what you want.",
                warnings=list(plan.warnings),
            )
        return plan

    async def _create(self, plan: RemovalPlan, by: Actor) -> UUID:
        row = Operation(
            id=uuid4(),
            node=self._settings.node,
            model_id=plan.model_id,
            kind=Kind.DELETE,
            status=Status.PENDING,
            sha=plan.revision,
            bytes_total=plan.freed_bytes,
            requested_by=by.label,
        )
        try:
            async with self._database.write() as session:
                # In one transaction with the claim: who registers a collection now sees it, or is
                # seen.
                await repository.hold_models(session, [plan.model_id])
                _refuse_blocked(
                    plan.model_id, await blockers(session, self._settings.node, plan.model_id)
                )
                session.add(row)
                await session.flush()
                await audit.record(
                    session,
                    by,
                    Deed.DELETE_START,
                    row.model_id,
                    operation_id=row.id,
                    revision=row.sha,
                    freed_bytes=plan.freed_bytes,
                )
        except IntegrityError:
            async with self._database.read() as session:
                running = await repository.active_on(session, self._settings.node, plan.model_id)
            if running is None:
                raise
            raise ModelBusy.of(running) from None
        return row.id

    async def _await_end(self, operation_id: UUID) -> None:
        """Another process of the node may have been quicker to take it up: wait for that one."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            async with self._database.read() as session:
                row = await repository.get(session, operation_id)
            if row is None or row.status not in ACTIVE:
                break
            if time.monotonic() > deadline:
                raise RemovalFailed(
                    f"The deletion takes longer than {PATIENCE_SECONDS:.0f} s and goes on by "
                    "itself. Look at the list of operations.",
                    task_id=str(operation_id),
                )
            await asyncio.sleep(LOOK_SECONDS)
        if row is not None and row.status is not Status.COMPLETED:
            raise RemovalFailed(
                row.error or "The deletion was cancelled.", operation_error_code=row.error_code
            )

    async def _downloaded_by(self, model_id: str, username: str) -> bool:
        async with self._database.read() as session:
            return await repository.is_wholly_of(session, self._settings.node, model_id, username)


def _refuse_blocked(model_id: str, blocked_by: Sequence[Blocker]) -> None:
    collections = [b for b in blocked_by if b.kind is BlockerKind.COLLECTION]
    if collections:
        named = ", ".join(f"{b.name} ({b.owner})" for b in collections)
        raise ModelInUse(
            f"{model_id} is used by {named}. Change or remove these collections first.",
            collections=[{"name": b.name, "owner": b.owner} for b in collections],
        )
    for blocker in blocked_by:
        raise ModelBusy(f"{model_id} is busy: {blocker.name}. {blocker.detail}")
