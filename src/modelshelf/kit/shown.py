"""The settings in force, as they may be shown: no secret, no password in an address."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from modelshelf.kit.settings import Settings

HIDDEN = "…"
_SECRET_PARAMETER = re.compile(r"([^&=]*(?:pass|secret|token|key)[^&=]*=)[^&]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting.

    Attributes:
        name: As in the environment.
        value: What is in force; of a secret only `set`; None where there is nothing.
        is_default: Whether nobody set it.
        is_secret: Whether its value is kept back.
    """

    name: str
    value: str | int | bool | None
    is_default: bool
    is_secret: bool
    description: str


def shown_settings(settings: Settings) -> list[Shown]:
    """All settings in the order of `docs/settings.md`."""
    prefix = settings.model_config.get("env_prefix", "")
    shown = []
    for name, field in type(settings).model_fields.items():
        alias = getattr(field.validation_alias, "choices", None)
        value = getattr(settings, name)
        shown.append(
            Shown(
                name=str(alias[0]) if alias else f"{prefix}{name}".upper(),
                value=_shown(value),
                is_default=name not in settings.model_fields_set,
                is_secret=isinstance(value, SecretStr) or "SecretStr" in str(field.annotation),
                description=field.description or "",
            )
        )
    return shown


def _shown(value: Any) -> str | int | bool | None:
    match value:
        case None | bool() | int():
            return value
        case SecretStr():
            return "set"
        case str() if "://" in value:
            return without_secrets(value)
        case _:
            return str(value)


def without_secrets(url: str) -> str:
    """An address without its password, and without what looks like one among its parameters."""
    scheme, _, rest = url.partition("://")
    # By hand: a password may hold what an address should not, and that must not show it.
    address, mark, query = rest.partition("?")
    credentials, at, place = address.rpartition("@")
    user, colon, _ = credentials.partition(":")
    query = _SECRET_PARAMETER.sub(rf"\1{HIDDEN}", query)
    return f"{scheme}://{user}{colon and ':' + HIDDEN}{at}{place}{mark}{query}"
