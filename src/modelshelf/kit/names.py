"""Names that people give to what is theirs: one line, with one spelling, and nothing unseen in it.

A name is read by others than whoever gave it: two must not look the same, and none may turn the
text around it the other way round.
"""

import unicodedata
from functools import cache
from typing import Annotated

from pydantic import Field

from modelshelf.kit.errors import Invalid

LONGEST_NAME = 100

# Bounds of what is sent; what it holds is checked where the name is given, by `check_name`.
NameIn = Annotated[
    str, Field(max_length=4 * LONGEST_NAME, description=f"1 to {LONGEST_NAME} characters.")
]

# Control and format characters (marks of direction, zero widths), line and paragraph separators,
# halves of characters, and what means something else on each machine.
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co"}
# Letters, marks and a symbol that are drawn as nothing (Default_Ignorable_Code_Point, and the
# blank pattern of Braille); the looks of a symbol have a rule of their own.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | {
    chr(code) for code in (*range(0xFE00, 0xFE0E), *range(0xE0100, 0xE01F0))
}
_NON_JOINER, _JOINER = "\u200c\u200d"
_LOOKS = "\ufe0e\ufe0f"
_SKINS = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_VIRAMA = 9


class InvalidName(Invalid):
    code = "invalid_name"
    title = "Not a name"


def one_spelling(name: str) -> str:
    """Spaces of any kind as plain ones, one at a time and none around it, and each letter in one
    character."""
    spaced = "".join(
        " " if unicodedata.category(char) == "Zs" else char
        for char in unicodedata.normalize("NFC", name)
    )
    return " ".join(word for word in spaced.split(" ") if word)


def check_name(given: str) -> str:
    """Gives the name's one spelling. Raises: InvalidName."""
    name = one_spelling(given)
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidName(f"A name has 1 to {LONGEST_NAME} characters.")
    for place, char in enumerate(name):
        if unicodedata.category(char) == "Cn":  # How it looks cannot be told.
            raise InvalidName(
                f"The name holds a character that is not known here, or newer than this version "
                f"(U+{ord(char):04X}), at place {place + 1}. Write the name without it."
            )
        if not _is_seen(name, place):
            raise InvalidName(
                f"The name holds a character that nobody sees (U+{ord(char):04X}), at place "
                f"{place + 1}. Type the name by hand, without it."
            )
    return name


def _is_seen(name: str, place: int) -> bool:
    char, before, after = name[place], name[:place], name[place + 1 :]
    if char in _LOOKS:  # Such as of a heart, in color.
        return _is_symbol(before[-1:])
    if char in (_JOINER, _NON_JOINER):
        return _is_joined(char, before, after)
    return char not in _BLANK and unicodedata.category(char) not in _UNSEEN


def _is_joined(char: str, before: str, after: str) -> bool:
    """Whether a joiner shows there: in the scripts of India, between letters of Arabic script that
    would be joined without it, and in one emoji of several."""
    if not before or not after:
        return False
    if unicodedata.combining(before[-1]) == _VIRAMA:
        return unicodedata.category(after[0])[0] == "L"
    if char == _NON_JOINER:
        return before[-1] in _with_form("initial") and after[0] in _with_form("final")
    # A part of an emoji may have a look, or a color of skin.
    part = before[:-1] if before[-1] in _SKINS or before[-1] in _LOOKS else before
    return _is_symbol(part[-1:]) and _is_symbol(after[0])


def _is_symbol(char: str) -> bool:
    return bool(char) and unicodedata.category(char) == "So"


@cache
def _with_form(form: str) -> frozenset[str]:
    """The letters of Arabic script that have this form: an initial one those that join the next,
    a final one those that are joined to the one before."""
    forms = (unicodedata.decomposition(chr(code)).split() for code in range(0xFB50, 0xFF00))
    return frozenset(
        chr(int(letters[0], 16))
        for name, *letters in filter(None, forms)
        if name == f"<{form}>" and len(letters) == 1
    )
