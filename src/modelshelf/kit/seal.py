"""Encryption of what has to be read again, with a key made from the installation's key.

Fernet: AES-128 in CBC mode with an HMAC-SHA256 over all of it (github.com/fernet/spec). Each
purpose has a key of its own: what was sealed for one is nothing to another.
"""

import base64
from typing import TYPE_CHECKING

from modelshelf.kit.secret_key import secret_key
from modelshelf.kit.settings import Settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class Unreadable(Exception):
    """It was encrypted with another key or for another purpose, changed since, or is too old."""


def seal(settings: Settings, purpose: str, text: str) -> str:
    return _cipher(settings, purpose).encrypt(text.encode()).decode()


def unseal(settings: Settings, purpose: str, sealed: str, seconds: int | None = None) -> str:
    """What was sealed, within so many seconds if that is asked. Raises: Unreadable."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 (only where something is sealed)

    try:
        return _cipher(settings, purpose).decrypt(sealed, ttl=seconds).decode()
    except (InvalidToken, ValueError) as error:
        raise Unreadable from error


def _cipher(settings: Settings, purpose: str) -> "Fernet":
    from cryptography.fernet import Fernet  # noqa: PLC0415 (slow to import, and only needed where something is sealed)
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 (slow to import, and only needed where something is sealed)
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 (slow to import, and only needed where something is sealed)

    info = f"modelshelf {purpose}".encode()
    key = HKDF(SHA256(), length=32, salt=None, info=info).derive(secret_key(settings))
    return Fernet(base64.urlsafe_b64encode(key))
