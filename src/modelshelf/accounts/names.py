"""Usernames: which there can be, and when two are the same."""

import re
import unicodedata

from modelshelf.accounts.errors import InvalidUsername

_USERNAME = re.compile(r"[\w.@+-]{1,64}")


def normalise(username: str) -> str:
    """One spelling for what looks the same: `ﬁ` and `fi`, or `é` in one character and in two."""
    return unicodedata.normalize("NFKC", username)


def fold(username: str) -> str:
    """The name as it is compared: `Ada` and `ada` are one account."""
    return normalise(username).casefold()


def can_be_username(typed: str) -> bool:
    """Whether somebody may have the name that was typed. How it is compared says nothing of that:
    `İ` becomes an `i` with a dot of its own, which is no letter, and 64 `ß` become 128 `s`."""
    return is_username(normalise(typed))


def is_username(username: str) -> bool:
    return _USERNAME.fullmatch(username) is not None


def check_username(username: str) -> str:
    """Gives its one spelling. Raises: InvalidUsername."""
    username = normalise(username)
    if not is_username(username):
        raise InvalidUsername(
            "A username has 1 to 64 letters, digits and the characters . _ - @ + and no spaces."
        )
    return username
