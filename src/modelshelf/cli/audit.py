"""`audit`: who did what, when, from where, and with what outcome."""

from collections.abc import Sequence
from datetime import datetime

from rich.markup import escape

from modelshelf.audit import service
from modelshelf.audit.deeds import Deed, Outcome
from modelshelf.audit.models import AuditEntry
from modelshelf.audit.repository import AuditQuery
from modelshelf.audit.schemas import AuditEntryOut
from modelshelf.cli import figures, tables
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import UnknownChoice, print_json
from modelshelf.cli.session import open_shelf, run

_COLOURS = {
    Outcome.DONE: "green",
    Outcome.FOUND: "yellow",
    Outcome.REFUSED: "yellow",
    Outcome.FAILED: "red",
}


def show(
    *,
    actor: str | None,
    deeds: list[str],
    about: str | None,
    outcome: Outcome | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """The newest first. Times without a zone are those of this machine."""
    query = AuditQuery(
        actor=actor,
        deeds=[deed for name in deeds for deed in _deeds(name)],
        about=about,
        outcome=outcome,
        since=since.astimezone() if since else None,
        until=until.astimezone() if until else None,
        limit=limit,
    )
    entries, more = run(_read(query))
    if as_json:
        print_json([AuditEntryOut.of(entry).model_dump(mode="json") for entry in entries])
        return
    _print(entries)
    if more is not None:
        Terminal(stderr=True).print(f"There is more: --limit {2 * limit}, or choose by --since.")


async def _read(query: AuditQuery) -> tuple[Sequence[AuditEntry], str | None]:
    async with open_shelf() as shelf, shelf.database.read() as session:
        return await service.read(session, query)


def _deeds(name: str) -> list[Deed]:
    """`download` means all deeds on downloads, `download.start` one of them."""
    found = [deed for deed in Deed if deed == name or deed.startswith(f"{name}.")]
    if not found:
        raise UnknownChoice(f"{name!r} is no deed. There are: {', '.join(Deed)}.")
    return found


def _print(entries: Sequence[AuditEntry]) -> None:
    console = Terminal()
    if not entries:
        console.print("Nothing is recorded that matches.")
        return
    headings = ("WHEN", "OUTCOME", "DEED", "ABOUT", "WHO", "FROM")
    tables.show(console, headings, [_row(entry) for entry in entries])
    for entry in entries:
        for finding in entry.details.get("findings", ()):
            console.print(f"  {escape(entry.about or '')}: {escape(str(finding))}")


def _row(entry: AuditEntry) -> tuple[str, ...]:
    code = f" {entry.code}" if entry.code else ""
    return (
        figures.moment(entry.at),
        f"[{_COLOURS[entry.outcome]}]{entry.outcome}[/]{escape(code)}",
        entry.deed,
        escape(entry.about or ""),
        escape(entry.actor or "somebody unknown"),
        escape(entry.address or entry.channel.replace("_", " ")),
    )
