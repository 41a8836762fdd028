"""Several models deleted in one step, as the storage budget proposes it, and all taken back."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from modelshelf.audit.deeds import Actor
from modelshelf.kit.errors import Conflict, Problem
from modelshelf.removal.service import Consent, Removal
from modelshelf.removal.trash import Trash

T = TypeVar("T")


class NothingFreed(Conflict):
    code = "nothing_freed"
    title = "None of these models could be deleted"


class NothingBack(Conflict):
    code = "nothing_back"
    title = "None of these models could be brought back"


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A model with which nothing was done, and why."""

    model_id: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A model that is, or would be, in the trash.

    Attributes:
        freed_bytes: What the disk gets back when it leaves the trash.
        undo_until: Until when it can be brought back; None where it cannot, or is not deleted.
    """

    model_id: str
    freed_bytes: int
    warnings: tuple[str, ...] = ()
    undo_until: datetime | None = None


@dataclass(slots=True)
class Freed:
    """Models that went together, and those that did not go."""

    models: list[Gone] = field(default_factory=list)
    left_alone: list[LeftAlone] = field(default_factory=list)

    @property
    def freed_bytes(self) -> int:
        return sum(model.freed_bytes for model in self.models)


class Freeing:
    """Deletes several models, each by the rules and in the record of any deletion."""

    def __init__(self, removal: Removal, trash: Trash) -> None:
        self._removal = removal
        self._trash = trash

    async def preview(self, model_ids: Iterable[str], consent: Consent, *, by: Actor) -> Freed:
        """What would come of it; changes nothing."""

        async def look(model_id: str) -> Gone:
            plan = await self._removal.preview(model_id, consent, by=by)
            return Gone(model_id, plan.freed_bytes, tuple(plan.warnings))

        models, left_alone = await _each(model_ids, look)
        return Freed(models, left_alone)

    async def free(self, model_ids: Iterable[str], consent: Consent, *, by: Actor) -> Freed:
        """Delete them one after the other; one that cannot go hinders none of the others.

        Raises:
            NothingFreed: With the reason for each.
        """

        async def delete(model_id: str) -> Gone:
            done = await self._removal.delete(model_id, consent, by=by)
            return Gone(model_id, done.plan.freed_bytes, undo_until=done.undo_until)

        models, left_alone = await _each(model_ids, delete)
        if not models:
            raise NothingFreed(left_alone[0].reason, skipped=_told(left_alone))
        return Freed(models, left_alone)

    async def take_back(
        self, model_ids: Iterable[str], *, by: Actor
    ) -> tuple[list[str], list[LeftAlone]]:
        """Bring all of them back from the trash; gives which are back, and which are not.

        Raises:
            NothingBack: With the reason for each.
        """

        async def restore(model_id: str) -> str:
            return (await self._trash.restore(model_id, by=by)).model_id

        back, left_alone = await _each(model_ids, restore)
        if not back:
            raise NothingBack(left_alone[0].reason, skipped=_told(left_alone))
        return back, left_alone


async def _each(
    model_ids: Iterable[str], act: Callable[[str], Awaitable[T]]
) -> tuple[list[T], list[LeftAlone]]:
    done: list[T] = []
    left_alone: list[LeftAlone] = []
    for model_id in dict.fromkeys(model_ids):
        try:
            done.append(await act(model_id))
        except Problem as problem:
            left_alone.append(LeftAlone(model_id, problem.code, problem.detail))
    return done, left_alone


def _told(left_alone: Iterable[LeftAlone]) -> list[dict[str, str]]:
    return [{"id": one.model_id, "code": one.code, "reason": one.reason} for one in left_alone]
