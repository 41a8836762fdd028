"""`export` and `import`: models in a file, for machines without a network."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import typer

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.cli import figures
from modelshelf.cli.console import Terminal
from modelshelf.cli.progress import Bar
from modelshelf.cli.session import open_shelf, run, who
from modelshelf.exchange.service import Exchange
from modelshelf.exchange.unpack import ShelfFile
from modelshelf.kit.secret_key import secret_key
from modelshelf.operations.work import Work

LOOK_SECONDS = 0.2
T = TypeVar("T")

console = Terminal()


def export(model_ids: list[str], output: Path) -> None:
    if output.exists():
        raise typer.BadParameter(f"{output} is there already.")
    fingerprint = run(_export(model_ids, output))
    console.print(f"Packed {len(set(model_ids))} into {output}, {_size(output)}.")
    console.print(f"Where it is imported, trust it as [bold]{fingerprint}[/]")


def take_in(source: str, as_id: str | None, *, link: bool, trust: str | None) -> None:
    folder = Path(source)
    if source != "-" and folder.is_dir():
        if as_id is None:
            raise typer.BadParameter("Say what to call it: --as organisation/name.")
        run(_adopt(folder, as_id, link=link))
        console.print(f"{as_id} is on the shelf.")
        return
    if as_id is not None or link:
        raise typer.BadParameter("--as and --link are for folders.")
    if source == "-":
        run(_import(sys.stdin.buffer, trust))
    else:
        with folder.open("rb") as stream:
            run(_import(stream, trust))


async def _export(model_ids: list[str], output: Path) -> str:
    async with _exchange() as (shelf, exchange, shown):
        del shelf
        return await shown(exchange.export(model_ids, output))


async def _adopt(folder: Path, model_id: str, *, link: bool) -> None:
    async with _exchange() as (_, exchange, shown):
        await shown(exchange.adopt(folder, model_id, link=link))


async def _import(stream: BinaryIO, trust: str | None) -> None:
    async with _exchange() as (shelf, exchange, shown):
        file = await asyncio.to_thread(ShelfFile, stream)
        file.check_origin(secret_key(shelf.settings), trust)
        for model in file.manifest.models:
            await shown(exchange.take_in(file, model))
            size = figures.size(model.size_bytes)
            console.print(
                f"[green]✓[/] {model.model_id} is installed, {size}, every file verified."
            )
        await asyncio.to_thread(file.check_end)


@asynccontextmanager
async def _exchange() -> AsyncIterator[tuple[Shelf, Exchange, "_Shown"]]:
    async with open_shelf() as shelf:
        await Node(shelf, max_downloads=None).clear_up()
        shown = _Shown()
        exchange = Exchange(
            shelf.database,
            shelf.publisher,
            shelf.settings,
            refresh=shelf.indexer().refresh,
            told=shown.works.append,
            by=who(),
        )
        yield shelf, exchange, shown


class _Shown:
    """Shows the operations of a piece of work until it is over; Ctrl-C ends both."""

    def __init__(self) -> None:
        self.works: list[Work] = []

    async def __call__(self, work: Coroutine[Any, Any, T]) -> T:
        self.works.clear()
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        interrupted: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, _end(task, interrupted, number))
        try:
            await self._show(task)
            return await task
        except asyncio.CancelledError:
            if interrupted:
                raise KeyboardInterrupt from None
            raise
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    async def _show(self, task: "asyncio.Future[Any]") -> None:
        while not task.done() and not self.works:
            await asyncio.wait([task], timeout=LOOK_SECONDS)
        if not self.works:
            return
        with Bar(console, self.works[0].operation.model_id) as bar:
            while not task.done():
                await asyncio.wait([task], timeout=LOOK_SECONDS)
                running = [
                    w.operation
                    for w in self.works
                    if w.operation.bytes_done < w.operation.bytes_total
                ]
                bar.show((running or [self.works[-1].operation])[0])


def _end(task: "asyncio.Future[Any]", interrupted: list[int], number: int) -> Callable[[], None]:
    def end() -> None:
        interrupted.append(number)
        task.cancel()

    return end


def _size(path: Path) -> str:
    return figures.size(path.stat().st_size)
