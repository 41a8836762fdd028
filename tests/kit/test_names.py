"""Names that people give: what nobody sees in them is refused, and what looks the same is."""

import pytest

from modelshelf.kit.names import InvalidName, check_name

UNSEEN = {
    "right-to-left override": "invoice\u202egnp",
    "isolate": "a\u2066b",
    "mark of direction": "a\u200fb",
    "Arabic mark of direction": "a\u061cb",
    "zero-width space": "do\u200bcs",
    "byte order mark": "\ufeffdocs",
    "word joiner": "do\u2060cs",
    "soft hyphen": "do\u00adcs",
    "joiner among Latin letters": "do\u200dcs",
    "non-joiner at the end": "\u0645\u06cc\u200c",
    "non-joiner after a letter that joins nothing": "\u0627\u200c\u0628",
    "joiner of letters that are joined anyhow": "\u0645\u200d\u06cc",
    "joiner beside an Arabic letter alone": "\u0645\u200db",
    "line separator": "a\u2028b",
    "paragraph separator": "a\u2029b",
    "new line": "a\nb",
    "tabulator": "a\tb",
    "NUL": "a\0b",
    "C1 control": "a\x9bb",
    "half a character": "a\ud83d",
    "private use": "a\ue000",
    "Hangul filler": "\u3164",
    "grapheme joiner": "a\u034fb",
    "blank pattern of Braille": "\u2800",
    "look of a letter": "a\ufe0fb",
    "look of a digit": "v1\ufe0e",
    "first look of a digit": "v1\ufe00",
    "first look of a symbol": "\u2764\ufe00",
    "look of a look": "\u2764\ufe0f\ufe0f",
    "joiner after an emoji": "\U0001f4da\u200d",
    "joiner of an emoji and a letter": "\U0001f4da\u200da",
    "tag": "a\U000e0041",
}


@pytest.mark.parametrize("kind", list(UNSEEN))
def test_a_character_that_nobody_sees_is_refused(kind: str) -> None:
    with pytest.raises(InvalidName, match="nobody sees"):
        check_name(UNSEEN[kind])


@pytest.mark.parametrize("name", ["", "  ", "\u00a0", "x" * 101])
def test_a_name_has_a_length(name: str) -> None:
    with pytest.raises(InvalidName, match="1 to 100 characters"):
        check_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Docs (2026) – für Äpfel",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, with a non-joiner
        "\u0915\u094d\u200d\u0937",  # Devanagari, with a joiner after the virama
        "\u05e2\u05d1\u05e8\u05d9\u05ea",  # Hebrew, which needs no mark of direction
        "\u6587\u66f8",
        "\u2764\ufe0f \U0001f4da",  # A heart in color, and books
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # A family
        "\U0001f3f3\ufe0f\u200d\U0001f308",  # The flag of the rainbow
        "\U0001f469\U0001f3fd\u200d\U0001f680",  # An astronaut, with a color of skin
        "x" * 100,
    ],
)
def test_words_of_any_script_are_names(name: str) -> None:
    assert check_name(name) == name


def test_what_looks_the_same_is_the_same() -> None:
    assert check_name("  A\u0308pfel\u00a0und \u2003 Birnen\u2003") == "Äpfel und Birnen"


@pytest.mark.parametrize("char", ["\uffff", "\U0002fffe"])
def test_of_a_character_that_is_not_known_it_says_so(char: str) -> None:
    """What a later version of Unicode adds is no character that nobody sees."""
    with pytest.raises(InvalidName, match=f"not known here.*U.{ord(char):04X}.*at place 2"):
        check_name(f"a{char}")
