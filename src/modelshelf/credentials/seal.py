"""Encryption of what has to be read again, with a key made from the installation's key.

Fernet: AES-128 in CBC mode with an HMAC-SHA256 over all of it (github.com/fernet/spec).
"""

import base64
from typing import TYPE_CHECKING

from pydantic import SecretStr

from modelshelf.kit.settings import Settings, secret_key

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_PURPOSE = b"modelshelf hub token"


class Unreadable(Exception):
    """It was encrypted with another key, or changed since."""


def seal(settings: Settings, secret: SecretStr) -> str:
    return _cipher(settings).encrypt(secret.get_secret_value().encode()).decode()


def unseal(settings: Settings, sealed: str) -> SecretStr:
    """Raises: Unreadable."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 (only where a token is saved)

    try:
        return SecretStr(_cipher(settings).decrypt(sealed).decode())
    except InvalidToken as error:
        raise Unreadable from error


def _cipher(settings: Settings) -> "Fernet":
    from cryptography.fernet import Fernet  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    key = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret_key(settings))
    return Fernet(base64.urlsafe_b64encode(key))
