"""Giving the disk back what nothing needs: listed, chosen, looked at again, removed."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from modelshelf.accounts.account import Account
from modelshelf.accounts.models import Role
from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.cache.removing import shared_store
from modelshelf.hub.layout import RepoFolder
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Conflict
from modelshelf.kit.settings import Settings
from modelshelf.operations import repository
from modelshelf.operations.begin import Tell, begin
from modelshelf.operations.errors import NotYours
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind
from modelshelf.operations.service import ModelBusy
from modelshelf.upkeep.budget.service import Outlook, look_ahead
from modelshelf.upkeep.reclaim.find import Found, Item
from modelshelf.upkeep.reclaim.looks import Looks
from modelshelf.upkeep.reclaim.row import parts_as_json


class NothingToReclaim(Conflict):
    code = "nothing_to_reclaim"
    title = "Nothing of it can be reclaimed"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something chosen that was left alone."""

    id: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Begun:
    """Attributes:
    freed_bytes: What the disk gets back when all of it is done.
    items: What is reclaimed.
    operations: One for each repository.
    """

    freed_bytes: int
    items: tuple[Item, ...]
    operations: tuple[Operation, ...]
    skipped: tuple[Skipped, ...]


class Reclaim:
    """What nothing needs on one node."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._looks = Looks(database, settings)

    async def find(self) -> Found:
        """What a look over the whole cache finds, or has found some seconds ago."""
        return await self._looks.find()

    async def suggested_bytes(self) -> int:
        """What the disk gets back when all goes that nobody would choose to keep."""
        return await _suggested_bytes(await self.find())

    async def budget(self, found: Found) -> Outlook | None:
        """How the storage budget stands, and which models could go for what is left to be freed;
        None where there is none."""
        return await look_ahead(self._database, self._settings, await _suggested_bytes(found))

    async def allowed(self, found: Found, account: Account) -> set[str]:
        """The ids of what this account may reclaim: a viewer nothing, a member what they alone
        brought, as far as that was recorded, and an administrator anything."""
        if not account.role.includes(Role.MEMBER):
            return set()
        return await self._allowed(found, account.actor, as_admin=account.is_admin)

    async def _allowed(self, found: Found, by: Actor, *, as_admin: bool) -> set[str]:
        if as_admin:
            return {item.id for item in found.items}
        rows = {row.id: row for item in found.items for row in item.brought}
        async with self._database.read() as session:
            theirs = await repository.those_of(session, rows.values(), by)
        return {
            item.id
            for item in found.items
            if item.brought and theirs.issuperset(row.id for row in item.brought)
        }

    async def preview(self, ids: Collection[str], *, by: Actor, as_admin: bool) -> Begun:
        """What would come of it; changes nothing. Raises: NotYours."""
        found, chosen, skipped = await self._choose(ids, by, as_admin=as_admin)
        freed_bytes = await asyncio.to_thread(found.freed_bytes, chosen)
        return Begun(freed_bytes, tuple(chosen), (), tuple(skipped))

    async def _choose(
        self, ids: Collection[str], by: Actor, *, as_admin: bool
    ) -> tuple[Found, list[Item], list[Skipped]]:
        found = await self.find()
        wanted = set(ids)
        chosen = [item for item in found.items if item.id in wanted]
        allowed = await self._allowed(found, by, as_admin=as_admin)
        others = [item for item in chosen if item.id not in allowed]
        if others:
            raise NotYours(
                f"{others[0].leftover.path} was brought by somebody else, or nobody recorded who "
                "brought it. Ask an administrator to reclaim it.",
                ids=[item.id for item in others],
            )
        known = {item.id for item in chosen}
        skipped = [
            Skipped(i, "not_reclaimable", "It is gone, or something needs it now.")
            for i in dict.fromkeys(ids)
            if i not in known
        ]
        return found, chosen, skipped

    async def start(
        self,
        ids: Collection[str],
        *,
        by: Actor,
        as_admin: bool,
        tell: Tell | None = None,
    ) -> Begun:
        """Reclaim what was chosen; what is needed by now is left alone.

        Args:
            tell: As in `operations.begin`.

        Raises:
            NotYours, NothingToReclaim.
        """
        async with audit.refusals(self._database, by, Deed.RECLAIM_START):
            found, chosen, skipped = await self._choose(ids, by, as_admin=as_admin)
            freed_bytes = await asyncio.to_thread(found.freed_bytes, chosen)
            begun: list[Operation] = []
            done: list[Item] = []
            for folder, items in _by_folder(chosen).items():
                try:
                    if folder is None:
                        await self._sweep(found, items, by)
                    else:
                        row = await self._row(found, folder, items, by)
                        begun.append(await begin(self._database, row, by, tell=tell, **_told(row)))
                except ModelBusy as busy:
                    skipped += [Skipped(item.id, busy.code, busy.detail) for item in items]
                else:
                    done += items
            if not done:
                raise NothingToReclaim(
                    skipped[0].reason if skipped else "Nothing was chosen.",
                    skipped=[{"id": s.id, "reason": s.reason} for s in skipped],
                )
        if len(done) < len(chosen):
            freed_bytes = await asyncio.to_thread(found.freed_bytes, done)
        return Begun(freed_bytes, tuple(done), tuple(begun), tuple(skipped))

    async def _row(
        self, found: Found, folder: RepoFolder, items: Sequence[Item], by: Actor
    ) -> Operation:
        choices = [item.leftover.choice for item in items]
        blobs = found.repos[folder].blobs_of(choices) if folder in found.repos else set()
        return Operation(
            node=self._settings.node,
            model_id=folder.hub_path,
            kind=Kind.RECLAIM,
            files=parts_as_json(items, folder, blobs, found.cache_dir),
            bytes_total=await asyncio.to_thread(found.freed_bytes, items),
            requested_by=by.label,
        )

    async def _sweep(self, found: Found, items: Sequence[Item], by: Actor) -> None:
        """Payloads of the shared store belong to no model: the library's own rules decide on
        each, under its lock."""
        paths = [item.leftover.path for item in items]
        names = [path.name for path in paths]
        async with self._database.write() as session:
            # Before anything goes: what a crash cuts short is no secret.
            await audit.record(session, by, Deed.RECLAIM_START, files=names)
        swept_bytes = await asyncio.to_thread(shared_store.sweep, paths, found.cache_dir)
        self._looks.forget()
        async with self._database.write() as session:
            await audit.record(
                session,
                by,
                Deed.RECLAIM_FINISH,
                files=names,
                size_bytes=swept_bytes,
            )


async def _suggested_bytes(found: Found) -> int:
    suggested = [item for item in found.items if item.suggested]
    return await asyncio.to_thread(found.freed_bytes, suggested)


def _by_folder(items: Iterable[Item]) -> dict[RepoFolder | None, list[Item]]:
    found: dict[RepoFolder | None, list[Item]] = {}
    for item in items:
        found.setdefault(item.leftover.folder, []).append(item)
    return found


def _told(row: Operation) -> dict[str, Any]:
    """For the record of who did what."""
    return {"freed_bytes": row.bytes_total, "places": [file["path"] for file in row.files]}
