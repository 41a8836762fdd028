"""Starts the product's commands without the time that Python takes to read code.

It has imported the libraries and the product, and waits: each command is a fork of it that goes on
as `python -m modelshelf` does. `commands.py` speaks to it. Not huggingface_hub, which reads the
environment as it is imported, as the product does where it is needed: the command's is another.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import resource
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from typing import Any

import modelshelf

LIBRARIES = (
    "aiohttp",
    "aiosqlite",
    "alembic.command",
    "alembic.config",
    "celery.app.base",
    "celery.apps.worker",
    "celery.worker.consumer",
    "cryptography.fernet",
    "fastapi",
    "filelock",
    "kombu.transport.redis",
    "psutil",
    "pwdlib.hashers.argon2",
    "pydantic_settings",
    "redis.asyncio",
    "rich.console",
    "rich.progress",
    "rich.table",
    "rich.traceback",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "sqlalchemy.ext.asyncio",
    "sqlalchemy.orm",
    "structlog",
    "typer",
    "uvicorn.protocols.http.httptools_impl",
    "uvloop",
    "yaml",
)
# Nobody imports these: they are run by themselves, or by Alembic.
PROGRAMS = (
    "modelshelf.__main__",
    "modelshelf.app.bound",
    "modelshelf.hub.transfer.xet_child",
    "modelshelf.migrations.",
    "modelshelf.trial.program",
)
WORKER = [sys.executable, "-m", "modelshelf", "worker"]
# python -I -S bound.py PARENT_PID
BOUND_ARGUMENTS = 5
MOST_BYTES = 150_000
_PR_SET_PDEATHSIG = 1


def wait_for_orders(orders: socket.socket) -> dict[str, Any]:
    """Fork for each order; returns in the child, with what it was told."""
    running: dict[int, socket.socket] = {}
    wake_up, told_by = os.pipe()
    sources: list[socket.socket | int] = [orders, wake_up]
    os.set_blocking(told_by, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(told_by, warn_on_full_buffer=False)
    while True:
        ready, _, _ = select.select(sources, [], [])
        if wake_up in ready:
            os.read(wake_up, 1000)
            _report_the_ended(running)
        if orders not in ready:
            continue
        order, descriptors, _, _ = socket.recv_fds(orders, MOST_BYTES, 4)
        if not order:
            os._exit(0)
        process = os.fork()
        if process == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            orders.close()
            for report in running.values():
                report.close()
            os.close(wake_up)
            os.close(told_by)
            return _become(json.loads(order), descriptors)
        report = socket.socket(fileno=descriptors.pop())
        for descriptor in descriptors:
            os.close(descriptor)
        report.send(str(process).encode())
        running[process] = report


def _report_the_ended(running: dict[int, socket.socket]) -> None:
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            with running.pop(ended[0]) as report, contextlib.suppress(OSError):
                report.send(str(os.waitstatus_to_exitcode(ended[1])).encode())


def _become(told: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
    """Take on what an order gives: the files, the folder and the environment."""
    for number, descriptor in enumerate(descriptors):
        if number < 3:
            os.dup2(descriptor, number)
        os.close(descriptor)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 (open as long as the process)
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 (open as long as the process)
    sys.stderr = open(  # noqa: SIM115 (open as long as the process)
        2, "w", errors="backslashreplace", buffering=1, closefd=False
    )
    began_with = {f"__{name}__": getattr(sys, name) for name in ("stdin", "stdout", "stderr")}
    vars(sys).update(began_with)
    os.chdir(told["folder"])
    os.environ.clear()
    os.environ.update(told["environment"])
    time.tzset()
    sys.path[0] = told["folder"]
    sys.argv = ["modelshelf", *told["arguments"]]
    return told


class WorkerByFork(subprocess.Popen[bytes]):
    """Starts the worker of a `serve` that begins as a fork, too, with all that is imported.

    Everything else, and the worker of a server that is at work and has threads, is started as ever.
    """

    def _execute_child(self, args: Any, *rest: Any) -> None:
        command = list(args)[BOUND_ARGUMENTS:]
        if command[:4] != WORKER or threading.active_count() > 1:
            super()._execute_child(args, *rest)  # type: ignore[misc] # Private there, so it has no types.
            return
        parent = os.getpid()
        self.pid = os.fork()
        self._child_created = True
        if self.pid == 0:
            _be_the_worker(command[2:], parent)
        os.close(self._devnull)  # type: ignore[attr-defined] # Private there, so it has no types.


def _be_the_worker(arguments: list[str], parent: int) -> None:
    """What `children.py` asks of the system for a child, and then the command; never returns."""
    status: object = 1
    try:
        os.setpgid(0, 0)
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(nowhere, 1)
        os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        sys.argv = arguments
        if os.getppid() == parent:
            runpy.run_module("modelshelf", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        status = ended.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status if isinstance(status, int) else 1)


def main() -> None:
    for library in LIBRARIES:
        importlib.import_module(library)
    # The product reads nothing of the environment, which is the command's own, as it is imported.
    for module in pkgutil.walk_packages(modelshelf.__path__, "modelshelf."):
        if not module.name.startswith(PROGRAMS):
            importlib.import_module(module.name)
    assert "huggingface_hub" not in sys.modules, "it would have read another environment"
    assert threading.active_count() == 1, "a thread would be lost in the fork"
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    wait_for_orders(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    main()
    subprocess.Popen = WorkerByFork  # type: ignore[assignment, misc] # In place of its own base.
    runpy.run_module("modelshelf", run_name="__main__", alter_sys=True)
