"""A program with a task, so much memory and so much time; it is ended with its children."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psutil

LOOK_SECONDS = 0.1
LINE_BYTES = 64 * 1024
MOST_ERROR_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Attributes:
    memory_bytes: Of the program and its children together, as resident memory.
    seconds: On the wall, from its start to its end.
    """

    memory_bytes: int
    seconds: float


@dataclass(slots=True)
class Ended:
    """How it went: what it answered, and why it ended.

    Attributes:
        peak_bytes: Most resident memory seen.
        stopped: `memory` or `time` where a limit ended it.
        said: The end of what it wrote on standard error.
    """

    events: list[dict[str, Any]] = field(default_factory=list)
    peak_bytes: int = 0
    stopped: str | None = None
    exit_code: int | None = None
    said: str = ""

    def event(self, name: str) -> dict[str, Any] | None:
        return next((each for each in self.events if each.get("event") == name), None)


async def run_limited(
    command: Sequence[str], task: Mapping[str, Any], environment: Mapping[str, str], limits: Limits
) -> Ended:
    """Run a program that takes JSON on standard input and answers with JSON, one object a line.

    Whatever ends it, nothing of it is left: it runs in a process group of its own. When this
    process dies, its standard input ends, by which it knows.
    """
    ended = Ended()
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environment),
        limit=LINE_BYTES,
        start_new_session=True,
    )
    assert process.stdin and process.stdout and process.stderr
    watching = asyncio.create_task(_watch(process.pid, ended, limits))
    hearing = asyncio.create_task(_hear(process.stderr, ended))
    try:
        with contextlib.suppress(ConnectionError):
            process.stdin.write(json.dumps(task).encode() + b"\n")
            await process.stdin.drain()
        async for event in _events(process.stdout):
            ended.events.append(event)
        ended.exit_code = await process.wait()
    finally:
        watching.cancel()
        _kill_group(process.pid)
        await process.wait()
        hearing.cancel()
        await asyncio.gather(watching, hearing, return_exceptions=True)
    return ended


async def _events(stream: asyncio.StreamReader) -> AsyncIterator[dict[str, Any]]:
    while True:
        try:
            line = await stream.readline()
        except ValueError:  # Longer than any answer of ours.
            return
        if not line:
            return
        with contextlib.suppress(ValueError):
            event = json.loads(line)
            if isinstance(event, dict):
                yield event


async def _hear(stream: asyncio.StreamReader, ended: Ended) -> None:
    said = b""
    while piece := await stream.read(4096):
        said = (said + piece)[-MOST_ERROR_BYTES:]
        ended.said = said.decode(errors="replace")


async def _watch(pid: int, ended: Ended, limits: Limits) -> None:
    deadline = time.monotonic() + limits.seconds
    while True:
        resident = await asyncio.to_thread(_resident_bytes, pid)
        ended.peak_bytes = max(ended.peak_bytes, resident)
        if resident > limits.memory_bytes:
            ended.stopped = "memory"
        elif time.monotonic() > deadline:
            ended.stopped = "time"
        if ended.stopped:
            _kill_group(pid)
            return
        await asyncio.sleep(LOOK_SECONDS)


def _resident_bytes(pid: int) -> int:
    total = 0
    try:
        process = psutil.Process(pid)
        members = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0
    for member in members:
        with contextlib.suppress(psutil.Error):
            total += member.memory_info().rss
    return total


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
