"""Words that others have chosen, for people to read."""

import json
from typing import Any

_UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"


def is_text(name: str) -> bool:
    """Whether an answer or a database can hold it: a name on a disk may be any bytes, and JSON may
    name half a character."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def parse_json(content: bytes) -> Any:
    """JSON that others wrote, with a mark in the place of each half of a character.

    Raises:
        ValueError, RecursionError.
    """
    value = json.loads(content)
    if b"\\ud" not in content and b"\\uD" not in content:
        return value
    # Halves of one character are whole by now: it is only others that do not survive this.
    return json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))


def one_line(text: str) -> str:
    """The text with a mark in the place of each character that a terminal would obey."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _UNPRINTABLE for char in text)


def printable(text: str) -> str:
    """As `one_line`, for each line of a text."""
    return "\n".join(map(one_line, text.split("\n")))
