"""Words that others have chosen, for people to read."""

_UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"


def one_line(text: str) -> str:
    """The text with a mark in the place of each character that a terminal would obey."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _UNPRINTABLE for char in text)


def printable(text: str) -> str:
    """As `one_line`, for each line of a text."""
    return "\n".join(map(one_line, text.split("\n")))
