"""`downloads`, and what one may do with them: pause, resume, cancel, retry."""

import asyncio
import time
from collections.abc import Sequence
from enum import StrEnum

from rich.markup import escape
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.cli import figures, tables
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import print_json
from modelshelf.cli.session import open_shelf, run, who
from modelshelf.downloads.hurry import start_now
from modelshelf.kit.errors import Invalid
from modelshelf.operations import nodes, repository, service
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.schemas import RECONNECTING, OperationSummary, WaitsFor
from modelshelf.operations.service import OperationNotFound

CLEAR_SECONDS = 20.0
LOOK_SECONDS = 0.1
HISTORY = 50
NOBODY_WORKS = (
    "no worker runs: start `modelshelf serve`, or do it here with `modelshelf pull MODEL`."
)

console = Terminal()


class NothingNamed(Invalid):
    code = "nothing_named"
    title = "Nothing named"


class Verb(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"
    START_NOW = "start-now"
    CANCEL = "cancel"
    RETRY = "retry"


_ALL_OF = {
    Verb.PAUSE: (Status.PENDING, Status.DOWNLOADING, Status.VERIFYING),
    Verb.RESUME: (Status.PAUSED,),
    Verb.START_NOW: (Status.PENDING, Status.PAUSED),
}
_SAID = {
    Verb.PAUSE: "paused",
    Verb.RESUME: "goes on",
    Verb.START_NOW: "starts now",
    Verb.CANCEL: "cancelled; what had arrived is removed",
    Verb.RETRY: "is tried again",
}


def downloads(*, everything: bool, as_json: bool) -> None:
    found, idle = run(_listed(everything=everything))
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
    elif not found:
        console.print("Nothing is being downloaded. `modelshelf pull MODEL` fetches a model.")
    else:
        _print(found)
        if idle:
            _say_nobody_works()


def act(verb: Verb, models: Sequence[str], *, everything: bool = False, as_json: bool) -> None:
    """Do it to the newest download of each of these models, or to all that it can be done to.

    Raises:
        NothingNamed, OperationNotFound, InvalidTransition: Nothing after it is touched then.
    """
    if not models and not everything:
        raise NothingNamed("Name a model, or give --all. `modelshelf downloads` lists them.")
    done = run(_act(verb, models, everything=everything))
    if as_json:
        print_json([OperationSummary.of(row).model_dump(mode="json") for row in done])
        return
    for row in done:
        console.print(f"{row.model_id} {_SAID[verb]}.")
    if not done:
        console.print("No download is in a state in which that can be done.")


async def _listed(*, everything: bool) -> tuple[list[OperationSummary], bool]:
    async with open_shelf() as shelf, shelf.database.read() as session:
        idle = await nobody_works(session, shelf.settings.node)
        active = None if everything else True
        rows, _ = await service.page(session, HISTORY, active=active, kind=Kind.DOWNLOAD)
    return rows, idle


async def nobody_works(session: AsyncSession, node: str) -> bool:
    """Whether a download waits for its turn, and no worker is there to give it one."""
    if await nodes.is_at_work(session, node):
        return False
    rows, _ = await service.page(session, HISTORY, active=True, kind=Kind.DOWNLOAD)
    return any(row.waits_for is WaitsFor.TURN for row in rows)


async def _act(verb: Verb, models: Sequence[str], *, everything: bool) -> list[Operation]:
    async with open_shelf() as shelf:
        if everything:
            models = await _all_of(shelf, verb)
        done = []
        for model_id in models:
            async with shelf.database.write() as session:
                row = await _do(session, verb, await _newest(session, model_id))
            await shelf.news.moved(row)
            done.append(row)
        if verb is Verb.CANCEL:
            for row in done:
                await _see_it_cleared(shelf, row)
        elif verb is not Verb.PAUSE:
            await _warn_if_nobody_works(shelf, done)
        return done


async def _all_of(shelf: Shelf, verb: Verb) -> list[str]:
    async with shelf.database.read() as session:
        rows = await repository.newest(session, active=True, kind=Kind.DOWNLOAD, each_file=False)
    # The oldest first, as they were asked for.
    return [row.model_id for row in reversed(rows) if row.status in _ALL_OF[verb]]


async def _newest(session: AsyncSession, model_id: str) -> Operation:
    for row in await repository.newest(
        session, limit=1, model_id=model_id, kind=Kind.DOWNLOAD, each_file=False
    ):
        return row
    raise OperationNotFound(
        f"No download of {model_id} is known. `modelshelf downloads --all` lists those that are."
    )


async def _do(session: AsyncSession, verb: Verb, row: Operation) -> Operation:
    match verb:
        case Verb.PAUSE:
            return await service.pause(session, row.id, by=who())
        case Verb.RESUME:
            return await service.resume(session, row.id, by=who())
        case Verb.START_NOW:
            return await start_now(session, row.id, by=who())
        case Verb.CANCEL:
            return await service.cancel(session, row.id, by=who())
        case Verb.RETRY:
            return await service.retry(session, row.id, by=who())


async def _see_it_cleared(shelf: Shelf, row: Operation) -> None:
    """Wait until nothing of it is left; where no worker is at work, this process clears up."""
    await Node(shelf, max_downloads=None).clear_up()
    deadline = time.monotonic() + CLEAR_SECONDS
    while time.monotonic() < deadline:
        async with shelf.database.read() as session:
            now = await repository.get(session, row.id)
        if now is None or not now.debris:
            return
        await asyncio.sleep(LOOK_SECONDS)


async def _warn_if_nobody_works(shelf: Shelf, rows: Sequence[Operation]) -> None:
    async with shelf.database.read() as session:
        at_work = await nodes.is_at_work(session, shelf.settings.node)
    if rows and not at_work:
        _say_nobody_works()


def _say_nobody_works() -> None:
    Terminal(stderr=True).print(f"[yellow]note[/] {NOBODY_WORKS}")


def _print(rows: Sequence[OperationSummary]) -> None:
    shown = [
        (
            escape(row.model_id),
            row.status,
            f"{figures.size(row.bytes_downloaded)} of {figures.size(row.bytes_total)}",
            escape(row.requested_by),
            escape(_remark(row)),
        )
        for row in rows
    ]
    tables.show(console, ("MODEL", "STATUS", "DONE", "ASKED BY", ""), shown, right=("DONE",))


def _remark(row: OperationSummary) -> str:
    """What a person wants to know next of it."""
    if row.waits_for is WaitsFor.HOURS and row.starts_at is not None:
        return f"begins at {figures.moment(row.starts_at)}; `resume --now` begins at once"
    if row.queue_position is not None:
        return f"number {row.queue_position} in the queue"
    if row.phase == RECONNECTING:
        return "connection lost, trying again"
    if row.speed_bps:
        left = f", {figures.duration(row.eta_seconds)} left" if row.eta_seconds is not None else ""
        return f"{figures.size(row.speed_bps)}/s{left}"
    return row.error or ""
