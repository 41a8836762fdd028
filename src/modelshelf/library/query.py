"""What of the list is asked for, in which order, and from where on."""

import base64
import binascii
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from modelshelf.cache.pages import Order
from modelshelf.cache.repo import Status
from modelshelf.kit.errors import Invalid
from modelshelf.registry.kinds import ModelType, Origin


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


class InvalidCursor(Invalid):
    code = "invalid_cursor"
    title = "Not a cursor"


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a model in the order: its key, and its id where keys are equal."""

    key: str | int
    model_id: str

    def encode(self) -> str:
        text = json.dumps([self.key, self.model_id], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, cursor: str, order: Order) -> Self:
        """Raises: InvalidCursor."""
        try:
            text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            key, model_id = json.loads(text)
        except (binascii.Error, ValueError, TypeError) as error:
            raise _not_a_cursor() from error
        wanted: type = str if order is Order.NAME else int
        if type(key) is not wanted or type(model_id) is not str:
            raise _not_a_cursor()
        if isinstance(key, int) and not -(2**63) <= key < 2**63:
            raise _not_a_cursor()
        return cls(key, model_id)


def _not_a_cursor() -> InvalidCursor:
    return InvalidCursor(
        "The cursor is not one of this list in this order. Leave it out to begin at the top."
    )


@dataclass(frozen=True, slots=True)
class ListQuery:
    tab: Tab | None = None
    status: Status | None = None
    origin: Origin | None = None
    text: str = ""
    order: Order = Order.NAME
    limit: int = 50
    after: Place | None = None
