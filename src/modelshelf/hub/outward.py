"""How a request leaves for the Hub, and for wherever the Hub sends us on."""

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from pydantic import SecretStr
from yarl import URL

from modelshelf import __version__
from modelshelf.hub.proxies import Proxies

MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# The public Hub, and where it has its storage.
_PUBLIC = ("huggingface.co", "hf.co")


def open_session(connector: aiohttp.TCPConnector, **more: Any) -> aiohttp.ClientSession:
    """Connections that say who we are, and hand on bodies as they come."""
    return aiohttp.ClientSession(
        connector=connector,
        # Cookies would tie one person's questions to another's.
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        headers={"User-Agent": f"modelshelf/{__version__}", "Accept-Encoding": "identity"},
        **more,
    )


class NoWay(ValueError):
    """A redirect that is not followed; the text says where it leads, for people."""


@dataclass(slots=True)
class Outward:
    """Sends requests by the proxy that the environment names; redirects are the caller's to follow.

    Args:
        hub: The Hub's origin, the only one that is told a token.
    """

    hub: URL
    _proxies: Proxies = field(init=False, default_factory=Proxies)

    async def get(
        self,
        session: aiohttp.ClientSession,
        url: URL,
        headers: Mapping[str, str],
        token: SecretStr | None,
    ) -> aiohttp.ClientResponse:
        """Raises: What aiohttp raises."""
        headers = dict(headers)
        # Wherever the Hub sends us, the token stays with the Hub.
        if token is not None and url.origin() == self.hub:
            headers["Authorization"] = f"Bearer {token.get_secret_value()}"
        proxy, proxy_headers = self._proxies.on_the_way_to(url)
        if url.scheme == "http":
            headers |= proxy_headers  # Without TLS the proxy reads the request itself.
        return await session.get(
            url, headers=headers, allow_redirects=False, proxy=proxy, proxy_headers=proxy_headers
        )

    def joined(self, url: URL, location: str) -> URL:
        """Where a redirect leads.

        No Hub sends us to a link-local address, behind which clouds keep the secrets of a machine;
        and the public Hub only on by https, and to no private address. By https a name that leads
        to a private one finds nobody there who can prove to have it. Whoever sets a Hub of their
        own may have it anywhere, and its storage as well (docs/security.md).

        Raises:
            NoWay
        """
        try:
            location.encode()  # Raises where half of a character is in it.
            # Taken as it is: a signature covers the address as it was spelled.
            target = url.join(URL(location, encoded=True))
            # Both are read late by yarl: these raise where there is no host, or no such port.
            reachable = bool(target.origin().port)
        except ValueError as error:
            raise NoWay(f"{location[:200]!r}, which is no address") from error
        if not reachable or target.scheme not in ("http", "https"):
            raise NoWay(f"{location[:200]!r}, which is no address of the web")
        if target.host != self.hub.host:
            self._check(target)
        return target

    def _check(self, target: URL) -> None:
        host = target.host or ""
        ours = self.hub.host or ""
        public = any(ours == name or ours.endswith(f".{name}") for name in _PUBLIC)
        address = _literal(host)
        inner = address is not None and not address.is_global
        if public and (target.scheme != "https" or inner or host.endswith("localhost")):
            raise NoWay(f"{host}, where the public Hub has nothing")
        if address is not None and address.is_link_local:
            raise NoWay(f"{host}, where no Hub has anything")


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is, and not the name of; also where an IPv6 one holds an IPv4 one,
    or it is spelled as one number, as the C library takes it."""
    try:
        packed = socket.inet_aton(host)
        return ipaddress.IPv4Address(packed)
    except (OSError, ValueError):
        pass
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
