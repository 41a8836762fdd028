"""`repair`: fetching what is missing or wrong, with its progress."""

import sys

import typer

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.cli.console import Terminal
from modelshelf.cli.pull import see_through
from modelshelf.cli.run import INTERRUPTED_EXIT, tell
from modelshelf.cli.session import bring_up_to_date, open_shelf, run, who
from modelshelf.kit.errors import Problem
from modelshelf.operations.models import Operation
from modelshelf.policy.errors import RiskNotConfirmed
from modelshelf.upkeep.repair.service import Repairs

console = Terminal()


def repair(model_id: str | None, revision: str | None, *, yes: bool) -> None:
    raise SystemExit(run(_repair(model_id, revision, yes=yes)))


async def _repair(model_id: str | None, revision: str | None, *, yes: bool) -> int:
    async with open_shelf() as shelf:
        await Node(shelf, max_downloads=None).clear_up()
        await bring_up_to_date(shelf)
        repairs = Repairs(shelf.database, shelf.settings, shelf.downloads)
        if model_id is not None:
            operation = await _start(repairs, model_id, revision, yes=yes)
            if operation is None:
                console.print(f"{model_id} needs no repair: every file is there.")
                return 0
            return await see_through(shelf, operation)
        return await _repair_all(shelf, repairs, yes=yes)


async def _repair_all(shelf: Shelf, repairs: Repairs, *, yes: bool) -> int:
    """One after the other; what cannot be mended hinders none of the others."""
    needing = await repairs.needing()
    if not needing:
        console.print("No model needs a repair.")
    exit_code = 0
    for model_id in needing:
        try:
            operation = await _start(repairs, model_id, None, yes=yes)
            if operation is not None:
                exit_code = max(exit_code, await see_through(shelf, operation))
        except Problem as problem:
            tell(problem, as_json=False)
            exit_code = max(exit_code, problem.exit_code)
        if exit_code == INTERRUPTED_EXIT:
            break
    return exit_code


async def _start(
    repairs: Repairs, model_id: str, revision: str | None, *, yes: bool
) -> Operation | None:
    try:
        return await repairs.start(model_id, revision, by=who(), confirmed=yes)
    except RiskNotConfirmed as risk:
        console.print(" ".join(risk.fields["warnings"]), markup=False)
        if not (sys.stdin.isatty() and typer.confirm(f"Repair {model_id} all the same?")):
            raise
    return await repairs.start(model_id, revision, by=who(), confirmed=True)
