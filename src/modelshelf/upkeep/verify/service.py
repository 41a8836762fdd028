"""Asking for verifications: of one model now, or of all of them, one after the other."""

import asyncio
from collections.abc import Iterable, Sequence

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Channel, Deed
from modelshelf.cache.errors import NotInstalled
from modelshelf.cache.inventory import listings, verifications
from modelshelf.cache.reading.condemned import Damage
from modelshelf.cache.reading.unseen import why_unseen
from modelshelf.hub.layout import RepoFolder, check_listed_id
from modelshelf.kit import paging
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations import repository as operations
from modelshelf.operations import service
from modelshelf.operations.begin import Tell, begin
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind
from modelshelf.operations.service import ModelBusy
from modelshelf.upkeep.verify import repository
from modelshelf.upkeep.verify.evidence import Evidence, Target, gather, stamp_of
from modelshelf.upkeep.verify.models import QueuedVerification
from modelshelf.upkeep.verify.repository import Place, Result
from modelshelf.upkeep.verify.row import targets_as_json

BY_ITSELF = Actor("Modelshelf", Channel.NODE)
"""Who asks for a model that was mended by another program to be verified again."""
_PLACE = TypeAdapter(tuple[paging.Number, paging.Microseconds, paging.Text])


class _TurnTaken(Exception):
    """Another process has taken the model out of the queue."""


