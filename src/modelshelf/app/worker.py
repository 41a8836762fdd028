"""A node's process: Celery receives the hints, one event loop in a thread does the work."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import threading
import warnings
from uuid import UUID

import structlog

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.kit.loop import loop_factory
from modelshelf.kit.queue import TASK, create_celery, queue_name
from modelshelf.kit.settings import Settings
from modelshelf.migrations import upgrade

START_SECONDS = 30.0
_M_ARENA_MAX = -8  # malloc.h

log = structlog.get_logger()


class NodeThread(threading.Thread):
    """Runs a node in an event loop of its own."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(name="node", daemon=True)
        self._settings = settings
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._node: Node | None = None
        self._main: asyncio.Task[None] | None = None

    def run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=loop_factory()) as runner:
                runner.run(self._run())
        except Exception:
            log.exception("node_broke")
            # A worker without its node would look alive and do nothing: end, to be started again.
            os.kill(os.getpid(), signal.SIGTERM)

    async def _run(self) -> None:
        shelf = Shelf.open(self._settings)
        try:
            await upgrade(shelf.database)
            self._node = Node(shelf, self._settings.max_downloads)
            self._loop = asyncio.get_running_loop()
            self._main = asyncio.create_task(self._node.run())
            self._ready.set()
            with contextlib.suppress(asyncio.CancelledError):
                await self._main
        finally:
            await shelf.close()

    def begin(self) -> None:
        self.start()
        self._ready.wait(START_SECONDS)

    def take(self, operation_id: str) -> None:
        """Hand an operation over; returns at once."""
        if self._loop is not None and self._node is not None:
            asyncio.run_coroutine_threadsafe(self._node.take(UUID(operation_id)), self._loop)

    def end(self) -> None:
        """Put back what is unfinished, and stop."""
        if self._loop is not None and self._main is not None:
            self._loop.call_soon_threadsafe(self._main.cancel)
        self.join()


def run_worker(settings: Settings) -> None:
    """Work for a node until SIGTERM or SIGINT."""
    _share_memory_pools()
    node = NodeThread(settings)
    node.begin()
    try:
        _consume(settings, node)
    finally:
        node.end()


def _share_memory_pools() -> None:
    """Let glibc's threads share two pools: one for each costs a download 15 MiB that it keeps."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 2)


def _consume(settings: Settings, node: NodeThread) -> None:
    # The node needs no message to find what is to be done.
    from celery.apps.worker import Worker  # noqa: PLC0415 (while the node is at work already)
    from celery.platforms import SecurityWarning  # noqa: PLC0415 (likewise)

    celery = create_celery(settings.broker_url)

    @celery.task(name=TASK, ignore_result=True)  # type: ignore[untyped-decorator] # celery has no types
    def operation(operation_id: str) -> None:
        node.take(operation_id)

    # It warns root of messages that are pickles; ours are JSON.
    warnings.simplefilter("ignore", SecurityWarning)
    # The task only hands over, so one receiver in the main thread is enough.
    worker = Worker(
        app=celery,
        hostname=f"{settings.node}@%h",
        pool="solo",
        queues=[queue_name(settings.node)],
        loglevel="ERROR",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
