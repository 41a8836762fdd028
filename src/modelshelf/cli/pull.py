"""`plan` and `pull`: what a download would fetch, and the download with its progress."""

import asyncio
import signal
import sys
from uuid import UUID

import typer
from rich.console import Console

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.cli import figures
from modelshelf.cli.progress import Bar
from modelshelf.cli.run import PAUSED_EXIT, print_json
from modelshelf.cli.session import open_shelf, run, who
from modelshelf.downloads.schemas import PlanOut
from modelshelf.downloads.service import Budget
from modelshelf.hub.plan import Action, Patterns, Plan, Selection
from modelshelf.kit.errors import Problem
from modelshelf.operations import repository, service
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import ACTIVE, InvalidTransition, Status

LOOK_SECONDS = 0.2

console = Console(highlight=False)


class DownloadFailed(Problem):
    """The operation says why: its code is ours."""

    title = "The download failed"

    def __init__(self, operation: Operation) -> None:
        super().__init__(operation.error or "The log of the worker says more.")
        self.code = operation.error_code or "internal_error"  # type: ignore[misc] # one per failure


def selection(all_files: bool, include: list[str] | None, exclude: list[str] | None) -> Selection:
    """Raises typer.BadParameter when both all files and patterns are asked for."""
    if all_files and (include or exclude):
        raise typer.BadParameter("--all-files and patterns exclude each other.")
    if include or exclude:
        return Patterns(tuple(include or ()), tuple(exclude or ()))
    return "all" if all_files else "needed"


def show_plan(model_id: str, revision: str | None, chosen: Selection, *, as_json: bool) -> None:
    plan, budget = run(_plan(model_id, revision, chosen))
    if as_json:
        needed = plan.download_bytes
        print_json(
            PlanOut.of(plan, budget.after(needed), budget.fits(needed)).model_dump(mode="json")
        )
    else:
        _print(plan, budget, every_file=True)


def pull(model_id: str, revision: str | None, chosen: Selection, *, ask: bool) -> None:
    raise SystemExit(run(_pull(model_id, revision, chosen, ask=ask)))


async def _plan(model_id: str, revision: str | None, chosen: Selection) -> tuple[Plan, Budget]:
    async with open_shelf() as shelf:
        plan = await shelf.downloads.plan(model_id, revision, chosen)
        return plan, await shelf.downloads.budget()


async def _pull(model_id: str, revision: str | None, chosen: Selection, *, ask: bool) -> int:
    async with open_shelf() as shelf:
        if await shelf.downloads.under_way(model_id) is None:
            plan = await shelf.downloads.plan(model_id, revision, chosen)
            budget = await shelf.downloads.budget()
            _print(plan, budget, every_file=False)
            if ask and plan.download_bytes and sys.stdin.isatty():
                typer.confirm(f"Download {figures.size(plan.download_bytes)}?", abort=True)
        operation = await shelf.downloads.start(model_id, revision, chosen, by=who())
        if operation is None:
            console.print(f"{model_id} is installed: every file is there.")
            return 0
        return await _see_through(shelf, operation)


async def _see_through(shelf: Shelf, operation: Operation) -> int:
    """Do the download here, or watch the process that does it, until it ends or is paused."""
    node = Node(shelf, max_downloads=None)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    doing = asyncio.create_task(node.take(operation.id))
    try:
        with Bar(console, operation.model_id) as bar:
            while True:
                row = node.runner.live(operation.id) or await _read(shelf, operation.id)
                bar.show(row)
                if row.status not in ACTIVE or row.status is Status.PAUSED:
                    break
                if stop.is_set():
                    await _pause(shelf, operation.id)
                elif doing.done() and row.status is Status.PENDING:
                    # Nobody holds it: the process that did it is gone, or its place is free now.
                    doing = asyncio.create_task(node.take(operation.id))
                await _wait(stop)
        await doing
        return _conclude(await _read(shelf, operation.id))
    finally:
        await node.runner.stop()


async def _wait(stop: asyncio.Event) -> None:
    if stop.is_set():
        await asyncio.sleep(LOOK_SECONDS)
        return
    try:
        await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
    except TimeoutError:
        return


async def _read(shelf: Shelf, operation_id: UUID) -> Operation:
    async with shelf.database.read() as session:
        row = await repository.get(session, operation_id)
    assert row is not None
    return row


async def _pause(shelf: Shelf, operation_id: UUID) -> None:
    try:
        async with shelf.database.write() as session:
            row = await service.pause(session, operation_id)
        await shelf.news.moved(row)
    except InvalidTransition:
        return  # It ended at this very moment.


def _conclude(row: Operation) -> int:
    """Say how it ended; the exit code."""
    for note in row.notes:
        console.print(f"[yellow]note[/] {note}")
    match row.status:
        case Status.COMPLETED:
            console.print(
                f"[green]✓[/] {row.model_id} is installed, {figures.size(row.bytes_total)}, "
                "every file verified."
            )
            return 0
        case Status.PAUSED:
            console.print(
                f"Paused at {figures.size(row.bytes_done)} of {figures.size(row.bytes_total)}. "
                "The same command goes on from there."
            )
            return PAUSED_EXIT
        case Status.CANCELLED:
            console.print("Cancelled by somebody else.")
            return 1
        case _:
            raise DownloadFailed(row)


def _print(plan: Plan, budget: Budget, *, every_file: bool) -> None:
    wanted = plan.wanted_files
    console.print(
        f"[bold]{plan.repo.model_id}[/]  revision {plan.repo.sha[:12]}"
        f"  licence {plan.repo.licence or 'not stated'}"
    )
    if every_file:
        for file in wanted:
            mark = "[green]✓[/]" if file.action is Action.CACHED else "↓"
            console.print(f"  {mark} {figures.size(file.file.size_bytes):>9}  {file.file.path}")
    console.print(
        f"  {len(wanted)} files, {figures.size(plan.download_bytes)} to fetch, "
        f"{figures.size(plan.cached_bytes)} already here"
    )
    skipped = [file for file in plan.files if file.action is Action.SKIP]
    if skipped:
        reasons = ", ".join(dict.fromkeys(file.reason or "" for file in skipped))
        console.print(
            f"  left out {len(skipped)} files, {figures.size(plan.skipped_bytes)}: {reasons}"
        )
    after = budget.after(plan.download_bytes)
    verdict = "" if budget.fits(plan.download_bytes) else "  [red]✕ does not fit[/]"
    console.print(f"  disk after: {figures.size(max(after, 0))} free{verdict}")
    if plan.unsafe_files:
        console.print(
            "  [yellow]⚠[/] files that can run code when loaded: " + ", ".join(plan.unsafe_files)
        )
