"""The web server of `modelshelf serve`, and its eye on the other processes."""

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Self

import structlog
import uvicorn

from modelshelf.accounts.setup import ensure_admin
from modelshelf.accounts.setup_code import SetupCode
from modelshelf.app.api import create_app
from modelshelf.app.children import Child
from modelshelf.app.patience import PatientProtocol
from modelshelf.app.shelf import Shelf
from modelshelf.kit.loop import loop_factory
from modelshelf.kit.secret_key import secret_key
from modelshelf.kit.setting_forms import split
from modelshelf.kit.settings import Settings
from modelshelf.kit.web import Parts
from modelshelf.migrations import upgrade
from modelshelf.operations.dead import release_dead

WATCH_SECONDS = 0.5
DATE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0

log = structlog.get_logger()


class Server:
    """Ready to serve: the database is up to date, and nothing in it claims to run and does not.

    Attributes:
        setup_code: The one-time code while there is no account.
    """

    def __init__(self, settings: Settings) -> None:
        self._shelf = Shelf.open(settings)
        self._runner = asyncio.Runner(loop_factory=loop_factory())
        self._code: SetupCode | None = None

    @property
    def setup_code(self) -> str | None:
        return self._code.text if self._code else None

    def __enter__(self) -> Self:
        self._runner.__enter__()
        if not self._runner.run(_prepare(self._shelf)):
            self._code = SetupCode()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._runner.__exit__(kind, error, trace)

    def run(
        self, listener: socket.socket, children: Sequence[Child], farewell: Callable[[], None]
    ) -> None:
        """Serve on a listening socket until SIGINT or SIGTERM; `farewell` is called then."""
        self._runner.run(self._serve(listener, children, farewell))

    async def _serve(
        self, listener: socket.socket, children: Sequence[Child], farewell: Callable[[], None]
    ) -> None:
        app = create_app(self._shelf)
        if self._code is not None:
            Parts.of(app).add(self._code)
        proxies = split(self._shelf.settings.trusted_proxies)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            http=PatientProtocol,
            # Anybody can send such headers: only those who are trusted are believed.
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies,
            # A stream of events never ends by itself.
            timeout_graceful_shutdown=2,
            lifespan="on",
        )
        watcher = asyncio.create_task(_keep_running(children))
        try:
            await _Uvicorn(config, farewell).serve(sockets=[listener])
        finally:
            watcher.cancel()


class _Uvicorn(uvicorn.Server):
    """Left to itself, Uvicorn passes the signal on when it is done: the process would die of it
    before it has stopped its children in order."""

    def __init__(self, config: uvicorn.Config, farewell: Callable[[], None]) -> None:
        super().__init__(config)
        self._farewell = farewell
        self._ending = asyncio.Event()

    async def main_loop(self) -> None:
        """Keep the date that answers carry until it ends. Uvicorn's own looks ten times a second
        whether it is to end, which costs more than all else that a server does at rest."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DATE_SECONDS):
                    await self._ending.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._end, number)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    def _end(self, number: int) -> None:
        if not self.should_exit:
            self._farewell()
        self.handle_exit(number, None)
        self._ending.set()


async def _prepare(shelf: Shelf) -> bool:
    """Make database and key ready; returns whether there is an account."""
    await upgrade(shelf.database)
    secret_key(shelf.settings)
    # Before anybody can ask: what a killed process left must not look as if it ran.
    await release_dead(shelf.database, shelf.publisher, shelf.settings.node)
    return await ensure_admin(shelf.database, shelf.settings)


async def _keep_running(children: Sequence[Child]) -> None:
    """Start a child again that ended by itself; one that ends again and again, ever more rarely."""
    pauses = dict.fromkeys((child.name for child in children), WATCH_SECONDS)
    not_before = dict.fromkeys(pauses, 0.0)
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        for child in children:
            moment = time.monotonic()
            if child.alive:
                if moment > not_before[child.name] + LONGEST_PAUSE_SECONDS:
                    pauses[child.name] = WATCH_SECONDS
            elif moment >= not_before[child.name]:
                log.error("child_ended", child=child.name)
                pauses[child.name] = min(2 * pauses[child.name], LONGEST_PAUSE_SECONDS)
                not_before[child.name] = moment + pauses[child.name]
                with contextlib.suppress(OSError):  # No memory, no disk: try again later.
                    child.start()
