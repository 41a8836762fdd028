"""`memory`: what a model needs, and whether it fits here."""

from rich.markup import escape

from modelshelf.app.shelf import Shelf
from modelshelf.cli import figures, tables
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import one_of, print_json
from modelshelf.cli.session import bring_up_to_date, open_shelf, run
from modelshelf.kit.errors import Problem
from modelshelf.memory.schemas import EstimateOut, NeedOut
from modelshelf.memory.service import Estimate
from modelshelf.sizing.fit import Fit
from modelshelf.sizing.formula import Precision

_MARKS = {Fit.FITS: "[green]✓ fits[/]", Fit.TIGHT: "[yellow]◐ tight[/]", Fit.NO: "[red]✕ no[/]"}


def memory(
    model_id: str, *, context: int | None, batch: int | None, precision: str | None, as_json: bool
) -> None:
    wanted = one_of(Precision, precision, "--precision")
    told = EstimateOut.of(run(_estimate(model_id, context, batch)), wanted)
    if as_json:
        print_json(told.model_dump(mode="json"))
    else:
        _print(told)


async def in_a_line(shelf: Shelf, model_id: str) -> str | None:
    """What a model needs for its usual work, in a line; None where nobody can tell."""
    try:
        estimate = await shelf.estimator.estimate(model_id, owner_id=None)
    except Problem:
        return None
    told = EstimateOut.of(estimate)
    needs = [f"{n.precision} {figures.size(n.total_bytes)} {_MARKS[n.fit]}" for n in told.needs]
    return f"memory for {_work(told)}: {', '.join(needs)}" if needs else None


def _work(told: EstimateOut) -> str:
    return f"{told.batch} × {told.tokens:,} tokens"


async def _estimate(model_id: str, context: int | None, batch: int | None) -> Estimate:
    async with open_shelf() as shelf:
        await bring_up_to_date(shelf)
        return await shelf.estimator.estimate(model_id, owner_id=None, tokens=context, batch=batch)


def _print(told: EstimateOut) -> None:
    console = Terminal()
    about = "about " if told.parameters_approximate else ""
    size = f"{about}{told.parameters:,} parameters" if told.parameters else "size not known"
    source = f"from the {told.facts_from}"
    console.print(f"[bold]{told.model_id}[/]  {size}, {source}; for {_work(told)}")
    if told.needs:
        _show_needs(console, told.needs)
    if told.missing:
        console.print(f"Not known, and left out: {', '.join(told.missing)}.")
    for warning in told.warnings:
        console.print(f"[yellow]⚠[/] {escape(warning)}")
    here = told.machine
    console.print(
        f"This machine: {figures.size(here.memory_available_bytes)} free of "
        f"{figures.size(here.memory_total_bytes)}; accelerators: "
        f"{', '.join(here.accelerators) or 'none'}."
    )


def _show_needs(console: Terminal, needs: list[NeedOut]) -> None:
    rows = []
    for need in needs:
        parts = (
            need.weights_bytes,
            need.loading_bytes,
            need.kv_cache_bytes,
            need.activation_bytes,
            need.runtime_bytes,
            need.total_bytes,
        )
        shown = ["?" if part is None else figures.size(part) for part in parts]
        rows.append((need.precision, *shown, _where(need)))
    numbers = ("WEIGHTS", "LOADING", "KV CACHE", "ACTIVATIONS", "RUNTIME", "IN ALL")
    tables.show(console, ("PRECISION", *numbers, "HERE"), rows, right=numbers)


def _where(need: NeedOut) -> str:
    return ", ".join(f"{_MARKS[place.fit]} {place.name}" for place in need.places)
