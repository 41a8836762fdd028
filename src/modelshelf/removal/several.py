"""Several models deleted in one step, and all taken back in one.

Each is an operation of its own, as any deletion is: the node does them one by one and tells how far
each is, and one that cannot go hinders none of the others.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from modelshelf.audit.deeds import Actor
from modelshelf.kit.errors import Conflict, Problem
from modelshelf.operations.models import Operation
from modelshelf.removal.service import Consent, Prepared, Removal
from modelshelf.removal.trash import Trash

T = TypeVar("T")
TellAll: TypeAlias = Callable[[Sequence[Operation]], Awaitable[None]]


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

    @classmethod
    def by(cls, model_id: str, problem: Problem) -> "LeftAlone":
        return cls(model_id, problem.code, problem.detail)


@dataclass(frozen=True, slots=True)
class Going:
    """A model that goes into the trash, or would.

    Attributes:
        freed_bytes: What the disk gets back when it leaves the trash.
        unseen_use: Why more programs may have it open; None where all were seen, and where it has
            begun.
        operation: Its deletion; None where it only would go.
    """

    model_id: str
    freed_bytes: int
    warnings: tuple[str, ...] = ()
    unseen_use: str | None = None
    operation: Operation | None = None


@dataclass(slots=True)
class Together:
    """Models that go together, and those that do not go."""

    models: list[Going] = field(default_factory=list)
    left_alone: list[LeftAlone] = field(default_factory=list)

    @property
    def freed_bytes(self) -> int:
        return sum(model.freed_bytes for model in self.models)

    @property
    def unseen_use(self) -> list[str]:
        """Why more programs may have them open: mostly one reason for all."""
        return sorted({model.unseen_use for model in self.models if model.unseen_use})


class Several:
    """Deletes several models, each by the rules and in the record of any deletion."""

    def __init__(self, removal: Removal, trash: Trash) -> None:
        self._removal = removal
        self._trash = trash

    async def preview(self, model_ids: Iterable[str], consent: Consent, *, by: Actor) -> Together:
        """What would come of it; changes nothing."""

        async def look(model_id: str) -> Going:
            plan = await self._removal.preview(model_id, consent, by=by)
            return Going(model_id, plan.freed_bytes, tuple(plan.warnings), plan.unseen_use)

        return Together(*await _each(model_ids, look))

    async def start(
        self, model_ids: Iterable[str], consent: Consent, *, by: Actor, tell: TellAll
    ) -> Together:
        """Let their deletions begin, for the node to do.

        Args:
            tell: Is told of all when they have begun, such as `News.begun_together`; not before:
                whoever works on the first ones writes, too, and the others would wait for that.

        Raises:
            NothingFreed: With the reason for each.
        """

        async def prepare(model_id: str) -> Prepared:
            return await self._removal.prepare(model_id, consent, by=by)

        async def begin(model_id: str) -> Going:
            begun = await self._removal.begin_prepared(prepared[model_id], by=by)
            return Going(model_id, begun.freed_bytes, operation=begun.row)

        # The disk comes first, for all: a worker sees what has begun within seconds by itself.
        ready, left_alone = await _each(model_ids, prepare)
        prepared = {one.seen.model_id: one for one in ready}
        models, refused = await _each(prepared, begin)
        left_alone += refused
        if not models:
            raise NothingFreed(left_alone[0].reason, skipped=_listed(left_alone))
        await tell([model.operation for model in models if model.operation])
        return Together(models, left_alone)

    async def take_back(
        self, model_ids: Iterable[str], *, by: Actor, tell: TellAll
    ) -> tuple[list[Operation], list[LeftAlone]]:
        """Let all of them come back from the trash; gives the operations, and what stays there.

        Args:
            tell: As in `start`.

        Raises:
            NothingBack: With the reason for each.
        """
        held = await self._trash.held()

        async def begin(model_id: str) -> Operation:
            return await self._trash.begin(model_id, by=by, among=held)

        back, left_alone = await _each(model_ids, begin)
        if not back:
            raise NothingBack(left_alone[0].reason, skipped=_listed(left_alone))
        await tell(back)
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
            left_alone.append(LeftAlone.by(model_id, problem))
    return done, left_alone


def _listed(left_alone: Iterable[LeftAlone]) -> list[dict[str, str]]:
    return [{"id": one.model_id, "code": one.code, "reason": one.reason} for one in left_alone]
