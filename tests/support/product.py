"""The product as people run it: its commands, as processes, in folders of their own."""

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO

import psutil
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from modelshelf.accounts.models import Role, User
from modelshelf.accounts.passwords import hash_password
from tests.support.api import Api
from tests.support.commands import Process, forker
from tests.support.wait import wait_for

CHECKOUT = Path(__file__).resolve().parents[2]
ADMIN, PASSWORD = "ada", "correct horse battery"
COMMAND_SECONDS = 120.0
STOP_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1
_ANNOUNCEMENT = "Modelshelf is at "


@dataclass
class Server:
    """A running `modelshelf serve`."""

    process: Process
    url: str
    data_dir: Path
    output: Path
    api: Api
    _apis: list[Api] = field(default_factory=list)

    def as_user(self, username: str) -> Api:
        """The API as another user of `PASSWORD`."""
        self._apis.append(Api.signed_in(self.url, username, PASSWORD))
        return self._apis[-1]

    def as_nobody(self) -> Api:
        self._apis.append(Api(self.url))
        return self._apis[-1]

    def child(self, name: str) -> psutil.Process:
        """The process of its `worker` or of its `valkey`."""
        return psutil.Process(int((self.data_dir / f"{name}.pid").read_text().split()[0]))

    def tree(self) -> list[psutil.Process]:
        """The server and everything that it started."""
        server = psutil.Process(self.process.pid)
        return [server, *server.children(recursive=True)]

    def kill_everything(self) -> None:
        """End the server and everything that it started, at once, as a power cut would."""
        for process in self.tree():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait(STOP_SECONDS)

    def wait_until_ready(self) -> None:
        def ready() -> bool:
            return self.api.http.get("/ready").status_code == 200

        wait_for(ready, "the worker is at work")


@dataclass
class Product:
    """One installation: its folders, its settings, and its commands.

    Attributes:
        settings: Environment of each of its processes, without the prefix `MODELSHELF_`.
        wrapper: A command that its processes are run by, in the background; it must end as them.
        cold: Start Python itself for each command, as a shell would. Else it is a fork of a process
            that has imported everything already, which saves most of the time to start.
    """

    folder: Path
    hub_url: str
    settings: dict[str, str] = field(default_factory=dict)
    wrapper: tuple[str, ...] = ()
    cold: bool = sys.platform != "linux"

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    @property
    def cache_dir(self) -> Path:
        return self.folder / "cache"

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        ours = {
            "DATA_DIR": str(self.data_dir),
            "CACHE_DIR": str(self.cache_dir),
            "HUB_ENDPOINT": self.hub_url,
            "ADMIN_USERNAME": ADMIN,
            "ADMIN_PASSWORD": PASSWORD,
            "DISK_RESERVE": "0",
            "UPDATE_CHECK_HOURS": "0",
            **self.settings,
        }
        theirs = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MODELSHELF_", "HF_", "PYTEST_", "PYTHONDONTWRITE"))
        }
        named = {f"MODELSHELF_{name}": value for name, value in ours.items()}
        paths = {"PYTHONPATH": str(CHECKOUT / "src"), "HOME": str(self.folder), "COLUMNS": "200"}
        return {**theirs, **named, **paths, **more}

    def start(self, *arguments: str, output: Path, **more: str) -> Process:
        """Start a command; what it prints goes to one file. It ends with this process."""
        with output.open("a") as target, Path(os.devnull).open() as nothing:
            return self._start(arguments, self.environment(more), nothing, target, target)

    def run(
        self, *arguments: str, stdin: str = "", **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, which must come without a traceback."""
        self.folder.mkdir(exist_ok=True)
        with (
            tempfile.TemporaryFile("w+") as given,
            tempfile.TemporaryFile("w+") as said,
            tempfile.TemporaryFile("w+") as told,
        ):
            given.write(stdin)
            given.seek(0)
            process = self._start(arguments, self.environment(more), given, said, told)
            try:
                status = process.wait(COMMAND_SECONDS)
            finally:
                process.kill()
            said.seek(0)
            told.seek(0)
            done = subprocess.CompletedProcess(arguments, status, said.read(), told.read())
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return done

    def _start(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        stdin: IO[str],
        stdout: IO[str],
        stderr: IO[str],
    ) -> Process:
        if not self.cold and not self.wrapper:
            return forker().start(arguments, self.folder, environment, stdin, stdout, stderr)
        return subprocess.Popen(
            [*self.wrapper, sys.executable, "-m", "modelshelf", *arguments],
            cwd=self.folder,
            env=environment,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (the child is to die with the test run)
        )

    @contextmanager
    def background(self, *arguments: str, **more: str) -> Iterator[Process]:
        """Run a command while the block runs."""
        process = self.start(*arguments, output=self._new_log(), **more)
        try:
            yield process
        finally:
            end(process)

    @contextmanager
    def serving(self, *arguments: str, **more: str) -> Iterator[Server]:
        """Run `serve` on a free port while the block runs; the administrator is signed in."""
        output = self._new_log()
        process = self.start("serve", "--port", "0", *arguments, output=output, **more)
        apis: list[Api] = []
        try:
            url = _address(process, output)
            if self.settings.get("ADMIN_USERNAME") == "":
                apis.append(Api(url))
            else:
                apis.append(Api.signed_in(url, ADMIN, PASSWORD))
            yield Server(process, url, self.data_dir, output, apis[0], apis)
        finally:
            for api in apis:
                api.http.close()
            end(process)

    def add_user(self, username: str, role: Role) -> None:
        """An account with `PASSWORD`, made in the database of a server that has started."""
        engine = create_engine(f"sqlite:///{self.data_dir / 'modelshelf.db'}")
        with Session(engine) as session, session.begin():
            session.add(
                User(
                    username=username,
                    username_folded=username.casefold(),
                    role=role,
                    password_hash=_password_hash(),
                )
            )
        engine.dispose()

    def _new_log(self) -> Path:
        self.folder.mkdir(exist_ok=True)
        descriptor, path = tempfile.mkstemp(suffix=".log", dir=self.folder)
        os.close(descriptor)
        return Path(path)


def is_gone(process: psutil.Process) -> bool:
    """Whether it runs no more; its entry may wait to be collected by whoever adopted it."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def end(process: Process) -> None:
    """End a process in order, or else at once."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _address(process: Process, output: Path) -> str:
    """What `serve` announces first: where it is."""

    def announced() -> str | None:
        text = output.read_text()
        assert process.poll() is None, f"serve ended: {text}"
        lines = [line for line in text.splitlines() if line.startswith(_ANNOUNCEMENT)]
        return lines[0].removeprefix(_ANNOUNCEMENT) if lines else None

    return wait_for(announced, "serve says where it is")


@cache
def _password_hash() -> str:
    # Hashing is slow on purpose: once a run will do.
    return asyncio.run(hash_password(PASSWORD))


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:
        os._exit(1)
