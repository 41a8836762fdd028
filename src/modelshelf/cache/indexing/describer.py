"""What the indexer asks about a model that it has found; `registry` knows the answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.reading.repo import NOT_DESCRIBED, Description


async def _nothing_offered(_: AsyncSession) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Describer:
    """Tells what a model is from a snapshot's folder and the model's id.

    Attributes:
        rules: Changes whenever another answer may come out; "" for a describer of nothing.
        offered_as: The types of what is offered, by id, whatever its files tell.
    """

    rules: str
    describe: Callable[[str, str], Description]
    offered_as: Callable[[AsyncSession], Awaitable[Mapping[str, str]]] = _nothing_offered


DESCRIBES_NOTHING = Describer("", lambda _snapshot, _model_id: NOT_DESCRIBED)
