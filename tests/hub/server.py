"""A Hub on loopback, in an event loop of the caller's or in a thread of its own."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import web

from tests.hub.api import ApiRoutes
from tests.hub.control import ControlRoutes
from tests.hub.entrance import Entrance
from tests.hub.faults import Faults
from tests.hub.files import FileRoutes
from tests.hub.repository import LocalHub
from tests.hub.serving import Options, Serving, door
from tests.hub.stats import Origin, Stats
from tests.hub.xet import XetRoutes

# For a broken Hub, and never for a slow machine.
_PATIENCE_SECONDS = 60.0


class HubServer:
    """One Hub that is being served.

    Attributes:
        hub: Its repositories; they may be changed while it runs.
        faults: What shall go wrong.
        stats: What it has seen.
    """

    def __init__(self, hub: LocalHub, options: Options | None = None) -> None:
        self._serving = Serving(hub, options or Options())
        self._runners: list[web.AppRunner] = []
        self._entrances: list[Entrance] = []

    @property
    def hub(self) -> LocalHub:
        return self._serving.hub

    @property
    def faults(self) -> Faults:
        return self._serving.faults

    @property
    def stats(self) -> Stats:
        return self._serving.stats

    @property
    def url(self) -> str:
        """The endpoint, without a slash at its end."""
        return self._serving.url

    @property
    def cdn_url(self) -> str | None:
        """The second origin, where there is one."""
        return self._serving.cdn_url

    async def start(self) -> None:
        serving = self._serving
        files = FileRoutes(serving)
        if serving.options.second_origin:
            serving.cdn_url = await self._listen("cdn", files.cdn_routes(), port=0)
        routes = [
            *ControlRoutes(serving).routes(),
            *ApiRoutes(serving).routes(),
            *files.hub_routes(),
            *(XetRoutes(serving).routes() if serving.options.xet else ()),
        ]
        serving.url = await self._listen("hub", routes, port=serving.options.port)

    async def stop(self) -> None:
        """Stop at once: requests under way are cut off."""
        for entrance in self._entrances:
            await entrance.close()
        for runner in reversed(self._runners):
            await runner.cleanup()

    async def _listen(self, origin: Origin, routes: list[web.RouteDef], port: int) -> str:
        # The middleware asks for connections that only the runner knows, and it wraps the app.
        app = web.Application(
            middlewares=[door(self._serving, origin, lambda: _connections(runner))]
        )
        app.add_routes(routes)
        runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await runner.setup()
        self._runners.append(runner)
        tls = _tls(self._serving.options.certificate)
        assert runner.server is not None
        entrance = Entrance(runner.server, tls)
        self._entrances.append(entrance)
        port = entrance.open("127.0.0.1", port)
        if self._serving.options.ipv6:
            entrance.open("::1", port)
        return f"{'https' if tls else 'http'}://127.0.0.1:{port}"


@contextmanager
def running_hub(hub: LocalHub, options: Options | None = None) -> Iterator[HubServer]:
    """Serve a hub from a thread of its own while the block runs."""
    server = HubServer(hub, options)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="local-hub", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.start(), loop).result(_PATIENCE_SECONDS)
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(_PATIENCE_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE_SECONDS)
        loop.close()


def _tls(certificate: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def _connections(runner: web.AppRunner) -> int:
    return len(runner.server.connections) if runner.server else 0
