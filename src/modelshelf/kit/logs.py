"""Logs: one line an event, for a person on a terminal and as JSON elsewhere; never a secret."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from enum import IntEnum
from typing import Any

import structlog

_SECRET_NAMES = re.compile(r"token|password|secret|authorization|cookie|signature", re.IGNORECASE)
_SECRETS = re.compile(
    r"\b(?:hf_[A-Za-z0-9]{8,}|msh_[A-Za-z0-9_-]{8,}|Bearer\s+\S+)"
    r"|([?&](?:X-Amz-)?Signature=)[^&\s]+"
    r"|(://[^\s/:@]*:)[^\s/@]+(?=@)"  # The password in an address.
)


class Level(IntEnum):
    """How much is told: of a service everything of note, of a command only what broke."""

    INFO = logging.INFO
    ERROR = logging.ERROR


def _hide_secrets(
    _logger: object, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for name, value in entry.items():
        entry[name] = without_secrets(value, name)
    return entry


def without_secrets(value: Any, name: str = "") -> Any:
    """The same value as JSON can hold it, without what looks like a secret or is named like one."""
    if _SECRET_NAMES.search(name) and value:
        return "[hidden]"
    match value:
        case str():
            return _SECRETS.sub(r"\1\2[hidden]", value)
        case Mapping():
            return {inner: without_secrets(part, str(inner)) for inner, part in value.items()}
        case list() | tuple() | set() | frozenset():
            return [without_secrets(part) for part in value]
        case None | bool() | int() | float():
            return value
        case _:
            return without_secrets(str(value))


def configure(level: Level = Level.INFO) -> None:
    """Set up structlog for this process, on standard error."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _hide_secrets,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
