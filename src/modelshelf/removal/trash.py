"""What can be brought back, and bringing it back."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.cache.inventory.repository import get_repo
from modelshelf.cache.inventory.sight import check_in_sight
from modelshelf.cache.reading.repo import Status as OnDisk
from modelshelf.cache.removing.note import Note
from modelshelf.cache.removing.trash import NotInTrash, PlaceTaken, Trashed, entries
from modelshelf.hub.layout import check_listed_id
from modelshelf.kit import paging
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind
from modelshelf.removal.deed import Deeds
from modelshelf.removal.same_again import restore_command_of_trashed


@dataclass(frozen=True, slots=True)
class Waiting:
    """A deleted model in the trash.

    Attributes:
        undo_until: When it is unlinked, unless the space is needed before.
        place_taken: Something new is in its place: it cannot be brought back while that is so.
        restore_command: What fetches the same files anew.
    """

    trashed: Trashed
    undo_until: datetime
    place_taken: bool
    restore_command: str | None = None

    @property
    def seconds_left(self) -> int:
        return max(0, round((self.undo_until - now()).total_seconds()))

    @property
    def restorable(self) -> bool:
        return self.trashed.note is not None and not self.place_taken


@dataclass(frozen=True, slots=True)
class Content:
    """What of the trash was asked for.

    Attributes:
        total_bytes: What the disk gets back of all that is in it.
        next_cursor: Of what comes after that, if anything does.
    """

    waiting: Sequence[Waiting]
    total_bytes: int
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Restored:
    """A model that is back, and how complete it is."""

    model_id: str
    revision: str | None
    status: OnDisk


_PLACE = TypeAdapter(tuple[str])


class Trash:
    """The trash of one node."""

    def __init__(self, database: Database, settings: Settings, deeds: Deeds) -> None:
        self._database = database
        self._settings = settings
        self._deeds = deeds

    async def waiting(self, limit: int | None = None, cursor: str | None = None) -> Content:
        """What can be brought back, the last deletion first. Raises: InvalidCursor."""
        (before,) = paging.decode(cursor, _PLACE) if cursor else (None,)
        found = await self.held()
        rest = [one for one in found if before is None or one.trashed.id < before]
        page, following = paging.cut(rest, limit or len(rest), lambda one: (one.trashed.id,))
        node = self._settings.node
        async with self._database.read() as session:
            commands = [
                await restore_command_of_trashed(session, node, one.trashed) for one in page
            ]
        shown = [
            replace(one, restore_command=command)
            for one, command in zip(page, commands, strict=True)
        ]
        return Content(shown, sum(one.trashed.freed_bytes for one in found), following)

    async def restore(self, model_id: str, *, by: Actor, entry_id: str | None = None) -> Restored:
        """Bring a deleted model back as it was.

        Args:
            entry_id: Which of its deletions to take back; default: the last one.

        Raises:
            What `begin` and `Deeds.see_through` raise.
        """
        row = await self.begin(model_id, by=by, entry_id=entry_id, at_once=True)
        await self._deeds.see_through(row, by)
        async with self._database.read() as session:
            repo = await get_repo(session, self._settings.node, model_id)
        return Restored(model_id, row.sha, repo.status if repo else OnDisk.AVAILABLE)

    async def held(self) -> list[Waiting]:
        """All that is in the trash, the last deletion first; without commands."""
        return await asyncio.to_thread(self._waiting)

    async def begin(
        self,
        model_id: str,
        *,
        by: Actor,
        entry_id: str | None = None,
        among: Sequence[Waiting] | None = None,
        at_once: bool = False,
    ) -> Operation:
        """Let a restoration begin.

        Args:
            entry_id: Which of its deletions to take back; default: the last one.
            among: What is in the trash, where that is known: else it is looked into.
            at_once: As in `Deeds.begin`.

        Raises:
            InvalidModelId, NotInTrash, CacheAway, PlaceTaken, ModelBusy.
        """
        check_listed_id(model_id)
        async with audit.refusals(self._database, by, Deed.RESTORE_START, model_id):
            held = await self.held() if among is None else among
            try:
                note = _restorable(held, model_id, entry_id)
            except NotInTrash:
                settings = self._settings
                await check_in_sight(self._database, settings.cache_dir, settings.node)
                raise
            row = self._operation(model_id, note, by)
            # What is needed or wanted anew may come back all the same: nothing is checked.
            return await self._deeds.begin(row, by, at_once=at_once, revision=row.sha)

    def _operation(self, model_id: str, note: Note, by: Actor) -> Operation:
        return Operation(
            node=self._settings.node,
            model_id=model_id,
            kind=Kind.RESTORE,
            sha=note.revision,
            bytes_total=note.freed_bytes,
            requested_by=by.label,
            undoes=note.operation_id,
        )

    def _waiting(self) -> list[Waiting]:
        window = timedelta(seconds=self._settings.undo_window)
        return [
            Waiting(
                trashed,
                trashed.removed_at + window,
                place_taken=trashed.folder.root.exists() or trashed.folder.root.is_symlink(),
            )
            for trashed in reversed(entries(self._settings.cache_dir))
        ]


def _restorable(held: Sequence[Waiting], model_id: str, entry_id: str | None) -> Note:
    for waiting in held:
        trashed = waiting.trashed
        if trashed.model_id == model_id and entry_id in (None, trashed.id) and trashed.note:
            if waiting.place_taken:
                raise PlaceTaken.of(model_id)
            return trashed.note
    raise NotInTrash.of(model_id)
