"""`modelshelf serve`: the page and the API, and by default the processes they need."""

import asyncio
import contextlib
import fcntl
import socket
import sys
from collections.abc import Callable, Iterator
from typing import TypeAlias

import structlog
import uvicorn

from modelshelf.accounts.service import ensure_admin
from modelshelf.accounts.setup_code import SetupCode
from modelshelf.app.api import create_app
from modelshelf.app.children import Child
from modelshelf.app.shelf import Shelf
from modelshelf.app.valkey import private_valkey, wait_until_ready
from modelshelf.kit.errors import Conflict, Problem
from modelshelf.kit.loop import loop_factory
from modelshelf.kit.settings import Settings
from modelshelf.migrations import upgrade
from modelshelf.operations.runner import release_dead

WATCH_SECONDS = 1.0

log = structlog.get_logger()


Announce: TypeAlias = Callable[[str, str | None], None]


class AlreadyServing(Conflict):
    code = "already_serving"
    title = "Already running"


class AddressInUse(Problem):
    code = "address_in_use"
    title = "The address is taken"


def serve(settings: Settings, *, with_worker: bool, announce: Announce) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        with_worker: Run this machine's worker as a child process.
        announce: Called once with the address and, while there is no user, the set-up code.

    Raises:
        AlreadyServing, AddressInUse, Unavailable (the private Valkey does not start).
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with _only_one(settings), _listen(settings) as listener, contextlib.ExitStack() as stack:
        children = []
        if settings.private_valkey:
            valkey = private_valkey(settings)
            children.append(valkey)
            _start(valkey, stack)
            wait_until_ready(valkey, settings)
        shelf = Shelf.open(settings)
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            has_account = runner.run(_prepare(shelf))
            if with_worker:
                worker = _worker(settings)
                children.append(worker)
                _start(worker, stack)
            setup_code = None if has_account else SetupCode()
            announce(_address(listener), setup_code.text if setup_code else None)
            runner.run(_serve(shelf, listener, children, setup_code))


async def _prepare(shelf: Shelf) -> bool:
    """Make the database ready; returns whether there is an account."""
    await upgrade(shelf.database)
    has_account = await ensure_admin(shelf.database, shelf.settings)
    # Before anybody can ask: what a killed process left must not look as if it ran.
    await release_dead(shelf.database, shelf.publisher, shelf.settings.node)
    return has_account


async def _serve(
    shelf: Shelf, listener: socket.socket, children: list[Child], setup_code: SetupCode | None
) -> None:
    app = create_app(shelf)
    app.state.setup_code = setup_code
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        # A stream of events never ends by itself.
        timeout_graceful_shutdown=2,
        lifespan="on",
    )
    watcher = asyncio.create_task(_keep_running(children))
    try:
        await uvicorn.Server(config).serve(sockets=[listener])
    finally:
        watcher.cancel()


async def _keep_running(children: list[Child]) -> None:
    """Start a child again that ended by itself."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        for child in children:
            if not child.alive:
                log.error("child_ended", child=child.name)
                child.start()


def _start(child: Child, stack: contextlib.ExitStack) -> None:
    child.start()
    stack.callback(child.stop)


def _worker(settings: Settings) -> Child:
    return Child(
        "worker",
        [sys.executable, "-m", "modelshelf", "worker", "--node", settings.node],
        settings.data_dir / "worker.pid",
    )


@contextlib.contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """One `serve` per data folder; the lock goes with the process, however that ends."""
    with (settings.data_dir / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServing(
                f"Modelshelf already serves from {settings.data_dir}. Stop it first, or set "
                "MODELSHELF_DATA_DIR to another folder."
            ) from None
        yield


@contextlib.contextmanager
def _listen(settings: Settings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise AddressInUse(
                f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). Choose "
                "another with --port."
            ) from error
        listener.listen(1024)
        yield listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
