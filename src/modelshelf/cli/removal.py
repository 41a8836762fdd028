"""`rm`: the removal plan, and the deed."""

import typer
from rich.console import Console

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.cli import figures
from modelshelf.cli.run import print_json
from modelshelf.cli.session import open_shelf, run, who
from modelshelf.removal.plan import RemovalPlan
from modelshelf.removal.schemas import RemovalPlanOut, Removed
from modelshelf.removal.service import Removal

console = Console(highlight=False)


def rm(model_id: str, *, dry_run: bool, ask: bool, as_json: bool) -> None:
    plan = run(_plan(model_id, dry_run=dry_run))
    if not as_json:
        _print(plan)
    elif dry_run:
        print_json(RemovalPlanOut.of(plan).model_dump(mode="json"))
    if dry_run:
        return
    if ask and not plan.blocked_by:
        typer.confirm(f"Delete {model_id}?", abort=True, err=as_json)
    done = run(_delete(model_id))
    if as_json:
        print_json(Removed.of(done).model_dump(mode="json"))
    else:
        console.print(f"Deleted {model_id}, {figures.size(done.freed_bytes)} are free again.")


async def _plan(model_id: str, *, dry_run: bool) -> RemovalPlan:
    async with open_shelf() as shelf:
        if not dry_run:
            await Node(shelf, max_downloads=None).clear_up()
        return await _removal(shelf).plan(model_id)


async def _delete(model_id: str) -> RemovalPlan:
    async with open_shelf() as shelf:
        return await _removal(shelf).delete(model_id, by=who(), confirmed=True)


def _removal(shelf: Shelf) -> Removal:
    node = Node(shelf, max_downloads=None)
    return Removal(shelf.database, shelf.settings, node.take)


def _print(plan: RemovalPlan) -> None:
    console.print(f"[bold]{plan.model_id}[/]  frees {figures.size(plan.freed_bytes)}")
    for blocker in plan.blocked_by:
        owner = f" ({blocker.owner})" if blocker.owner else ""
        console.print(f"  [red]✕[/] {blocker.kind} {blocker.name}{owner}: {blocker.detail}")
    for warning in plan.warnings:
        console.print(f"  [yellow]⚠[/] {warning}")
    if plan.restore_command:
        console.print(f"  bring it back later: {plan.restore_command}")
