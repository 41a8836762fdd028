"""Deleting a model: planned, checked, claimed, checked again, done."""

import asyncio
from collections.abc import Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.cache.reading.walk import walk
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations.errors import NotYours
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind
from modelshelf.operations.provenance import SnapshotFile, is_wholly_of
from modelshelf.removal.deed import Deeds
from modelshelf.removal.errors import (
    ConfirmationRequired,
    ForceNotAllowed,
    ModelInUse,
)
from modelshelf.removal.plan import (
    RemovalPlan,
    Sight,
    blockers,
    look,
    make_plan,
    refuse_blocked,
)


@dataclass(frozen=True, slots=True)
class Deletion:
    """A deletion that was done.

    Attributes:
        freed_bytes: What the disk gains.
        free_at: When it has them back at the latest.
        undo_until: Until when it can be brought back; None where it cannot.
    """

    model_id: str
    freed_bytes: int
    free_at: datetime
    undo_until: datetime | None


@dataclass(frozen=True, slots=True)
class Begun:
    """A deletion that is to be done.

    Attributes:
        freed_bytes: What the disk gains by it.
        row: Its operation.
    """

    freed_bytes: int
    row: Operation


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody who asks for a deletion may do, knows and wants.

    Attributes:
        as_admin: May delete what others downloaded, and force.
        confirmed: Has seen the plan's warnings.
        force: Delete it although a program has it open; nothing else gives way.
        typed_name: The model's id as it was typed for a forced deletion.
    """

    as_admin: bool
    confirmed: bool = False
    force: bool = False
    typed_name: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was seen on the disk of a model that somebody wants to delete."""

    seen: Sight
    on_disk: Collection[SnapshotFile]
    consent: Consent


