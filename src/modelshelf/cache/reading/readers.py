"""Reading many repositories: here, and where that pays by a second process at the same time.

To read a folder is to make very many small calls, between which the interpreter's lock is held:
threads of one process would wait for each other (decision 28).
"""

import asyncio
import os
import pickle
import sys
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import structlog

from modelshelf.cache.reading.read import Asked, read_repo, unreadable_repo
from modelshelf.cache.reading.second_reader import HELLO, LENGTH, Found, packed
from modelshelf.kit.clock import now

log = structlog.get_logger()

REPOS_AT_ONCE = 250
# To start a process takes as long as to read some 400 repositories.
MANY = 1000
AHEAD = 2  # Batches that the second process has, so that it need not wait for the next.
# A disk may be slow. Who is silent for longer than this has stopped.
PATIENCE_SECONDS = 120.0
STOP_SECONDS = 3.0

PROGRAM = (sys.executable, "-P", "-m", "modelshelf.cache.reading.second_reader")

Asking: TypeAlias = Callable[[Sequence[str]], Awaitable[list[Asked]]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Folders that were read together, and the moment before the first of them was."""

    asked: list[Asked]
    seen_at: datetime
    found: Found


async def read_all(
    cache_dir: Path,
    folders: Sequence[str],
    asking: Asking,
    program: Sequence[str] = PROGRAM,
    patience_seconds: float = PATIENCE_SECONDS,
) -> AsyncGenerator[Batch]:
    """Read these folders, in an order of its own.

    Close it (`contextlib.aclosing`) to end what it has started.

    Args:
        asking: Tells what is known of some folders; called just before they are read.
        program: What to start as the second process. Without it all is read here.
        patience_seconds: How long it may be silent while all else is read.
    """
    waiting = deque(
        folders[start : start + REPOS_AT_ONCE] for start in range(0, len(folders), REPOS_AT_ONCE)
    )
    async with _second(cache_dir, program, wanted=len(folders) >= MANY) as second:
        while waiting or second.owes:
            while second.wants_more(len(waiting)):
                second.ask(now(), await asking(waiting.popleft()))
            found: Found = {}
            if second.has_answered or not waiting:
                seen_at, asked, found = await second.answer(patience_seconds)
            else:
                seen_at, asked = now(), await asking(waiting.popleft())
            left = [each for each in asked if each.folder not in found]
            if left:
                found |= await asyncio.to_thread(_read_here, cache_dir, left)
            yield Batch(asked, seen_at, found)


def _read_here(cache_dir: Path, asked: Iterable[Asked]) -> Found:
    found: Found = {}
    for each in asked:
        try:
            found[each.folder] = read_repo(cache_dir, *each)
        except Exception:
            # Whatever somebody put into one folder: the others are still to be listed.
            log.exception("repository_not_read", folder=each.folder)
            found[each.folder] = unreadable_repo(each.folder)
    return found


class _Second:
    """The second process; what it was asked for and did not read is still to be read.

    Args:
        process: None where there is none.
    """

    def __init__(self, process: asyncio.subprocess.Process | None) -> None:
        self.owes: deque[tuple[datetime, list[Asked]]] = deque()
        self._process = process
        self._works = process is not None
        self._answers: asyncio.Queue[bytes | None] = asyncio.Queue()

    def wants_more(self, waiting: int) -> bool:
        """Whether to ask it for more; not ahead of time where little is left for both."""
        return self._works and waiting > 0 and len(self.owes) < (AHEAD if waiting > AHEAD else 1)

    @property
    def has_answered(self) -> bool:
        return bool(self.owes) and not (self._works and self._answers.empty())

    def ask(self, seen_at: datetime, asked: list[Asked]) -> None:
        self.owes.append((seen_at, asked))
        assert self._process is not None
        assert self._process.stdin is not None
        # Not drained: it may wait until its last answer is taken before it reads on.
        self._process.stdin.write(packed(asked))

    async def answer(self, patience_seconds: float) -> tuple[datetime, list[Asked], Found]:
        """The oldest of what it owes, and what it found of that: nothing where it is gone."""
        content = None
        if self._works:
            with suppress(TimeoutError):
                async with asyncio.timeout(patience_seconds):
                    content = await self._answers.get()
        if self._works and content is None:
            log.warning("second_reader_gone")
            self._works = False
        if content is None:
            return (*self.owes.popleft(), {})
        found: Found = pickle.loads(content)  # noqa: S301 (of a process of ours, by a pipe of ours)
        return (*self.owes.popleft(), found)

    async def listen(self) -> None:
        """Take its answers as they come, until it is gone; it may be of another version."""
        assert self._process is not None
        assert self._process.stdout is not None
        source = self._process.stdout
        with suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            if await source.readuntil() == HELLO:
                while True:
                    self._answers.put_nowait(await _message(source))
        self._answers.put_nowait(None)
        await source.read()  # Until it ends: only then asyncio closes the pipe.


async def _message(source: asyncio.StreamReader) -> bytes:
    return await source.readexactly(*LENGTH.unpack(await source.readexactly(LENGTH.size)))


@asynccontextmanager
async def _second(
    cache_dir: Path, program: Sequence[str], *, wanted: bool
) -> AsyncIterator[_Second]:
    process = await _started(cache_dir, program) if wanted and cores() > 1 else None
    second = _Second(process)
    if process is None:
        yield second
        return
    listening = asyncio.create_task(second.listen())
    try:
        yield second
    finally:
        assert process.stdin is not None
        process.stdin.close()
        with suppress(ProcessLookupError):
            process.kill()
        with suppress(TimeoutError):  # A process that waits for a dead disk does not even die.
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
                await listening
        listening.cancel()


async def _started(cache_dir: Path, program: Sequence[str]) -> asyncio.subprocess.Process | None:
    try:
        return await asyncio.create_subprocess_exec(
            *program,
            str(cache_dir),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as error:
        log.warning("second_reader_not_started", error=str(error))
        return None


def cores() -> int:
    """Those that this process may use, where the system tells."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
