"""A brake on guessing passwords, shared by all servers of an installation."""

import hashlib
import ipaddress
from dataclasses import dataclass

from modelshelf.accounts.errors import TooManyAttempts
from modelshelf.kit.throttle import Full, Throttle

WINDOW_SECONDS = 300.0
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 100


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try that has begun, as it is counted."""

    address_key: str
    address_mark: str
    account_key: str


class SignInAttempts:
    """Counts failed sign-ins: per account and address, and per address whatever the account.

    An attempt counts from its beginning, so that many at the same moment count as many; success
    wipes the account's slate. Names and addresses are counted by their hashes: what is typed as a
    name may be a password.
    """

    def __init__(self, throttle: Throttle) -> None:
        self._throttle = throttle

    async def begin(self, username_folded: str, address: str | None) -> Attempt:
        """Raises: TooManyAttempts, with `retry_after_seconds`."""
        network = _network(address)
        address_key = _key("address", network)
        account_key = _key("account", network, username_folded)
        try:
            mark = await self._throttle.begin(address_key, MOST_PER_ADDRESS, WINDOW_SECONDS)
            await self._throttle.begin(account_key, MOST_PER_ACCOUNT, WINDOW_SECONDS)
        except Full as full:
            raise TooManyAttempts(
                "There were too many failed sign-ins from your address. "
                f"Try again in {full.seconds} seconds.",
                retry_after_seconds=full.seconds,
            ) from None
        return Attempt(address_key, mark, account_key)

    async def succeeded(self, attempt: Attempt) -> None:
        await self._throttle.forget(attempt.address_key, attempt.address_mark)
        await self._throttle.clear(attempt.account_key)


def _network(address: str | None) -> str:
    """One customer's addresses: of IPv6 that is a network of 64 bits at least."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(ip, ipaddress.IPv6Address):
        mapped = ip.ipv4_mapped
        return str(mapped or ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def _key(*parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    return f"modelshelf:sign_in:{digest}"
