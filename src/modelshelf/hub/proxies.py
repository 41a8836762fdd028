"""The proxy on the way to an origin, as the environment names it.

aiohttp's own `trust_env` would look it up in a thread for every request, and would mix the
passwords of .netrc with the token.
"""

from dataclasses import dataclass, field
from urllib.request import getproxies, proxy_bypass

import aiohttp
from yarl import URL


@dataclass(slots=True)
class Proxies:
    """Looked up once for each origin."""

    _known: dict[URL, tuple[URL | None, dict[str, str]]] = field(default_factory=dict)

    def on_the_way_to(self, url: URL) -> tuple[URL | None, dict[str, str]]:
        """The proxy, if any, and the headers with which it is asked."""
        origin = url.origin()
        if origin not in self._known:
            address = getproxies().get(url.scheme)
            if address is None or proxy_bypass(url.host or ""):
                self._known[origin] = (None, {})
            else:
                proxy = URL(address)
                login = aiohttp.encode_basic_auth(proxy.user or "", proxy.password or "")
                headers = {"Proxy-Authorization": login} if proxy.user else {}
                self._known[origin] = (proxy.with_user(None), headers)
        return self._known[origin]