class Removal:
    """Deletes models of one node."""

    def __init__(self, database: Database, settings: Settings, deeds: Deeds) -> None:
        self._database = database
        self._settings = settings
        self._deeds = deeds

    async def plan(self, model_id: str) -> RemovalPlan:
        """Raises: InvalidModelId, NotInstalled."""
        return await make_plan(self._database, self._settings, model_id)

    async def preview(self, model_id: str, consent: Consent, *, by: Actor) -> RemovalPlan:
        """What a deletion would do; changes nothing. What has warnings need not be confirmed yet.

        Raises:
            InvalidModelId, NotInstalled, ModelInUse, ModelBusy, NotYours.
        """
        plan = await self.plan(model_id)
        refuse_blocked(model_id, plan.blocked_by)
        on_disk = await self._files_to_own(model_id, consent)
        async with self._database.read() as session:
            await self._refuse_others(session, plan, replace(consent, confirmed=True), on_disk, by)
        return plan

    async def delete(self, model_id: str, consent: Consent, *, by: Actor) -> Deletion:
        """Delete a model, and return when it is out of sight.

        Raises:
            What `prepare`, `begin_prepared` and `Deeds.see_through` raise.
        """
        prepared = await self.prepare(model_id, consent, by=by)
        begun = await self.begin_prepared(prepared, by=by, at_once=True)
        try:
            done = await self._deeds.see_through(begun.row, by)
        except ModelInUse:
            # The row keeps a sentence: say who it is, if they are still there.
            plan = await self.plan(model_id)
            refuse_blocked(model_id, plan.blocked_by, forced=begun.row.forced)
            raise
        undo_until = (done.started_at or now()) + timedelta(seconds=self._settings.undo_window)
        return Deletion(
            model_id,
            begun.freed_bytes,
            free_at=undo_until,
            undo_until=undo_until if self._settings.undo_window else None,
        )

    async def begin(self, model_id: str, consent: Consent, *, by: Actor) -> Begun:
        """Let a deletion begin, for the node to do; it looks once more who needs the model.

        Raises:
            What `prepare` and `begin_prepared` raise.
        """
        return await self.begin_prepared(await self.prepare(model_id, consent, by=by), by=by)

    async def prepare(self, model_id: str, consent: Consent, *, by: Actor) -> Prepared:
        """Look at all that a deletion needs to know of the disk; nothing begins.

        Raises:
            InvalidModelId, NotInstalled, ForceNotAllowed, ConfirmationRequired.
        """
        async with self._refusals(model_id, consent, by):
            _refuse_force(model_id, consent)
            seen = await look(self._database, self._settings, model_id)
            on_disk = await self._files_to_own(model_id, consent)
        return Prepared(seen, on_disk, consent)

    async def begin_prepared(
        self, prepared: Prepared, *, by: Actor, at_once: bool = False
    ) -> Begun:
        """Args:
            at_once: As in `Deeds.begin`.

        Raises:
            ModelInUse, ModelBusy, ConfirmationRequired, NotYours.
        """
        seen, consent = prepared.seen, prepared.consent
        row = self._operation(seen, by, forced=consent.force and bool(seen.processes))

        async def check(session: AsyncSession) -> None:
            now_blocked_by = await blockers(session, row.node, seen.model_id)
            refuse_blocked(seen.model_id, (*now_blocked_by, *seen.processes), forced=consent.force)
            await self._refuse_others(session, seen, consent, prepared.on_disk, by)

        async with self._refusals(seen.model_id, consent, by):
            await self._deeds.begin(
                row,
                by,
                check=check,
                at_once=at_once,
                revision=row.sha,
                freed_bytes=seen.freed_bytes,
                forced=row.forced,
                processes=[f"{b.name} ({b.pid or 'hidden'})" for b in seen.processes],
            )
        return Begun(seen.freed_bytes, row)

    async def _files_to_own(self, model_id: str, consent: Consent) -> Collection[SnapshotFile]:
        """The files that must all be one's own; none for whom it does not matter."""
        if consent.as_admin:
            return ()
        folder = RepoFolder(self._settings.cache_dir, model_id)
        return await asyncio.to_thread(files_on_disk, folder)

    def _refusals(
        self, model_id: str, consent: Consent, by: Actor
    ) -> AbstractAsyncContextManager[None]:
        return audit.refusals(self._database, by, Deed.DELETE_START, model_id, forced=consent.force)

    async def _refuse_others(
        self,
        session: AsyncSession,
        seen: Sight,
        consent: Consent,
        on_disk: Collection[SnapshotFile],
        by: Actor,
    ) -> None:
        """Refuse what somebody else downloaded, and what was not confirmed."""
        if not consent.as_admin and not await is_wholly_of(
            session, self._settings.node, seen.model_id, by, on_disk
        ):
            raise NotYours(
                f"Not all of {seen.model_id} was downloaded by you. Ask an administrator to "
                "delete it."
            )
        if seen.warnings and not consent.confirmed:
            raise ConfirmationRequired(
                " ".join(seen.warnings) + " Confirm the deletion if that is what you want.",
                warnings=list(seen.warnings),
            )

    def _operation(self, seen: Sight, by: Actor, *, forced: bool) -> Operation:
        return Operation(
            node=self._settings.node,
            model_id=seen.model_id,
            kind=Kind.DELETE,
            sha=seen.revision,
            bytes_total=seen.freed_bytes,
            requested_by=by.label,
            forced=forced,
        )


def files_on_disk(folder: RepoFolder) -> list[SnapshotFile]:
    """Every file of every snapshot of a model, and every folder in them that cannot be looked into.
    Blocks: use a thread."""
    found: list[SnapshotFile] = []

    def add(path: str) -> None:
        sha, _, inner = path.partition("/")
        found.append(SnapshotFile(sha, inner))

    def cannot_look(place: str, error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            add(place)

    for path, _ in walk(str(folder.snapshots), cannot_look):
        add(path)
    return found


def _refuse_force(model_id: str, consent: Consent) -> None:
    if not consent.force:
        return
    if not consent.as_admin:
        raise ForceNotAllowed(
            "Only an administrator may delete a model that a program has open. Stop the program, "
            "or ask one."
        )
    if consent.typed_name != model_id:
        raise ConfirmationRequired(
            f"To delete it although a program has it open, type its name: {model_id}.",
            type_name=model_id,
        )
