"""Lists in pages: where one ends is a text that whoever asks hands back for the next.

A list has an order without ties, and asks its rows for one more than fits on a page.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Self, TypeAlias, TypeVar

from pydantic import Field, TypeAdapter

from modelshelf.kit.errors import Invalid

Row = TypeVar("Row")
Place = TypeVar("Place")

# A list that is put together from several has a place in each.
Key: TypeAlias = str | int | tuple[str | int | None, ...]

# PostgreSQL stores no NUL character and no integer of more than 64 bits.
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(strict=True, ge=-(2**63), lt=2**63)]
# A moment as microseconds since 1970, until the end of the year 9999.
Microseconds = Annotated[int, Field(strict=True, ge=0, lt=253_402_300_800_000_000)]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class InvalidCursor(Invalid):
    code = "invalid_cursor"
    title = "Not a cursor"

    @classmethod
    def of_another_list(cls) -> Self:
        return cls(
            "The cursor is not one of this list in this order. Leave it out to begin at the top."
        )


def microseconds(moment: datetime) -> int:
    """A moment as part of a place; `moment_at` is its inverse."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment_at(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def encode(*place: Key) -> str:
    """A place in a list, the keys that it is sorted by, as a cursor."""
    text = json.dumps(place, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, shape: TypeAdapter[Place]) -> Place:
    """The place that a cursor stands for. Raises: InvalidCursor."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return shape.validate_json(text)
    except (binascii.Error, ValueError) as error:
        raise InvalidCursor.of_another_list() from error


def cut(
    rows: Sequence[Row], limit: int, place: Callable[[Row], tuple[str | int, ...]]
) -> tuple[Sequence[Row], str | None]:
    """A page of rows, of which one more was asked for than fits, and the cursor of the next."""
    page = rows[:limit]
    return page, encode(*place(page[-1])) if len(rows) > limit else None
