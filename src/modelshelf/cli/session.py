"""What a command needs to work without a server: the shelf, with its database up to date."""

import asyncio
import contextlib
import getpass
from collections.abc import AsyncIterator, Coroutine
from typing import Any, TypeVar

from modelshelf.app.shelf import Shelf
from modelshelf.audit.deeds import Actor, Channel
from modelshelf.cli.settings import read_settings
from modelshelf.kit import logs
from modelshelf.kit.loop import loop_factory
from modelshelf.kit.settings import Settings
from modelshelf.migrations import upgrade
from modelshelf.operations import nodes
from modelshelf.operations.dead import release_dead

R = TypeVar("R")


@contextlib.asynccontextmanager
async def open_shelf(settings: Settings | None = None) -> AsyncIterator[Shelf]:
    """The shelf, with its database up to date and nothing in it that claims to run and does not."""
    shelf = Shelf.open(settings or read_settings())
    try:
        await upgrade(shelf.database)
        await release_dead(shelf.database, shelf.publisher, shelf.settings.node)
        yield shelf
    finally:
        await shelf.close()


async def bring_up_to_date(shelf: Shelf) -> bool:
    """Without a worker nobody has looked at the disk: look now. Gives whether there is one."""
    async with shelf.database.read() as session:
        watched = await nodes.is_at_work(session, shelf.settings.node)
    if not watched:
        await shelf.indexer().look_over()
        await shelf.extra_indexer().look()
    return watched


def run(work: Coroutine[Any, Any, R]) -> R:
    """Run a command's work in an event loop, quietly: its output is for the person."""
    logs.configure(logs.Level.ERROR)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        return runner.run(work)


def who() -> Actor:
    """Who gives commands here: the user of this machine."""
    try:
        name = f"{getpass.getuser()} (command line)"
    except (KeyError, OSError):
        name = "command line"
    return Actor(name, Channel.COMMAND_LINE)
