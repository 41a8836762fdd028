"""`trash` and `restore`: what deletions can be taken back, and taking one back."""

from collections.abc import Sequence
from datetime import timedelta

from rich.markup import escape

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.cli import figures, tables
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import print_json
from modelshelf.cli.session import open_shelf, run, who
from modelshelf.kit.clock import now
from modelshelf.removal.schemas import RestoredOut, TrashOut
from modelshelf.removal.trash import Restored, Trash

console = Terminal()


def restore(model_ids: Sequence[str], *, as_json: bool) -> None:
    done = [RestoredOut.of(run(_restore(model_id))) for model_id in model_ids]
    if as_json:
        shown = [one.model_dump(mode="json") for one in done]
        print_json(shown if len(shown) > 1 else shown[0])
    else:
        for one in done:
            console.print(f"[green]✓[/] {one.message}")


def say_where_it_goes(console: Terminal, command: str, undo_seconds: int) -> None:
    """What becomes of what is about to be deleted, before anybody agrees to it.

    Args:
        command: What brings it back.
        undo_seconds: As in the settings.
    """
    if undo_seconds:
        until = figures.moment(now() + timedelta(seconds=undo_seconds))
        console.print(
            f"  Into the trash: `{escape(command)}` brings it back until {until}, unless a "
            "download needs the space before."
        )
    else:
        console.print(
            "  [yellow]⚠[/] The trash is off (MODELSHELF_UNDO_WINDOW is 0): what is deleted is "
            "gone for good."
        )


def trash(*, as_json: bool) -> None:
    held = run(_trash())
    if as_json:
        print_json([one.model_dump(mode="json") for one in held.trash])
        return
    if not held.trash:
        console.print("The trash is empty: no deletion can be taken back.")
        return
    rows = [
        (
            escape(one.model_id),
            figures.size(one.size_bytes),
            figures.moment(one.deleted_at),
            "its place is taken" if one.place_taken else figures.moment(one.undo_until),
            escape(one.deleted_by or ""),
        )
        for one in held.trash
    ]
    headings = ("MODEL", "SIZE", "DELETED", "KEPT UNTIL", "DELETED BY")
    tables.show(console, headings, rows, right=("SIZE",))
    console.print("`modelshelf restore MODEL` brings one back. To fetch the same files anew later:")
    for one in held.trash:
        if one.restore_command:
            console.print(f"  {escape(one.restore_command)}")


async def _restore(model_id: str) -> Restored:
    async with open_shelf() as shelf:
        return await _held(shelf).restore(model_id, by=who())


async def _trash() -> TrashOut:
    async with open_shelf() as shelf:
        return TrashOut.of(await _held(shelf).waiting(), shelf.settings)


def _held(shelf: Shelf) -> Trash:
    return Trash(shelf.database, shelf.settings, Node(shelf, max_downloads=None).deeds)
