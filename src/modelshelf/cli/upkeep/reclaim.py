"""`reclaim`: what nothing needs, and giving its space back."""

from collections.abc import Collection, Sequence

import typer
from rich.markup import escape

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.cache.removing.leftover_scan import SETTLED_SECONDS
from modelshelf.cache.removing.leftovers import Kind
from modelshelf.cli import figures, tables
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import one_of, print_json
from modelshelf.cli.session import bring_up_to_date, open_shelf, run, who
from modelshelf.operations.models import Operation
from modelshelf.upkeep.budget.service import Outlook
from modelshelf.upkeep.reclaim.find import Found, Item
from modelshelf.upkeep.reclaim.schemas import ReclaimAnswer
from modelshelf.upkeep.reclaim.service import Begun, Reclaim

console = Terminal()


def reclaim(
    ids: Sequence[str],
    kinds: Sequence[str],
    model_ids: Sequence[str],
    *,
    dry_run: bool,
    ask: bool,
    as_json: bool,
) -> None:
    wanted = {one_of(Kind, kind, "--kind") for kind in kinds}
    found, budget = run(_find())
    chosen = [item for item in found.items if _is_chosen(item, set(ids), wanted, set(model_ids))]
    freed_bytes = found.freed_bytes(chosen)
    preview = Begun(freed_bytes, tuple(chosen), (), ())
    if not as_json:
        _print(found, chosen, freed_bytes, budget)
    if dry_run or not chosen:
        if as_json:
            print_json(ReclaimAnswer.of(preview, dry_run=True).model_dump(mode="json"))
        return
    if ask:
        size = figures.size(freed_bytes)
        typer.confirm(f"Remove what is marked, {size} in all?", abort=True, err=as_json)
    done, ended = run(_do([item.id for item in chosen]))
    if as_json:
        answer = ReclaimAnswer.of(Begun(done.freed_bytes, done.items, tuple(ended), done.skipped))
        print_json(answer.model_dump(mode="json"))
        return
    for row in ended:
        for note in row.notes:
            console.print(f"[yellow]note[/] {escape(row.model_id)}: {escape(note)}")
    for skipped in done.skipped:
        console.print(f"[yellow]left alone[/] {escape(skipped.id)}: {escape(skipped.reason)}")
    console.print(f"[green]✓[/] {figures.size(done.freed_bytes)} are free again.")


def _is_chosen(
    item: Item, ids: Collection[str], kinds: Collection[Kind | None], model_ids: Collection[str]
) -> bool:
    """What is named, and where nothing is named what is suggested."""
    if ids:
        return item.id in ids
    folder = item.leftover.folder
    if model_ids and (folder is None or folder.hub_path not in model_ids):
        return False
    return item.leftover.kind in kinds if kinds else item.suggested


async def _find() -> tuple[Found, Outlook | None]:
    async with open_shelf() as shelf:
        await Node(shelf, max_downloads=None).clear_up()
        await bring_up_to_date(shelf)
        reclaiming = Reclaim(shelf.database, shelf.settings)
        found = await reclaiming.find()
        return found, await reclaiming.budget(found)


async def _do(ids: Sequence[str]) -> tuple[Begun, list[Operation]]:
    async with open_shelf() as shelf:
        begun = await Reclaim(shelf.database, shelf.settings).start(ids, by=who(), as_admin=True)
        return begun, [await _see_through(shelf, row) for row in begun.operations]


async def _see_through(shelf: Shelf, row: Operation) -> Operation:
    return await Node(shelf, max_downloads=None).deeds.see_through(row, who())


def _print(found: Found, chosen: Sequence[Item], freed_bytes: int, budget: Outlook | None) -> None:
    if not found.items:
        minutes = SETTLED_SECONDS / 60
        console.print(
            "Nothing to reclaim: everything in the cache is needed, or changed within the last "
            f"{minutes:.0f} minutes and may belong to a program that is still at work."
        )
    else:
        marked = {item.id for item in chosen}
        rows = [
            (
                "[red]✕[/]" if item.id in marked else " ",
                figures.size(item.leftover.freed_bytes),
                item.leftover.kind,
                escape(item.leftover.folder.hub_path if item.leftover.folder else ""),
                escape(item.id),
                escape(item.reason),
            )
            for item in found.items
        ]
        # The reason comes last: it is a sentence or two, and ids are to be copied.
        tables.show(console, ("", "FREES", "KIND", "OF", "ID", "WHY"), rows, right=("FREES",))
        console.print(f"Marked: {len(chosen)}, which give back {figures.size(freed_bytes)}.")
    if budget is not None and budget.standing.over_bytes:
        _print_budget(budget)
    if found.busy:
        names = ", ".join(found.busy)
        console.print(f"[dim]Not looked at, since something is done to them: {names}[/]")


def _print_budget(budget: Outlook) -> None:
    """What could go, besides what nothing needs, so that the budget is kept."""
    over, still = figures.size(budget.standing.over_bytes), figures.size(budget.still_over_bytes)
    console.print(
        f"[yellow]The budget is exceeded by {over}[/]; by {still} when what is suggested is gone."
    )
    for one in budget.proposals:
        name, size = one.model.model_id, figures.size(one.model.freed_bytes)
        console.print(f"  could go: {escape(name)}  {size}. {escape(one.reason)}")
    if budget.proposals:
        console.print("  `modelshelf free` deletes these together, into the trash.")
    if not budget.enough:
        console.print(
            "  More is needed by somebody, or came or was used in the last "
            f"{budget.keep_days} days."
        )
