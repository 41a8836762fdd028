"""`updates`: which models have a newer revision at the Hub."""

import asyncio
from datetime import timedelta

from rich.markup import escape

from modelshelf.app.shelf import Shelf
from modelshelf.cli import figures, tables
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import print_json
from modelshelf.cli.session import bring_up_to_date, open_shelf, run, who
from modelshelf.upkeep.updates.schemas import UpdateOut
from modelshelf.upkeep.updates.service import Updates, looked_up

FRESH = timedelta(hours=1)
PAUSE_SECONDS = 0.5  # Between questions: the Hub serves others, too.

console = Terminal()


def updates(model_id: str | None, *, as_json: bool) -> None:
    models = run(_look(model_id))
    newer = [model for model in models if model.update_available]
    if as_json:
        print_json([model.model_dump(mode="json") for model in newer])
    else:
        _print(newer)


def pin(model_id: str) -> None:
    revision = run(_pin(model_id))
    console.print(f"{model_id} is pinned to {revision[:12]}.")


def unpin(model_id: str) -> None:
    run(_unpin(model_id))
    console.print(f"{model_id} may move again.")


async def _pin(model_id: str) -> str:
    async with open_shelf() as shelf:
        await bring_up_to_date(shelf)
        return await _updates(shelf).pin(model_id, by=who())


async def _unpin(model_id: str) -> None:
    async with open_shelf() as shelf:
        await _updates(shelf).unpin(model_id, by=who())


def _updates(shelf: Shelf) -> Updates:
    return Updates(shelf.database, shelf.hub, shelf.settings, shelf.downloads)


async def _look(model_id: str | None) -> list[UpdateOut]:
    async with open_shelf() as shelf:
        await bring_up_to_date(shelf)
        looking = _updates(shelf)
        if model_id is not None:
            await looking.check(model_id)
        elif not shelf.settings.offline:
            while (due := await looking.due(FRESH)) is not None:
                await looking.check(due)
                await asyncio.sleep(PAUSE_SECONDS)
        async with shelf.database.read() as session:
            known = await looked_up(session, shelf.settings.node, model_id)
        return [UpdateOut.of(one) for one in known]


def _print(models: list[UpdateOut]) -> None:
    if not models:
        console.print("Everything is as new as the Hub's, as far as it was looked up.")
        return
    rows = [
        (
            escape(model.model_id),
            (model.installed_revision or "")[:12],
            (model.newest_revision or "")[:12],
            figures.size(model.download_bytes),
            f"{len(model.added)} new, {len(model.changed)} changed, {len(model.removed)} gone",
            escape(", ".join(model.used_by_collections)),
        )
        for model in models
    ]
    headings = ("MODEL", "HERE", "AT THE HUB", "TO FETCH", "CHANGES", "USED BY")
    tables.show(console, headings, rows, right=("TO FETCH",))
    console.print("Fetch one: modelshelf pull MODEL")
