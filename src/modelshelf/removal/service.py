"""Deleting a model: planned, checked, claimed, checked again, done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations import repository
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.service import ModelBusy
from modelshelf.removal.deed import Deeds
from modelshelf.removal.errors import ConfirmationRequired, ModelInUse, NotYours
from modelshelf.removal.plan import Blocker, BlockerKind, RemovalPlan, blockers, make_plan


@dataclass(frozen=True, slots=True)
class Deletion:
    """A deletion that was done.

    Attributes:
        free_at: When the disk has its bytes back at the latest.
        undo_until: Until when it can be brought back; None where it cannot.
    """

    plan: RemovalPlan
    free_at: datetime
    undo_until: datetime | None


class Removal:
    """Deletes models of one node."""

    def __init__(self, database: Database, settings: Settings, deeds: Deeds) -> None:
        self._database = database
        self._settings = settings
        self._deeds = deeds

    async def plan(self, model_id: str) -> RemovalPlan:
        """Raises: InvalidModelId, NotInstalled."""
        return await make_plan(self._database, self._settings, model_id)

    async def delete(
        self, model_id: str, *, by: Actor, confirmed: bool, only_own: bool = False
    ) -> Deletion:
        """Delete a model, and return when it is out of sight.

        Args:
            only_own: Refuse what somebody else downloaded.

        Raises:
            InvalidModelId, NotInstalled, ModelInUse, ModelBusy, ConfirmationRequired, NotYours,
            and what `Deeds.see_through` raises.
        """
        async with audit.refusals(self._database, by, Deed.DELETE_START, model_id):
            plan = await self.plan(model_id)

            async def check(session: AsyncSession) -> None:
                node = self._settings.node
                _refuse_blocked(model_id, await blockers(session, node, model_id))
                if only_own and not await repository.is_wholly_of(
                    session, node, model_id, by.label
                ):
                    raise NotYours(
                        f"Not all of {model_id} was downloaded by you. Ask an administrator to "
                        "delete it."
                    )
                if plan.warnings and not confirmed:
                    raise ConfirmationRequired(
                        " ".join(plan.warnings) + " Confirm the deletion if that is what you want.",
                        warnings=list(plan.warnings),
                    )

            row = self._operation(plan, by)
            await self._deeds.begin(
                row, check, by, Deed.DELETE_START, revision=row.sha, freed_bytes=plan.freed_bytes
            )
        done = await self._deeds.see_through(row)
        undo_until = (done.started_at or now()) + timedelta(seconds=self._settings.undo_window)
        return Deletion(plan, undo_until, undo_until if self._settings.undo_window else None)

    def _operation(self, plan: RemovalPlan, by: Actor) -> Operation:
        return Operation(
            id=uuid4(),
            node=self._settings.node,
            model_id=plan.model_id,
            kind=Kind.DELETE,
            status=Status.PENDING,
            sha=plan.revision,
            bytes_total=plan.freed_bytes,
            requested_by=by.label,
        )


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
