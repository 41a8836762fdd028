"""The forms that the values of settings have, and what is said of one that has another.

What was set is never repeated in the sentence: an address may hold a password.
"""

import ipaddress
import re
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

TRUE = {"1", "true", "yes", "on"}
DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "sqlite": "sqlite+aiosqlite",
}
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_HOST_NAME = re.compile(r"\*|(?:\*\.)?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_SIZE = re.compile(
    r"(?P<number>[+-]?[0-9][0-9_]{0,99}(?P<part>\.[0-9]{1,9})?) ?(?P<unit>[A-Za-z]{0,3})", re.A
)
_UNITS = {"": 1, "b": 1} | {
    f"{letter}{ending}": base**power
    for power, letter in enumerate("kmgtp", 1)
    for ending, base in (("b", 1000), ("ib", 1024))
}
# What a database holds, and what is left of a disk is compared with.
MOST_BYTES = 2**63 - 1
_FALSE = {"0", "false", "no", "off"}


def _absolute(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError:
        raise _fault(f"the home folder in {str(path)!r} is not known") from None


def _database_url(url: str) -> str:
    from sqlalchemy.engine import make_url  # noqa: PLC0415 (only where an address is set)
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415 (only where an address is set)

    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        raise _fault("it is no address; write postgresql://user:password@host/name") from None
    if parts.drivername not in {*DRIVERS, *DRIVERS.values()}:
        raise _fault("it must begin with postgresql:// or sqlite:///")
    if not parts.database:
        raise _fault("it names no database; write postgresql://user:password@host/name")
    return url


def _web_url(url: str, *schemes: str) -> str:
    """An address without the slashes at its end: what follows is joined with one."""
    try:
        parts = urlsplit(url)
        complete = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        complete = False
    if not complete:
        raise _fault(f"it is no address; write {schemes[0]}://host or {schemes[0]}://host:port")
    return url.rstrip("/")


def _hub_url(url: str) -> str:
    # It is shown to everybody here, and secrets have places of their own.
    if "@" in urlsplit(_web_url(url, "https", "http")).netloc:
        raise _fault(
            "it holds a user or a password, and is shown to everybody here; leave them out, and "
            "save the token of the Hub with `modelshelf hub login` or in HF_TOKEN"
        )
    return _web_url(url, "https", "http")


def _daily_hours(text: str) -> str:
    start, _, end = text.partition("-")
    if not (_TIME_OF_DAY.fullmatch(start) and _TIME_OF_DAY.fullmatch(end)):
        raise _fault("write HH:MM-HH:MM, such as 22:00-06:00")
    if start == end:
        raise _fault("both ends are the same; unset it to allow all hours")
    return text


def _fault(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("form", "{sentence}", {"sentence": sentence})


def _names(text: str) -> str:
    for name in split(text):
        if not _HOST_NAME.fullmatch(name):
            raise _fault(f"{name!r} is no name of a host; write them without scheme and port")
    return text


def _folders(text: str) -> str:
    """Several folders, each as an absolute path; a comma in a name cannot be written."""
    return ",".join(str(_absolute(Path(part))) for part in split(text))


def _networks(text: str) -> str:
    for network in split(text):
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            raise _fault(f"{network!r} is no address and no network, such as 10.0.0.0/8") from None
    return text


def _bytes(value: Any) -> Any:
    """A number of bytes, from one or from a size with a unit; a part of a byte does not count.

    A part of a number without a unit is mostly a forgotten one: 0.5 would be no byte at all.
    """
    if not isinstance(value, str):
        return value
    found = _SIZE.fullmatch(value.strip())
    if found is None or (factor := _UNITS.get(found["unit"].lower())) is None:
        raise _fault(
            "it is no size; write a number of bytes, or one with a unit, such as 20GB (10^9 bytes "
            "each) or 20GiB (2^30 bytes each)"
        )
    if found["part"] and factor == 1:
        raise _fault("bytes have no parts; is a unit missing, such as in 0.5GB or 0.5GiB?")
    size = int(Fraction(found["number"].replace("_", "")) * factor)
    if size > MOST_BYTES:
        raise _fault("it is more than 2^63-1 bytes, the most that can be set")
    return size


def split(text: str | None) -> list[str]:
    """The parts of a setting that holds several, separated by commas."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]


AbsolutePath = Annotated[Path, BeforeValidator(lambda value: _absolute(Path(value)))]
Bytes = Annotated[int, BeforeValidator(_bytes)]
Names = Annotated[str, AfterValidator(_names)]
Folders = Annotated[str, AfterValidator(_folders)]
Networks = Annotated[str, AfterValidator(_networks)]
DatabaseUrl = Annotated[str, AfterValidator(_database_url)]
RedisUrl = Annotated[str, AfterValidator(lambda url: _web_url(url, "redis", "rediss"))]
DailyHours = Annotated[str, AfterValidator(_daily_hours)]
Place = Annotated[
    str,
    AfterValidator(
        lambda place: (
            _web_url(place, "https", "http") if "://" in place else str(_absolute(Path(place)))
        )
    ),
]
HubUrl = Annotated[str, AfterValidator(lambda url: _hub_url(url.strip()))]


def _allowance(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    spelled = str(value).strip().lower()
    return "yes" if spelled in TRUE else "no" if spelled in _FALSE else spelled


class Allowance(StrEnum):
    """What an operator lets others do."""

    YES = "yes"
    ASK = "ask"
    NO = "no"


Allowed = Annotated[Allowance, BeforeValidator(_allowance)]
