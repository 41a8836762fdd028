"""`pull`: a download with its progress."""

import sys
from dataclasses import replace
from uuid import UUID

import typer

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.cli import figures
from modelshelf.cli.console import Terminal
from modelshelf.cli.plan import print_preview, variants_listed
from modelshelf.cli.progress import Bar
from modelshelf.cli.run import INTERRUPTED_EXIT
from modelshelf.cli.session import open_shelf, run, who
from modelshelf.cli.turn import Turn
from modelshelf.cli.watch import a_moment, interruptions, look
from modelshelf.hub.plan import Selection
from modelshelf.operations import service
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import ACTIVE, InvalidTransition, Status
from modelshelf.operations.outcome import problem_of

console = Terminal()


def pull(model_id: str, revision: str | None, chosen: Selection, *, ask: bool, hurry: bool) -> None:
    with variants_listed():
        exit_code = run(_pull(model_id, revision, chosen, ask=ask, hurry=hurry))
    raise SystemExit(exit_code)


async def _pull(
    model_id: str, revision: str | None, chosen: Selection, *, ask: bool, hurry: bool
) -> int:
    confirmed = not ask  # Whoever says `--yes` beforehand takes the risks that are shown.
    async with open_shelf() as shelf:
        await Node(shelf, max_downloads=None).clear_up()
        if await shelf.downloads.under_way(model_id) is None:
            await shelf.downloads.check_writable()
            preview = await shelf.downloads.preview(model_id, revision, chosen)
            if hurry:
                preview = replace(preview, starts_at=None)
            print_preview(preview, every_file=False)
            # Nobody is asked about what is refused anyway, as `start` says below.
            asks = ask and sys.stdin.isatty() and preview.problem is None
            if preview.affected and asks:
                confirmed = typer.confirm("Move to the other revision?", abort=True)
            if (size_bytes := preview.plan.download_bytes) and asks:
                typer.confirm(f"Download {figures.size(size_bytes)}?", abort=True)
                confirmed = True
                hurry = hurry or (preview.starts_at is not None and typer.confirm("Start it now?"))
        operation = await shelf.downloads.start(
            model_id, revision, chosen, by=who(), hurry=hurry, confirmed=confirmed
        )
        if operation is None:
            console.print(f"{model_id} is installed: every file is there.")
            if shelf.settings.offline:
                console.print(
                    "The Hub was not asked, since Modelshelf is set to work offline: whether it "
                    "has a newer revision is not known."
                )
            return 0
        return await see_through(shelf, operation)


async def see_through(shelf: Shelf, operation: Operation) -> int:
    """Do the download here, or watch the process that does it, until it ends or is paused."""
    turn = Turn(shelf, operation.id)
    with interruptions() as interrupted:
        try:
            with Bar(console, operation.model_id) as bar:
                while True:
                    row = turn.live() or await look(shelf, operation.id)
                    if row.status not in ACTIVE or row.status is Status.PAUSED:
                        break
                    if interrupted.is_set():
                        await _pause(shelf, operation.id)
                    elif turn.waits and row.status is Status.PENDING:
                        await turn.take(row)
                    bar.show(row, turn.ahead)
                    await a_moment(interrupted)
            await turn.end()
            return _conclude(await look(shelf, operation.id))
        finally:
            await turn.stop()


async def _pause(shelf: Shelf, operation_id: UUID) -> None:
    try:
        async with shelf.database.write() as session:
            row = await service.pause(session, operation_id, by=who())
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
            return INTERRUPTED_EXIT
        case Status.CANCELLED:
            console.print("It was cancelled elsewhere.")
            return 1
        case _:
            raise problem_of(row)
