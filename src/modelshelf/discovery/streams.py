"""Searching for a type of model: the Hub knows tasks and tags, so one type is several questions.

Their answers are merged in the order that was asked for. A cursor says for each question which of
the Hub's pages comes next and how many of its hits were shown already.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, NamedTuple, TypeAlias

from pydantic import Field, TypeAdapter

from modelshelf.hub.door import Found, SearchAsk, SearchOrder
from modelshelf.kit import paging
from modelshelf.registry.kinds import ModelType

# What the Hub is asked for each type: a task, or a tag.
_TASKS: dict[ModelType, tuple[str, ...]] = {
    ModelType.EMBEDDING: ("sentence-similarity", "feature-extraction"),
    ModelType.LLM: ("text-generation",),
    ModelType.RERANKER: ("text-ranking",),
    ModelType.SPLADE: (),
}
_TAGS: dict[ModelType, tuple[str, ...]] = {
    ModelType.EMBEDDING: (),
    ModelType.LLM: (),
    ModelType.RERANKER: ("reranker",),
    ModelType.SPLADE: ("splade", "sparse-encoder"),
}


class Place(NamedTuple):
    """Where to go on in one question's answers: the Hub's own cursor, and hits to pass over there.

    `over` where nothing is left.
    """

    cursor: paging.Text | None = None
    skip: Annotated[paging.Number, Field(ge=0)] = 0
    over: bool = False


Places: TypeAlias = tuple[Place, ...]
_PLACES = TypeAdapter(Places)


def questions(ask: SearchAsk, model_type: ModelType | None) -> tuple[SearchAsk, ...]:
    """What to ask the Hub for one search."""
    if model_type is None:
        return (ask,)
    by_task = (replace(ask, pipeline=task) for task in _TASKS[model_type])
    by_tag = (replace(ask, tags=(*ask.tags, tag)) for tag in _TAGS[model_type])
    return (*by_task, *by_tag)


def merge(
    pages: Sequence[tuple[Found, ...]],
    order: SearchOrder,
    limit: int,
    *,
    goes_on: Sequence[bool],
) -> tuple[list[Found], list[int]]:
    """The first hits of several pages in the order asked for, each model once.

    Args:
        goes_on: For each page, whether the Hub has a next one.

    Returns:
        The hits, and how many of each page were used up.
    """
    used = [0] * len(pages)
    taken: dict[str, Found] = {}
    while len(taken) < limit:
        heads = [(page[used[i]], i) for i, page in enumerate(pages) if used[i] < len(page)]
        # The hits of the next page of one that is used up would come before the others'.
        waits = (len(page) == used[i] and goes_on[i] for i, page in enumerate(pages))
        if not heads or any(waits):
            break
        hit, chosen = max(heads, key=lambda head: _rank(head[0], order))
        used[chosen] += 1
        taken.setdefault(hit.model_id, hit)
    return list(taken.values()), used


def _rank(hit: Found, order: SearchOrder) -> float:
    match order:
        case SearchOrder.DOWNLOADS:
            return hit.downloads or 0
        case SearchOrder.LIKES:
            return hit.likes or 0
        case SearchOrder.RECENT:
            return (hit.last_modified or datetime.fromtimestamp(0, UTC)).timestamp()
        case SearchOrder.TRENDING:
            return hit.trending_score or 0


def encode(places: Sequence[Place]) -> str | None:
    """A cursor; None where nothing is left."""
    if all(place.over for place in places):
        return None
    return paging.encode(*places)


def decode(cursor: str | None, count: int) -> Places:
    """One place for each of so many questions. Raises: InvalidCursor."""
    if cursor is None:
        return (Place(),) * count
    places = paging.decode(cursor, _PLACES)
    if len(places) != count:
        raise paging.InvalidCursor.of_another_list()
    return places
