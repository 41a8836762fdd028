"""How a request leaves for the Hub, and for wherever the Hub sends us on."""

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
