"""`ls`: the list on a terminal."""

from rich.console import Console
from rich.table import Table

from modelshelf.app.shelf import Shelf
from modelshelf.cache.repo import Status
from modelshelf.cli import figures
from modelshelf.cli.run import print_json
from modelshelf.cli.session import open_shelf, run
from modelshelf.kit.errors import Invalid
from modelshelf.library.listing import Page, read_page
from modelshelf.library.query import ListQuery, Tab
from modelshelf.library.schemas import ModelList, ModelOut
from modelshelf.operations import nodes

PAGE = 500
_MARKS = {
    Status.INSTALLED: "[green]✓ installed[/]",
    Status.PARTIAL: "[yellow]◐ partial[/]",
    Status.DAMAGED: "[red]✕ damaged[/]",
    Status.AVAILABLE: "[dim]· available[/]",
}


class UnknownType(Invalid):
    code = "unknown_model_type"
    title = "No such type"


def ls(model_type: str | None, *, installed: bool, everything: bool, as_json: bool) -> None:
    tab = _tab(model_type)
    status = Status.INSTALLED if installed else None
    models, last = run(_read(ListQuery(tab=tab, status=status, limit=PAGE)))
    if not everything and not installed:
        models = [m for m in models if m.status is not Status.AVAILABLE or m.operation]
    if as_json:
        print_json([m.model_dump(mode="json") for m in models])
        return
    _print(models)
    _print_others(last)
    for warning in last.warnings:
        Console(stderr=True).print(f"[yellow]warning[/] {warning}")


def _tab(model_type: str | None) -> Tab | None:
    try:
        return Tab(model_type) if model_type else None
    except ValueError:
        raise UnknownType(f"{model_type!r} is no type. There are: {', '.join(Tab)}.") from None


async def _read(query: ListQuery) -> tuple[list[ModelOut], Page]:
    """All models, and the last page with what stands beside them."""
    async with open_shelf() as shelf:
        await bring_up_to_date(shelf)
        models: list[ModelOut] = []
        while True:
            async with shelf.database.read() as session:
                page: Page = await read_page(
                    session, shelf.curated, shelf.settings.node, None, query
                )
            models += ModelList.of(page).models
            if page.next_place is None:
                return models, page
            query = query.after_place(page.next_place)


async def bring_up_to_date(shelf: Shelf) -> None:
    """Without a worker nobody has looked at the disk: look now."""
    async with shelf.database.read() as session:
        watched = await nodes.is_at_work(session, shelf.settings.node)
    if not watched:
        await shelf.indexer().look_over()


def _print(models: list[ModelOut]) -> None:
    console = Console()
    if not models:
        console.print(
            "Nothing is on the disk yet. `modelshelf ls --all` shows what is offered, "
            "`modelshelf pull MODEL` fetches a model."
        )
    else:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for heading in ("MODEL", "TYPE", "STATUS"):
            table.add_column(heading, overflow="fold")
        table.add_column("SIZE", justify="right", no_wrap=True)
        table.add_column("USED BY", overflow="fold")
        for model in models:
            table.add_row(
                model.id,
                model.model_type or "",
                _status(model),
                _size(model),
                ", ".join(model.used_by_collections),
            )
        console.print(table)


def _print_others(page: Page) -> None:
    """What is in the cache and no model."""
    parts = [
        f"{count} {kind}{'' if count == 1 else 's'}, {figures.size(size_bytes)}"
        for kind, (count, size_bytes) in page.others.items()
        if count
    ]
    if parts:
        Console().print(f"[dim]Besides: {' · '.join(parts)}[/]")


def _status(model: ModelOut) -> str:
    operation = model.operation
    if operation is None:
        return _MARKS[model.status]
    if operation.bytes_total:
        share = f" {operation.bytes_downloaded * 100 // operation.bytes_total} %"
    else:
        share = ""
    return f"[cyan]↓ {operation.status}{share}[/]"


def _size(model: ModelOut) -> str:
    if model.size_on_disk_bytes:
        return figures.size(model.size_on_disk_bytes)
    if model.download_size_bytes:
        return f"[dim]{figures.size(model.download_size_bytes)}[/]"
    return ""
