"""What of the list is asked for, in which order, and from where on."""

import base64
import binascii
import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, TypeAdapter

from modelshelf.cache.pages import Order
from modelshelf.cache.repo import Status
from modelshelf.kit.errors import Invalid
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


class InvalidCursor(Invalid):
    code = "invalid_cursor"
    title = "Not a cursor"


# PostgreSQL stores no NUL character and no integer of more than 64 bits.
_Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
_Number = Annotated[int, Field(strict=True, ge=-(2**63), lt=2**63)]
_PLACES: dict[bool, TypeAdapter[tuple[str | int, str]]] = {
    True: TypeAdapter(tuple[_Text, _Text]),
    False: TypeAdapter(tuple[_Number, _Text]),
}


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
            place = _PLACES[order is Order.NAME].validate_json(text)
        except (binascii.Error, ValueError) as error:
            raise InvalidCursor(
                "The cursor is not one of this list in this order. Leave it out to begin at the "
                "top."
            ) from error
        return cls(*place)


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
