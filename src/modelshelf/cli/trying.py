"""`try`: load a model once, and say what came out."""

from modelshelf.app.node import Node
from modelshelf.cli import figures
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import print_json
from modelshelf.cli.session import bring_up_to_date, open_shelf, run, who
from modelshelf.cli.watch import end_of
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status
from modelshelf.operations.outcome import problem_of
from modelshelf.trial import repository
from modelshelf.trial.models import TrialRow
from modelshelf.trial.schemas import TrialOut
from modelshelf.trial.service import Trials


def try_model(model_id: str, *, as_json: bool) -> None:
    operation, row = run(_try(model_id))
    works = operation.status is Status.COMPLETED
    if row is not None and (works or not as_json):
        told = TrialOut.of(row)
        if as_json:
            print_json(told.model_dump(mode="json"))
        else:
            _print(model_id, told)
    if not works:
        raise problem_of(operation)


async def _try(model_id: str) -> tuple[Operation, TrialRow | None]:
    async with open_shelf() as shelf:
        await bring_up_to_date(shelf)
        asked = await Trials(shelf.database, shelf.settings).start(model_id, by=who())
        await Node(shelf, max_downloads=None).take(asked.id)
        operation = await end_of(shelf, asked.id)
        async with shelf.database.read() as session:
            rows = await repository.last_of(session, operation.node, [model_id])
        return operation, rows.get(model_id)


def _print(model_id: str, told: TrialOut) -> None:
    console = Terminal()
    mark = "[green]✓ works[/]" if told.outcome == "works" else f"[red]✕ {told.outcome}[/]"
    console.print(f"{mark}  [bold]{model_id}[/]  as {told.task}")
    if told.dimension:
        console.print(f"  vectors of {told.dimension} numbers, all finite")
    if told.load_seconds is not None:
        console.print(f"  loaded in {told.load_seconds:.1f} s")
    if told.run_seconds and told.texts:
        what = "tokens" if told.task == "llm" else "texts"
        console.print(f"  {told.texts} {what} in {told.run_seconds:.2f} s")
    estimate = figures.size(told.estimate_bytes) if told.estimate_bytes else "unknown"
    console.print(f"  took {figures.size(told.peak_bytes)} of memory, estimated {estimate}")
    if told.detail and told.outcome == "works":
        console.print(f"  wrote: {told.detail}", markup=False)
