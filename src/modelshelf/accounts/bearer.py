"""The random tokens that people and programs show. The database keeps their hashes only."""

import hashlib
import secrets

TOKEN_BYTES = 32

# Recognisable for people, for filters of logs, and for programs that look for leaked secrets.
API_TOKEN_PREFIX = "msh_"  # noqa: S105 (what tokens begin with)


def new_session_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_api_token() -> str:
    return API_TOKEN_PREFIX + secrets.token_urlsafe(TOKEN_BYTES)


def is_api_token(token: str) -> bool:
    return token.startswith(API_TOKEN_PREFIX)


def hash_token(token: str) -> str:
    """sha256 in hex. 256 random bits cannot be guessed from it: no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
