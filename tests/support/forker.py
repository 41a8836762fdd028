"""Starts the product's commands without the time that Python takes to read other people's code.

It has imported the libraries, and nothing of the product, and waits: each command is a fork of it
that goes on as `python -m modelshelf` does. `commands.py` speaks to it.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
import time
from typing import Any

# Not huggingface_hub, which reads the environment as it is imported: the command's is another.
LIBRARIES = (
    "aiohttp",
    "aiosqlite",
    "alembic.command",
    "alembic.config",
    "celery.app.base",
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
MOST_BYTES = 150_000
_PR_SET_PDEATHSIG = 1


def wait_for_orders(orders: socket.socket) -> dict[str, Any]:
    """Fork for each order; returns in the child, with what it was told."""
    running: dict[int, socket.socket] = {}
    wake_up, told_by = os.pipe()
    os.set_blocking(told_by, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(told_by, warn_on_full_buffer=False)
    while True:
        ready, _, _ = select.select([orders, wake_up], [], [])
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
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # noqa: SIM115 (open as long as the process)
    sys.stdout = sys.__stdout__ = open(1, "w", closefd=False)  # noqa: SIM115 (open as long as the process)
    sys.stderr = sys.__stderr__ = open(  # noqa: SIM115 (open as long as the process)
        2, "w", errors="backslashreplace", buffering=1, closefd=False
    )
    os.chdir(told["folder"])
    os.environ.clear()
    os.environ.update(told["environment"])
    time.tzset()
    sys.path[0] = told["folder"]
    sys.argv = ["modelshelf", *told["arguments"]]
    return told


def main() -> None:
    for library in LIBRARIES:
        importlib.import_module(library)
    assert threading.active_count() == 1, "a thread would be lost in the fork"
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    wait_for_orders(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    main()
    runpy.run_module("modelshelf", run_name="__main__", alter_sys=True)
