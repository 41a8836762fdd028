"""What all routes of one running Hub share, and the way every request takes to them."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from tests.hub.answers import Refused
from tests.hub.body import forever
from tests.hub.faults import (
    Delay,
    Drop,
    Faults,
    Hang,
    InvalidJson,
    RedirectLoop,
    RedirectTo,
    Status,
    Trouble,
)
from tests.hub.pace import ConnectionPacers, Pacer
from tests.hub.repository import LocalHub
from tests.hub.stats import Origin, Seen, Stats

_WINDOW_SECONDS = 300
TROUBLE = web.RequestKey("trouble", Trouble)


@dataclass(frozen=True)
class Options:
    """How a local Hub serves.

    Attributes:
        port: 0 for any free one.
        second_origin: Redirect LFS files to another port, with signed links that expire.
        link_seconds: How long such a link is good for.
        bytes_per_second: Of file content, over all connections.
        connection_bytes_per_second: Of file content, per connection, across its requests.
        page_size: Entries per page of a listing.
        xet: Say of LFS files that they are stored with Xet, and serve them so, too.
        ipv6: Listen on `::1` as well, on the same port.
        certificate: A PEM file with key and certificate; with it the Hub is served over TLS.
        api_limit: Questions to the API, and fetches of files, that it takes in five minutes.
    """

    port: int = 0
    second_origin: bool = False
    link_seconds: float = 300.0
    bytes_per_second: float | None = None
    connection_bytes_per_second: float | None = None
    page_size: int = 1000
    ipv6: bool = False
    xet: bool = False
    certificate: Path | None = None
    api_limit: int | None = None


@dataclass
class Serving:
    """The state of one running Hub."""

    hub: LocalHub
    options: Options
    faults: Faults = field(default_factory=Faults)
    stats: Stats = field(default_factory=Stats)
    url: str = ""
    cdn_url: str | None = None
    link_secret: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    pacers: tuple[Pacer | ConnectionPacers, ...] = ()
    asked: dict[str, tuple[float, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        in_all, each = self.options.bytes_per_second, self.options.connection_bytes_per_second
        pacers = (Pacer(in_all) if in_all else None, ConnectionPacers(each) if each else None)
        self.pacers = tuple(pacer for pacer in pacers if pacer is not None)


def door(serving: Serving, origin: Origin, connections: Callable[[], int]) -> Middleware:
    """The middleware of an origin: counts the request, and lets go wrong what was ordered."""

    @web.middleware
    async def pass_on(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/_"):
            return await handler(request)
        _remember(serving.stats, request, origin, connections())
        is_file = origin == "cdn" or "/resolve/" in request.path or "/xorbs/" in request.path
        trouble = serving.faults.meet(origin, request.method, request.path, is_file=is_file)
        request[TROUBLE] = trouble
        try:
            return await _answer(request, handler, trouble, serving)
        except asyncio.CancelledError:  # The client hung up.
            serving.stats.abandoned.append(request.path)
            raise

    return pass_on


async def _answer(
    request: web.Request, handler: Handler, trouble: Trouble, serving: Serving
) -> web.StreamResponse:
    if instead := await _answer_instead(request, trouble):
        return instead
    told, exceeded = _rate_limit(request, serving)
    if exceeded:
        return web.Response(status=429, headers=told)
    try:
        response = await handler(request)
    except Refused as refused:
        response = refused.response
    if not response.prepared:
        response.headers.update(told)
    return response


def _rate_limit(request: web.Request, serving: Serving) -> tuple[dict[str, str], bool]:
    """The headers that tell of it (draft-ietf-httpapi-ratelimit-headers-09), and whether it is
    used up; windows of five minutes, as the public Hub has them, that begin with the first request.
    """
    limit = serving.options.api_limit
    if limit is None:
        return {}, False
    kind = "resolvers" if "/resolve/" in request.path else "api"
    began, used = serving.asked.get(kind, (0.0, 0))
    if time.monotonic() - began > _WINDOW_SECONDS:
        began, used = time.monotonic(), 0
    serving.asked[kind] = (began, used + 1)
    left = max(0, limit - used - 1)
    resets = round(began + _WINDOW_SECONDS - time.monotonic())
    headers = {
        "RateLimit": f'"{kind}";r={left};t={resets}',
        "RateLimit-Policy": f'"fixed window";"{kind}";q={limit};w={_WINDOW_SECONDS}',
    }
    return headers, used >= limit


def _remember(stats: Stats, request: web.Request, origin: Origin, connections: int) -> None:
    headers = {name.lower(): value for name, value in request.headers.items()}
    peer = request.transport.get_extra_info("peername") if request.transport is not None else None
    stats.seen.append(
        Seen(
            origin,
            request.method,
            request.path,
            request.query_string,
            headers,
            client_port=peer[1] if peer else 0,
            came_at=time.monotonic(),
        )
    )
    stats.peak_connections = max(stats.peak_connections, connections)


async def _answer_instead(request: web.Request, trouble: Trouble) -> web.StreamResponse | None:
    """The answer of a fault that leaves the real one out; None where none does."""
    for action in trouble.actions:
        match action:
            case Delay(seconds):
                await asyncio.sleep(seconds)
            case Hang():
                await forever()
            case Drop():
                if request.transport is not None:
                    request.transport.close()
                await forever()
            case Status():
                return _status_response(action)
            case RedirectLoop():
                return web.Response(status=302, headers={"Location": request.path_qs})
            case RedirectTo(url):
                return web.Response(status=302, headers={"Location": url})
            case InvalidJson():
                return web.Response(body=b'{"id": "a/b", "sib', content_type="application/json")
    return None


def _status_response(action: Status) -> web.Response:
    headers = {
        "Retry-After": action.retry_after,
        "X-Error-Code": action.error_code,
        "X-Error-Message": action.error_message,
    }
    sent = {name: value for name, value in headers.items() if value is not None}
    return web.Response(status=action.status, text=action.body, headers=sent)
