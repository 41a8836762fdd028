"""Names that people give to what is theirs: one line, with one spelling, and nothing unseen in it.

A name is read by others than whoever gave it: two must not look the same, and none may turn the
text around it the other way round.
"""

import unicodedata
from typing import Annotated

from pydantic import Field

from modelshelf.kit.errors import Invalid

LONGEST_NAME = 100

# Bounds of what is sent; what it holds is checked where the name is given, by `check_name`.
NameIn = Annotated[
    str, Field(max_length=4 * LONGEST_NAME, description=f"1 to {LONGEST_NAME} characters.")
]

# Control and format characters (marks of direction, zero widths), line and paragraph separators,
# halves of characters, and what means nothing, or something else on each machine.
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
# Letters, marks and a symbol that are drawn as nothing (Default_Ignorable_Code_Point, and the
# blank pattern of Braille).
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | {
    chr(code) for code in range(0xE0100, 0xE01F0)
}
_JOINERS = "\u200c\u200d"
_VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))


class InvalidName(Invalid):
    code = "invalid_name"
    title = "Not a name"


def one_spelling(name: str) -> str:
    """Spaces of any kind as plain ones, none around it, and each letter in one character."""
    return "".join(
        " " if unicodedata.category(char) == "Zs" else char
        for char in unicodedata.normalize("NFC", name)
    ).strip(" ")


def check_name(given: str) -> str:
    """Gives the name's one spelling. Raises: InvalidName."""
    name = one_spelling(given)
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidName(f"A name has 1 to {LONGEST_NAME} characters.")
    for place, char in enumerate(name):
        if not _is_seen(name, place):
            raise InvalidName(
                f"The name holds a character that nobody sees (U+{ord(char):04X}), at place "
                f"{place + 1}. Type the name by hand, without it."
            )
    return name


def _is_seen(name: str, place: int) -> bool:
    char = name[place]
    if char in _JOINERS:
        return _is_joined(name[:place], name[place + 1 :])
    if char in _VARIANTS:  # The look of a symbol, such as a heart in color.
        return place > 0 and unicodedata.category(name[place - 1])[0] in "SPN"
    return char not in _BLANK and unicodedata.category(char) not in _UNSEEN


def _is_joined(before: str, after: str) -> bool:
    """Whether a joiner says something there, as in Persian and in the scripts of India: the rules
    of names of hosts (RFC 5892, appendix A.1 and A.2), a little simpler."""
    if not before or not after:
        return False
    virama = 9
    if unicodedata.combining(before[-1]) == virama:
        return unicodedata.category(after[0])[0] == "L"
    return unicodedata.bidirectional(before[-1]) == unicodedata.bidirectional(after[0]) == "AL"
