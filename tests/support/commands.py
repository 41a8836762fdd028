"""The product's commands as processes: by a fork of `forker.py`, or as a shell would start them."""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol

_CHECKOUT = Path(__file__).resolve().parents[2]
_DEATH_SECONDS = 5.0


class Process(Protocol):
    """What a test does with a process: a part of `subprocess.Popen`."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, number: int) -> None: ...

    def terminate(self) -> None: ...

    def kill(self) -> None: ...


class Forked:
    """A process that the forker has started, and whose end it reports."""

    def __init__(self, report: socket.socket, arguments: Sequence[str]) -> None:
        self.args = arguments
        self.returncode: int | None = None
        self._report = report
        self.pid = int(report.recv(100))

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self._report], [], [], 0)[0]:
            self._take_report()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._report], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
            self._take_report()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _take_report(self) -> None:
        said = self._report.recv(100)
        assert said, "the forker died, and what it had started with it"
        self.returncode = int(said)
        self._report.close()


class Forker:
    """The process that `forker.py` runs in; it ends with this one."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.forker", str(theirs.fileno())],
                cwd=_CHECKOUT,
                env={**os.environ, "PYTHONPATH": str(_CHECKOUT / "src")},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    def start(
        self,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        stdin: IO[Any],
        stdout: IO[Any],
        stderr: IO[Any],
    ) -> Forked:
        report, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = {
            "arguments": list(arguments),
            "folder": str(folder),
            "environment": dict(environment),
        }
        files = [file.fileno() for file in (stdin, stdout, stderr)]
        with theirs:
            message = [json.dumps(order).encode()]
            socket.send_fds(self._orders, message, [*files, theirs.fileno()])
        return Forked(report, arguments)

    def end(self) -> None:
        self._orders.close()
        self._process.wait(_DEATH_SECONDS)


@cache
def forker() -> Forker:
    """The one of this process."""
    started = Forker()
    atexit.register(started.end)
    return started