class Verifications:
    """The verifications of one node."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._node = settings.node

    async def start(self, model_id: str, *, by: Actor, tell: Tell | None = None) -> Operation:
        """Ask for one model to be verified.

        Args:
            tell: As in `operations.begin`.

        Returns:
            Its operation; the one that is under way if it is being verified already.

        Raises:
            InvalidModelId, NotInstalled, CacheUnreadable, ModelBusy.
        """
        async with audit.refusals(self._database, by, Deed.VERIFY_START, model_id):
            return await self._start(model_id, by, tell)

    async def _start(self, model_id: str, by: Actor, tell: Tell | None) -> Operation:
        check_listed_id(model_id)
        targets = await self._targets(model_id)
        if targets is None:
            folder = RepoFolder(self._settings.cache_dir, model_id)
            raise await asyncio.to_thread(why_unseen, folder) or NotInstalled(
                f"No finished file of {model_id} is in the cache {self._settings.cache_dir}."
            )
        row = self._operation(model_id, targets, by.label)
        return await begin(self._database, row, by, joins=True, tell=tell)

    async def start_all(self, *, by: Actor) -> list[str]:
        """Ask for all models on the disk to be verified, those first that waited longest.

        One at a time becomes an operation, and only that one is busy meanwhile.

        Returns:
            The models that wait for it now.
        """
        async with self._database.write() as session:
            model_ids = await repository.models_on_disk(session, self._node)
            await repository.enqueue(session, self._node, model_ids, by.label)
            await audit.record(session, by, Deed.VERIFY_START, models=len(model_ids))
            return await repository.queued(session, self._node)

    async def next_of_all(self) -> Operation | None:
        """Make the next waiting model's turn an operation.

        Returns:
            None when none waits, or a verification is under way.
        """
        # Asked every few seconds, and hardly ever is there one.
        key = ("next_to_verify", self._node)
        while waiting := await self._database.memo.get(key, self._next_waiting):
            begun = await self._begin_waiting(waiting.model_id, waiting.requested_by)
            if begun is not None:
                return begun
        return None

    async def _next_waiting(self) -> QueuedVerification | None:
        async with self._database.read() as session:
            if await repository.under_way(session, self._node):
                return None
            return await repository.next_free(session, self._node)

    async def _begin_waiting(self, model_id: str, requested_by: str) -> Operation | None:
        targets = await self._targets(model_id)
        if targets is None:
            async with self._database.write() as session:
                await repository.dequeue(session, self._node, [model_id])
            return None

        async def dequeue(session: AsyncSession) -> None:
            if not await repository.dequeue(session, self._node, [model_id]):
                raise _TurnTaken

        row = self._operation(model_id, targets, requested_by)
        try:
            # Who asked for it stands in the record already, for all models at once.
            return await begin(self._database, row, None, check=dequeue)
        except (ModelBusy, _TurnTaken):
            return None  # Something else is done to it now: its turn comes again.

    async def waiting(self) -> int:
        """How many models wait for their turn."""
        async with self._database.read() as session:
            return await repository.waiting(session, self._node)

    async def held_up(self) -> Sequence[Operation]:
        """What keeps every model that waits from its turn; empty while one of them may have it."""
        async with self._database.read() as session:
            busy = await repository.held_up(session, self._node)
            return busy if len(busy) == await repository.waiting(session, self._node) else ()

    async def no_longer_wait(self, model_ids: Sequence[str]) -> None:
        """Strike models out of the queue."""
        async with self._database.write() as session:
            await repository.dequeue(session, self._node, model_ids)

    async def under_way(self) -> Sequence[Operation]:
        """Verifications that have not ended, the oldest first."""
        async with self._database.read() as session:
            return await repository.under_way(session, self._node)

    async def recheck(self) -> None:
        """Let the models be verified again whose damaged files another program has replaced."""
        damaged = await self._database.memo.get(("damaged", self._node), self._damaged)
        changed = [
            model_id
            for model_id, damage in damaged.items()
            if await asyncio.to_thread(self._was_replaced, model_id, damage)
        ]
        if changed:
            async with self._database.write() as session:
                await repository.enqueue(session, self._node, changed, BY_ITSELF.label)

    async def cancel_all(self, *, by: Actor, everybodys: bool) -> list[Operation]:
        """Cancel what is verified now and whatever waits, if need be only what `by` asked for.

        Returns:
            The operations that were cancelled.
        """
        async with self._database.write() as session:
            asker = None if everybodys else by.label
            await repository.clear_queue(session, self._node, requested_by=asker)
            return [
                await service.cancel(session, row.id, by=by)
                for row in await repository.under_way(session, self._node)
                if everybodys or await operations.are_of(session, [row], by)
            ]

    async def _damaged(self) -> dict[str, list[Damage]]:
        async with self._database.read() as session:
            return await verifications.damaged(session, self._node)

    def _was_replaced(self, model_id: str, damaged: Iterable[Damage]) -> bool:
        cache_dir = self._settings.cache_dir
        return any(
            stamp_of(cache_dir, model_id, damage.place) not in ("", damage.stamp)
            for damage in damaged
        )

    async def _targets(self, model_id: str) -> list[Target] | None:
        found = await evidence_of(self._database, self._settings, model_id)
        if found is None or not (found.targets or found.unproven or found.misplaced):
            return None
        return list(found.targets.values())

    def _operation(self, model_id: str, targets: list[Target], by: str) -> Operation:
        return Operation(
            node=self._node,
            model_id=model_id,
            kind=Kind.VERIFY,
            files=targets_as_json(targets),
            files_done=[0] * len(targets),
            bytes_total=sum(target.size_bytes for target in targets),
            requested_by=by,
        )


async def evidence_of(database: Database, settings: Settings, model_id: str) -> Evidence | None:
    """What every file of a model should be; None where it has no folder."""
    async with database.read() as session:
        planned = await listings.listings_of(session, settings.node, [model_id])
    return await asyncio.to_thread(gather, settings.cache_dir, model_id, planned.get(model_id, {}))


async def still_to_come(session: AsyncSession, node: str) -> tuple[int, Sequence[Operation]]:
    """How many models wait to be verified, and the verifications that are under way."""
    return (
        await repository.waiting(session, node),
        await repository.under_way(session, node),
    )


async def page_of_results(
    session: AsyncSession, node: str, limit: int, cursor: str | None = None
) -> tuple[Sequence[Result], str | None]:
    """What is known of models, what is wrong first, and the cursor of the next page.

    Raises:
        InvalidCursor.
    """
    after = None
    if cursor is not None:
        damage_count, at, model_id = paging.decode(cursor, _PLACE)
        after = Place(damage_count, paging.moment_at(at), model_id)
    found = await repository.results(session, node, limit=limit + 1, after=after)
    return paging.cut(found, limit, _place)


def _place(result: Result) -> tuple[int, int, str]:
    verified_at = result.verification.verified_at if result.verification else paging.EPOCH
    return len(result.damage), paging.microseconds(verified_at), result.model_id
