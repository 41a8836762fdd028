"""What of the list is asked for, in which order, and from where on."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from pydantic import TypeAdapter

from modelshelf.cache.inventory.pages import Order
from modelshelf.cache.reading.repo import Status
from modelshelf.kit import paging
from modelshelf.registry.kinds import ModelType, Origin
from modelshelf.sizing.formula import Precision


class Tab(StrEnum):
    """The parts of the list: a type each, and what is of no known type."""

    EMBEDDING = ModelType.EMBEDDING.value
    LLM = ModelType.LLM.value
    RERANKER = ModelType.RERANKER.value
    SPLADE = ModelType.SPLADE.value
    OTHER = "other"

    @classmethod
    def of(cls, model_type: ModelType | None) -> Self:
        return cls(model_type.value if model_type else "other")

    @property
    def model_type(self) -> ModelType | None:
        """None for what is of no known type."""
        return None if self is Tab.OTHER else ModelType(self.value)


_PLACES: dict[bool, TypeAdapter[tuple[str | int, str]]] = {
    True: TypeAdapter(tuple[paging.Text, paging.Text]),
    False: TypeAdapter(tuple[paging.Number, paging.Text]),
}


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a model in the order: its key, and its id where keys are equal."""

    key: str | int
    model_id: str

    def encode(self) -> str:
        return paging.encode(self.key, self.model_id)

    @classmethod
    def decode(cls, cursor: str, order: Order) -> Self:
        """Raises: InvalidCursor."""
        return cls(*paging.decode(cursor, _PLACES[order is Order.NAME]))


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Attributes:
    fits: Only what the node's machine can run with weights of this precision, maybe tightly;
        what it needs must be known.
    """

    tab: Tab | None = None
    status: Status | None = None
    origin: Origin | None = None
    text: str = ""
    fits: Precision | None = None
    order: Order = Order.NAME
    limit: int = 50
    after: Place | None = None

    def after_place(self, place: Place) -> Self:
        """The same question, for what comes after that place."""
        return replace(self, after=place)
