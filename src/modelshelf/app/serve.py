"""`modelshelf serve`: the processes of one machine, started together and stopped together."""

import contextlib
import fcntl
import socket
import sys
from collections.abc import Callable, Iterator
from typing import TypeAlias

from modelshelf.app.children import Child
from modelshelf.app.loading import loading
from modelshelf.app.valkey import private_valkey, wait_until_ready
from modelshelf.kit.errors import Conflict, Problem
from modelshelf.kit.settings import Settings

Announce: TypeAlias = Callable[[str, str | None], None]


class AlreadyServing(Conflict):
    code = "already_serving"
    title = "Already running"


class AddressInUse(Problem):
    code = "address_in_use"
    title = "The address is taken"


def serve(
    settings: Settings, *, with_worker: bool, announce: Announce, farewell: Callable[[], None]
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        with_worker: Run this machine's worker as a child process.
        announce: Called once with the address and, while there is no user, the set-up code.
        farewell: Called once when it begins to stop, which takes some seconds.

    Raises:
        AlreadyServing, AddressInUse, Unavailable (the private Valkey does not start).
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _only_one(settings), _listen(settings) as listener, contextlib.ExitStack() as stack:
        children = []
        if settings.private_valkey:
            children.append(_start(private_valkey(settings), stack))
        if with_worker:
            children.append(_start(_worker(settings), stack))
        # Two cores share what takes longest.
        with loading():
            from modelshelf.app.server import Server  # noqa: PLC0415 (while the children start)
            from modelshelf.kit import logs  # noqa: PLC0415 (while the children start)

        logs.configure()

        if settings.private_valkey:
            wait_until_ready(children[0], settings)
        with Server(settings) as server:
            announce(_address(listener), server.setup_code)
            server.run(listener, children, farewell)


def _start(child: Child, stack: contextlib.ExitStack) -> Child:
    child.start()
    stack.callback(child.stop)
    return child


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
                "another port: MODELSHELF_PORT, or --port."
            ) from error
        listener.listen(1024)
        yield listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
