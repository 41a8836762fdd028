"""`rm`: the removal plan, and the deed."""

import shlex

import typer
from rich.markup import escape

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.cli import figures
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import print_json
from modelshelf.cli.session import open_shelf, run, who
from modelshelf.cli.settings import read_settings
from modelshelf.cli.trash import say_where_it_goes
from modelshelf.removal.plan import RemovalPlan
from modelshelf.removal.schemas import RemovalPlanOut, Removed
from modelshelf.removal.service import Consent, Deletion, Removal

console = Terminal()


def rm(model_id: str, *, dry_run: bool, ask: bool, force: bool, as_json: bool) -> None:
    plan = run(_plan(model_id, dry_run=dry_run))
    undo_seconds = read_settings().undo_window
    if not as_json:
        _print(plan)
        if force or not plan.blocked_by:
            say_where_it_goes(console, _way_back(model_id), undo_seconds)
    elif dry_run:
        print_json(RemovalPlanOut.of(plan, undo_seconds).model_dump(mode="json"))
    if dry_run:
        return
    typed_name = None
    if force and plan.processes:
        # Not for `--yes`: whoever pulls a model from under a program names it.
        typed_name = typer.prompt("Type the model's name to delete it all the same", err=as_json)
    elif ask and not plan.blocked_by:
        typer.confirm(f"Delete {model_id}?", abort=True, err=as_json)
    consent = Consent(
        as_admin=True, confirmed=True, force=typed_name is not None, typed_name=typed_name
    )
    done = run(_delete(model_id, consent))
    if as_json:
        print_json(Removed.of(done).model_dump(mode="json"))
        return
    size = figures.size(done.freed_bytes)
    if done.undo_until is None:
        console.print(f"Deleted {model_id}, {size} are free again.")
        return
    console.print(
        f"Deleted {model_id}. `{escape(_way_back(model_id))}` brings it back until "
        f"{figures.moment(done.undo_until)}; then {size} are free, or sooner if a download needs "
        "them."
    )


async def _plan(model_id: str, *, dry_run: bool) -> RemovalPlan:
    async with open_shelf() as shelf:
        node = Node(shelf, max_downloads=None)
        if not dry_run:
            await node.clear_up()
        return await _removal(shelf, node).plan(model_id)


async def _delete(model_id: str, consent: Consent) -> Deletion:
    async with open_shelf() as shelf:
        node = Node(shelf, max_downloads=None)
        done = await _removal(shelf, node).delete(model_id, consent, by=who())
        await node.keeper.finish()
        return done


def _removal(shelf: Shelf, node: Node) -> Removal:
    return Removal(shelf.database, shelf.settings, node.deeds)


def _print(plan: RemovalPlan) -> None:
    console.print(f"[bold]{plan.model_id}[/]  frees {figures.size(plan.freed_bytes)}")
    for blocker in plan.blocked_by:
        owner = f" ({blocker.owner})" if blocker.owner else ""
        pid = f", process {blocker.pid}" if blocker.pid else ""
        name = escape(f"{blocker.name}{owner}{pid}")
        console.print(f"  [red]✕[/] {blocker.kind} {name}: {escape(blocker.detail)}")
    if plan.unseen_use:
        console.print(f"  [dim]{plan.unseen_use}[/]")
    for warning in plan.warnings:
        console.print(f"  [yellow]⚠[/] {warning}")
    if plan.restore_command:
        console.print(f"  fetch the same files anew later: {plan.restore_command}")


def _way_back(model_id: str) -> str:
    return f"modelshelf restore {shlex.quote(model_id)}"
