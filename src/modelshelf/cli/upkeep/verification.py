"""`verify`: reading models for their checksums, with progress."""

import asyncio
import shlex
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from rich.markup import escape

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.cache.inventory.repository import repos_in
from modelshelf.cache.reading.repo import ModelStatus, RepoOnDisk
from modelshelf.cli import figures, tables
from modelshelf.cli.console import Terminal
from modelshelf.cli.progress import Bar
from modelshelf.cli.run import INTERRUPTED_EXIT, print_json
from modelshelf.cli.session import bring_up_to_date, open_shelf, run, who
from modelshelf.cli.watch import a_moment, interruptions, look
from modelshelf.hub.layout import folder_name
from modelshelf.kit.clock import now
from modelshelf.operations import nodes
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import ACTIVE, Status
from modelshelf.operations.outcome import problem_of
from modelshelf.upkeep.verify.repository import results_of
from modelshelf.upkeep.verify.schemas import VerifiedModel
from modelshelf.upkeep.verify.service import Verifications

ReposById: TypeAlias = Mapping[str, RepoOnDisk]
"""What the inventory knows, by folder."""

DAMAGED_EXIT = 1
BUSY_EXIT = 3

console = Terminal()


def verify(model_id: str | None, *, as_json: bool) -> None:
    raise SystemExit(run(_verify(model_id, as_json=as_json)))


async def _verify(model_id: str | None, *, as_json: bool) -> int:
    async with open_shelf() as shelf:
        await Node(shelf, max_downloads=None).clear_up()
        await bring_up_to_date(shelf)
        began = now()
        with interruptions() as interrupted:
            watch = _Watch(shelf, Terminal(stderr=True) if as_json else console, interrupted)
            if model_id is not None:
                ended = await watch.see_through(await watch.verifications.start(model_id, by=who()))
                if ended.status is Status.FAILED:
                    raise problem_of(ended)
                asked = seen = [model_id]
            else:
                asked = await watch.verifications.start_all(by=who())
                seen = await watch.see_all_through()
                asked = list(dict.fromkeys([*asked, *seen]))
        if watch.interrupted.is_set():
            return INTERRUPTED_EXIT
        async with shelf.database.read() as session:
            results = await results_of(session, shelf.settings.node, asked)
            on_disk = await repos_in(session, shelf.settings.node, list(map(folder_name, asked)))
    models = [VerifiedModel.of(result) for result in results]
    # A worker may have begun and ended one between two looks of ours.
    models = [m for m in models if m.model_id in seen or (m.verified_at and m.verified_at >= began)]
    if as_json:
        print_json([model.model_dump(mode="json") for model in models])
    elif models or not watch.held_up:
        _print(models, on_disk)
    if any(model.damaged or _fault_beyond(model, on_disk) for model in models):
        return DAMAGED_EXIT
    return BUSY_EXIT if watch.held_up else 0


class _Watch:
    """Verifications that this process does, or watches the node's worker do.

    Attributes:
        interrupted: Set when the user wants no more of it.
        held_up: Models that were left out, since something else is being done to them.
    """

    def __init__(self, shelf: Shelf, output: Terminal, interrupted: asyncio.Event) -> None:
        self.verifications = Verifications(shelf.database, shelf.settings)
        self.interrupted = interrupted
        self.held_up: list[str] = []
        self._shelf = shelf
        self._output = output
        self._node = Node(shelf, max_downloads=None)

    async def see_through(self, operation: Operation) -> Operation:
        """Show one verification until it has ended; the row as it is then."""
        await self._shelf.news.moved(operation)
        work: asyncio.Task[None] | None = None
        try:
            with Bar(self._output, operation.model_id) as bar:
                while True:
                    row = self._node.runner.live(operation.id) or await look(
                        self._shelf, operation.id
                    )
                    if row.status not in ACTIVE:
                        return row
                    if self.interrupted.is_set():
                        await self._cancel()
                    elif (
                        row.status is Status.PENDING
                        and (work is None or work.done())
                        and not await self._has_worker()
                    ):
                        work = asyncio.create_task(self._node.take(operation.id))
                    bar.show(row)
                    await a_moment(self.interrupted)
        finally:
            if work is not None:
                await work
            await self._node.runner.stop()

    async def see_all_through(self) -> list[str]:
        """Show one verification after the other until none is left that can be done now.

        Returns:
            The models' ids.
        """
        seen: list[str] = []
        while not self.interrupted.is_set():
            # First those that wait: between the two looks one may come from here to there.
            waiting = await self.verifications.waiting()
            operation = await self._under_way()
            if operation is None and not await self._has_worker():
                operation = await self.verifications.next_of_all()
            if operation is not None:
                seen.append(operation.model_id)
                await self.see_through(operation)
            elif busy := await self.verifications.held_up():
                await self._leave_out(busy)
                break
            elif waiting:
                await a_moment(self.interrupted)
            else:
                break
        return list(dict.fromkeys(seen))

    async def _leave_out(self, busy: Sequence[Operation]) -> None:
        """Not waited for: a paused download may stay so for ever."""
        self.held_up = [operation.model_id for operation in busy]
        later = "it is verified when that is over"
        if not await self._has_worker():
            later = "verify it when that is over"
            await self.verifications.no_longer_wait(self.held_up)
        for operation in busy:
            self._output.print(
                f"[yellow]not now[/] {escape(operation.model_id)}: a {operation.kind} of it is "
                f"{operation.status}; {later}",
            )

    async def _cancel(self) -> None:
        for operation in await self.verifications.cancel_all(by=who(), everybodys=True):
            await self._shelf.news.moved(operation)

    async def _has_worker(self) -> bool:
        async with self._shelf.database.read() as session:
            return await nodes.is_at_work(session, self._shelf.settings.node)

    async def _under_way(self) -> Operation | None:
        running = await self.verifications.under_way()
        return running[0] if running else None


def _fault_beyond(model: VerifiedModel, on_disk: ReposById) -> str | None:
    """What is wrong that no checksum tells, such as a link to nothing or a file that never came."""
    repo = on_disk.get(folder_name(model.model_id))
    if repo is None or repo.status is ModelStatus.INSTALLED:
        return None
    what = "not whole" if repo.status is ModelStatus.PARTIAL else "damaged"
    why = [*repo.problems[:1], *(f"{path} is not here." for path in repo.missing[:1])]
    return escape(f"{what}: {' '.join(why)}" if why else what)


def _print(models: Sequence[VerifiedModel], on_disk: ReposById) -> None:
    if not models:
        console.print("Nothing is on the disk to be verified.")
        return
    rows = [
        (escape(model.model_id), figures.size(model.checked_bytes), _result(model, on_disk))
        for model in models
    ]
    tables.show(console, ("MODEL", "READ", "RESULT"), rows, right=("READ",))
    for model in models:
        if model.damaged or _fault_beyond(model, on_disk):
            command = f"modelshelf repair {shlex.quote(model.model_id)}"
            console.print(f"  mend it: {escape(command)}", soft_wrap=True)


def _result(model: VerifiedModel, on_disk: ReposById) -> str:
    if model.damaged:
        return f"[red]✕ wrong: {escape(', '.join(model.damaged))}[/]"
    if model.verified_at is None:
        return "[yellow]? not read to its end[/]"
    if fault := _fault_beyond(model, on_disk):
        return f"[red]✕ {fault}[/]"
    if model.unproven:
        return f"[yellow]✓ right; no checksum of {escape(', '.join(model.unproven))}[/]"
    return f"[green]✓ right[/], {model.file_count} files"
