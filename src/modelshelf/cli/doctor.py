"""`doctor`: what is configured, reachable and writable, and what to do about what is not."""

from collections.abc import AsyncIterator

from rich.markup import escape
from sqlalchemy.exc import DBAPIError

from modelshelf.app.shelf import Shelf
from modelshelf.cache.reading.disk import disk_usage
from modelshelf.cli import doctor_machine as here
from modelshelf.cli import figures
from modelshelf.cli.console import Terminal
from modelshelf.cli.finding import Finding, Verdict
from modelshelf.cli.listing import print_space
from modelshelf.cli.picture import lines
from modelshelf.cli.run import first_line, print_json
from modelshelf.cli.session import run
from modelshelf.cli.settings import InvalidSetting, read_settings
from modelshelf.cli.space import read_space
from modelshelf.hub.errors import HubOffline, ModelNotFound
from modelshelf.kit.errors import Problem
from modelshelf.kit.shown import without_secrets
from modelshelf.migrations import current, newest
from modelshelf.operations import nodes
from modelshelf.upkeep.budget.service import standing
from modelshelf.upkeep.reclaim.service import Reclaim

# A name that no repository can take at the Hub; a Hub that says so is there.
_NOBODY = "modelshelf/does-not-exist"


_MARKS = {Verdict.GOOD: "[green]✓[/]", Verdict.NOTE: "[yellow]•[/]", Verdict.BAD: "[red]✕[/]"}


def doctor(*, as_json: bool) -> None:
    """Exit code 1 if something is wrong that keeps Modelshelf from working."""
    findings = run(_examine())
    if as_json:
        print_json([finding.document() for finding in findings])
    else:
        console = Terminal()
        for finding in findings:
            mark = _MARKS[finding.verdict]
            # Not broken by us: a path in two pieces can be neither read nor copied.
            console.print(f"{mark} {finding.what}: {escape(finding.fact)}")
            if finding.advice:
                console.print(f"    {escape(finding.advice)}")
            if finding.space and console.is_terminal:
                print_space(finding.space)
    if any(finding.verdict is Verdict.BAD for finding in findings):
        raise SystemExit(1)


async def _examine() -> list[Finding]:
    try:
        settings = read_settings()
    except InvalidSetting as problem:
        return [Finding("settings", Verdict.BAD, problem.detail)]
    findings = [
        here.data_dir(settings),
        here.cache(settings),
        here.disk(settings),
        *here.machine(),
    ]
    if findings[0].verdict is Verdict.BAD:
        return findings
    try:
        shelf = Shelf.open(settings)
    except OSError as error:
        # The data folder is good: what cannot be made is the folder of another SQLite file.
        advice = "Check the path in MODELSHELF_DATABASE_URL."
        return [*findings, Finding("database", Verdict.BAD, here.reason(error), advice)]
    try:
        findings += [finding async for finding in _connections(shelf)]
    finally:
        await shelf.close()
    return [*findings, _registry(shelf)]


async def _connections(shelf: Shelf) -> AsyncIterator[Finding]:
    database = await _database(shelf)
    yield database
    if database.verdict is Verdict.GOOD:
        if space := await _space(shelf):
            yield space
        if budget := await _budget(shelf):
            yield budget
    for folder in shelf.settings.extra_cache_dirs:
        yield await here.extra_cache(folder)
    yield await _worker(shelf)
    yield await _messages(shelf)
    yield await _hub(shelf)


async def _database(shelf: Shelf) -> Finding:
    place = shelf.database.url.render_as_string(hide_password=True)
    try:
        at = await current(shelf.database)
    except DBAPIError as error:
        return Finding(
            "database",
            Verdict.BAD,
            f"{place}: {first_line(error)}",
            "Check MODELSHELF_DATABASE_URL and whether the server runs.",
        )
    if at != newest():
        return Finding(
            "database",
            Verdict.NOTE,
            f"{place} is at version {at or 'none'}, the newest is {newest()}",
            "`modelshelf db upgrade` (and every start) brings it up to date.",
        )
    return Finding("database", Verdict.GOOD, f"{place}, version {at}")


async def _budget(shelf: Shelf) -> Finding | None:
    async with shelf.database.read() as session:
        found = await standing(session, shelf.settings)
    if found is None:
        return None
    if found.warning:
        return Finding("storage budget", Verdict.NOTE, found.warning)
    fact = f"{figures.size(found.used_bytes)} of {figures.size(found.budget_bytes)} taken"
    return Finding("storage budget", Verdict.GOOD, fact)


async def _space(shelf: Shelf) -> Finding | None:
    """What takes the space, and what of it could be had back; None where nobody has looked yet."""
    try:
        async with shelf.database.read() as session:
            space = await read_space(session, shelf.settings, shelf.curated)
        if space is None:
            return None
        bytes_back = await Reclaim(shelf.database, shelf.settings).suggested_bytes()
        told = lines(space, disk_usage(shelf.settings.cache_dir), drawn=False, width=0)
    except (OSError, DBAPIError):
        return None  # What is wrong with either is said of it.
    if bytes_back:
        told.append(f"{figures.size(bytes_back)} could be reclaimed: see `modelshelf reclaim`")
    return Finding("space", Verdict.GOOD, "; ".join(told), space=space)


async def _worker(shelf: Shelf) -> Finding:
    name = shelf.settings.node
    try:
        async with shelf.database.read() as session:
            at_work = await nodes.is_at_work(session, name)
    except DBAPIError:
        at_work = False
    if at_work:
        return Finding("worker", Verdict.GOOD, f"node {name} is at work")
    return Finding(
        "worker",
        Verdict.NOTE,
        f"node {name} is not at work",
        "`modelshelf serve` starts one; `pull` and `rm` work without.",
    )


async def _messages(shelf: Shelf) -> Finding:
    private = f"private Valkey at {shelf.settings.valkey_socket}"
    place = without_secrets(shelf.settings.redis_url) if shelf.settings.redis_url else private
    if await shelf.publisher.reachable():
        return Finding("messages", Verdict.GOOD, place)
    if shelf.settings.private_valkey:
        return Finding("messages", Verdict.NOTE, "no private Valkey runs", "`serve` starts it.")
    return Finding(
        "messages",
        Verdict.BAD,
        f"{place} does not answer",
        "Check MODELSHELF_REDIS_URL and whether the server runs.",
    )


async def _hub(shelf: Shelf) -> Finding:
    place = shelf.settings.hub_endpoint
    token = "with a token" if await shelf.hub_tokens.current() else "without a token"
    try:
        await shelf.hub.look_up(_NOBODY)
    except ModelNotFound:
        return Finding("hub", Verdict.GOOD, f"{place} answers, {token}")
    except HubOffline as problem:
        return Finding("hub", Verdict.NOTE, problem.detail)
    except Problem as problem:
        return Finding(
            "hub", Verdict.BAD, problem.detail, "What is on the disk stays usable without it."
        )
    return Finding("hub", Verdict.GOOD, f"{place} answers, {token}")


def _registry(shelf: Shelf) -> Finding:
    if shelf.curated.problems:
        return Finding("registry", Verdict.BAD, "; ".join(shelf.curated.problems))
    return Finding("registry", Verdict.GOOD, f"{len(shelf.curated.models)} curated models")
