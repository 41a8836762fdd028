"""Passwords: Argon2id, off the event loop, and no faster for an account that does not exist."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Lock

from pwdlib import PasswordHash

from modelshelf.accounts.errors import WeakPassword

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1024

# A hash takes 64 MiB and tens of milliseconds of several cores: two at once are enough, and they
# must not wait behind other work for threads.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")
_argon2 = PasswordHash.recommended()
_checks, _counting = 0, Lock()


def check_strength(password: str) -> None:
    """Raises: WeakPassword, when it is shorter than SHORTEST_PASSWORD characters."""
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(
            f"The password has {len(password)} characters. Choose one with at least "
            f"{SHORTEST_PASSWORD}; a few words in a row do well."
        )


async def hash_password(password: str) -> str:
    """The hash to store, with its salt and its parameters. Never call it in a transaction."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _argon2.hash, password)


async def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; never so without one, and not sooner either."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _matches, password, stored)


def checks_done() -> int:
    """How many passwords this process has compared: as many for names that nobody has."""
    return _checks


def _matches(password: str, stored: str | None) -> bool:
    global _checks  # noqa: PLW0603 (a figure of this process)
    with _counting:
        _checks += 1
    nobodys = _nobodys_hash()
    return _argon2.verify(password, stored or nobodys) and stored is not None


@cache
def _nobodys_hash() -> str:
    return _argon2.hash(secrets.token_urlsafe())
