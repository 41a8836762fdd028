"""`search` and `inspect`: models of the Hub on a terminal."""

from rich.markup import escape

from modelshelf.cli import figures, memory, tables
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import one_of, print_json
from modelshelf.cli.session import open_shelf, run
from modelshelf.discovery.schemas import HitOut, InspectionOut, SearchOut
from modelshelf.discovery.service import Discovery
from modelshelf.hub.door import SearchAsk, SearchOrder
from modelshelf.hub.reference import read_reference
from modelshelf.policy.rules import Policy
from modelshelf.registry.kinds import ModelType

console = Terminal()


def search(
    *,
    text: str,
    model_type: str | None,
    author: str | None,
    licence: str | None,
    sizes: tuple[int | None, int | None],
    sort: str,
    limit: int,
    cursor: str | None,
    as_json: bool,
) -> None:
    ask = SearchAsk(
        text=text,
        author=author,
        min_parameters=sizes[0],
        max_parameters=sizes[1],
        order=one_of(SearchOrder, sort, "--sort"),
        limit=limit,
        cursor=cursor,
    )
    wanted = one_of(ModelType, model_type, "--type")
    found = run(_search(ask, wanted, licence))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    if not found.models:
        console.print("The Hub found nothing. Try fewer words, or another type.")
        return
    headings = ("MODEL", "TYPE", "WEIGHTS", "DOWNLOADS", "LICENCE", "HERE")
    rows = [_row(hit) for hit in found.models]
    tables.show(console, headings, rows, right=("WEIGHTS", "DOWNLOADS"))
    if found.next_cursor:
        console.print(f"[dim]more: --cursor {found.next_cursor}[/]")


def _for_people(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case list() | tuple():
            return ", ".join(map(_for_people, value)) or "none"
        case dict():
            return ", ".join(f"{name} {_for_people(part)}" for name, part in value.items())
        case _:
            return str(value)


def _row(hit: HitOut) -> tuple[str, ...]:
    sure = "" if hit.confidence != "likely" else "?"
    return (
        escape(hit.model_id),
        f"{hit.model_type or hit.kind or ''}{sure}",
        figures.size(hit.needed_bytes) if hit.needed_bytes else "",
        f"{hit.downloads:,}" if hit.downloads is not None else "",
        escape(f"{hit.license or ''}{' (gated)' if hit.gated else ''}"),
        str(hit.status) if hit.status != "available" else "",
    )


def inspect(model_id: str, revision: str | None, *, as_json: bool) -> None:
    seen, memory_line = run(_inspect(model_id, revision))
    if as_json:
        print_json(seen.model_dump(mode="json"))
        return
    console.print(f"[bold]{seen.model_id}[/]  revision {seen.revision[:12]}")
    for name, finding in seen.facts.items():
        if name == "kind" and finding.value == seen.model_type:
            continue  # Said already.
        sure = "" if finding.confidence == "certain" else " [yellow](likely)[/]"
        where = "; ".join(f"{e.source} {e.key}".strip() for e in finding.evidence)
        value = escape(_for_people(finding.value))
        console.print(f"  {name}: {value}{sure}  [dim]{escape(where)}[/]")
        if finding.note:
            console.print(f"      [dim]{escape(finding.note)}[/]")
    if not seen.model_type:
        console.print("  model_type: not known, or none of embedding, llm, reranker, splade")
    console.print(f"  {len(seen.files)} files, {figures.size(seen.needed_bytes)} needed")
    if memory_line is not None:
        console.print(f"  {memory_line}")
    for path in seen.unread:
        console.print(f"  [dim]not looked at: {escape(path)}[/]")
    for warning in seen.warnings:
        console.print(f"  [yellow]⚠[/] {escape(warning)}")


async def _search(ask: SearchAsk, model_type: ModelType | None, licence: str | None) -> SearchOut:
    async with open_shelf() as shelf:
        discovery = Discovery(shelf.database, shelf.hub, shelf.curated, shelf.settings.node)
        hits = await discovery.search(ask, model_type, licence, None)
        return SearchOut.of(hits, shelf.hub.rate_limit)


async def _inspect(model_id: str, revision: str | None) -> tuple[InspectionOut, str | None]:
    async with open_shelf() as shelf:
        named = read_reference(model_id, shelf.settings.hub_endpoint)
        seen = await shelf.inspector.inspect(named.model_id, revision or named.revision)
        told = InspectionOut.of(seen, Policy.of(shelf.settings))
        return told, await memory.in_a_line(shelf, seen.model_id)
