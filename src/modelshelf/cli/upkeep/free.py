"""`free`: the models that the storage budget proposes, deleted together."""

import shlex
from collections.abc import Sequence
from datetime import timedelta

import typer
from rich.markup import escape

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.cli import figures, tables
from modelshelf.cli.console import Terminal
from modelshelf.cli.progress import Steps
from modelshelf.cli.run import print_json
from modelshelf.cli.session import bring_up_to_date, open_shelf, run, who
from modelshelf.cli.settings import read_settings
from modelshelf.cli.trash import say_where_it_goes
from modelshelf.kit.clock import now
from modelshelf.kit.errors import Problem
from modelshelf.removal.schemas import TogetherOut
from modelshelf.removal.service import Consent, Removal
from modelshelf.removal.several import Going, LeftAlone, Several, Together
from modelshelf.removal.trash import Trash
from modelshelf.upkeep.reclaim.service import Reclaim

console = Terminal()
CONSENT = Consent(as_admin=True, confirmed=True)


def free(model_ids: Sequence[str], *, dry_run: bool, ask: bool, as_json: bool) -> None:
    undo_seconds = read_settings().undo_window
    reasons = {} if model_ids else run(_proposed())
    chosen = list(model_ids or reasons)
    found = run(_preview(chosen)) if chosen else Together()
    if not as_json:
        _print(found, reasons)
        if found.models:
            ids = [model.model_id for model in found.models]
            say_where_it_goes(console, _way_back(ids), undo_seconds)
    if dry_run or not found.models:
        if as_json:
            print_json(TogetherOut.of(found, undo_seconds, dry_run=True).model_dump(mode="json"))
        if found.left_alone and not found.models:
            raise typer.Exit(3)
        return
    if ask:
        size = figures.size(found.freed_bytes)
        typer.confirm(f"Delete these {len(found.models)}, {size} in all?", abort=True, err=as_json)
    done = run(_free([model.model_id for model in found.models], shown=not as_json))
    if as_json:
        print_json(TogetherOut.of(done, undo_seconds).model_dump(mode="json"))
    else:
        _print_done(done, undo_seconds)
    if not done.models:
        raise typer.Exit(3)


def _print_done(done: Together, undo_seconds: int) -> None:
    _print_left_alone(done.left_alone)
    if not done.models:
        return
    began = [m.operation.started_at for m in done.models if m.operation and m.operation.started_at]
    until = min(began, default=now()) + timedelta(seconds=undo_seconds)
    if not undo_seconds:
        console.print(f"[green]✓[/] {figures.size(done.freed_bytes)} are free again.")
        return
    console.print(
        f"[green]✓[/] Deleted. Until {figures.moment(until)} this brings them back; then "
        f"{figures.size(done.freed_bytes)} are free, or sooner if a download needs them:"
    )
    console.print(f"  {escape(_way_back([model.model_id for model in done.models]))}")


def _way_back(model_ids: Sequence[str]) -> str:
    return f"modelshelf restore {shlex.join(model_ids)}"


def _print(found: Together, reasons: dict[str, str]) -> None:
    if not found.models and not found.left_alone:
        console.print("Nothing is proposed: there is no budget, or it is kept, or nothing may go.")
        return
    rows = [
        (
            figures.size(model.freed_bytes),
            escape(model.model_id),
            escape(" ".join([reasons.get(model.model_id, ""), *model.warnings]).strip()),
        )
        for model in found.models
    ]
    if rows:
        tables.show(console, ("FREES", "MODEL", "WHY"), rows, right=("FREES",))
    _print_left_alone(found.left_alone)


def _print_left_alone(left_alone: Sequence[LeftAlone]) -> None:
    for one in left_alone:
        console.print(f"[yellow]left alone[/] {escape(one.model_id)}: {escape(one.reason)}")


async def _proposed() -> dict[str, str]:
    """The models that the budget proposes, each with the reason."""
    async with open_shelf() as shelf:
        await Node(shelf, max_downloads=None).clear_up()
        await bring_up_to_date(shelf)
        reclaim = Reclaim(shelf.database, shelf.settings)
        budget = await reclaim.budget(await reclaim.find())
        proposals = budget.proposals if budget else ()
        return {proposal.model.model_id: proposal.reason for proposal in proposals}


async def _preview(model_ids: Sequence[str]) -> Together:
    async with open_shelf() as shelf:
        several = _several(shelf, Node(shelf, max_downloads=None))
        return await several.preview(model_ids, CONSENT, by=who())


async def _free(model_ids: Sequence[str], *, shown: bool) -> Together:
    """One after the other: where that is cut off, those that had not begun stay."""
    done = Together()
    async with open_shelf() as shelf:
        node = Node(shelf, max_downloads=None)
        removal = Removal(shelf.database, shelf.settings, node.deeds)
        with Steps(Terminal(quiet=not shown), "deleting", len(model_ids)) as steps:
            for model_id in model_ids:
                steps.begin(model_id)
                try:
                    begun = await removal.begin(model_id, CONSENT, by=who())
                    row = await node.deeds.see_through(begun.row, who())
                except Problem as problem:
                    done.left_alone.append(LeftAlone.by(model_id, problem))
                else:
                    freed_bytes = begun.freed_bytes
                    done.models.append(Going(model_id, freed_bytes, operation=row))
        await node.keeper.finish()
    return done


def _several(shelf: Shelf, node: Node) -> Several:
    return Several(
        Removal(shelf.database, shelf.settings, node.deeds),
        Trash(shelf.database, shelf.settings, node.deeds),
    )
