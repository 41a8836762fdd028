"""`plan`: what a download would fetch, what it would leave out, and whether the disk takes it."""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.markup import escape

from modelshelf.cli import figures, memory
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import print_json
from modelshelf.cli.session import open_shelf, run
from modelshelf.downloads.preview import Preview
from modelshelf.downloads.schemas import PlanOut
from modelshelf.hub.needed import VariantRequired
from modelshelf.hub.plan import Action, Patterns, Plan, Selection
from modelshelf.kit.text import one_line
from modelshelf.policy.licences import commercial_use
from modelshelf.usage.revisions import named
from modelshelf.usage.service import CollectionUse

console = Terminal()


def selection(all_files: bool, include: list[str] | None, exclude: list[str] | None) -> Selection:
    """Raises typer.BadParameter when both all files and patterns are asked for."""
    if all_files and (include or exclude):
        raise typer.BadParameter("--all-files and patterns exclude each other.")
    if include or exclude:
        return Patterns(tuple(include or ()), tuple(exclude or ()))
    return "all" if all_files else "needed"


def show_plan(model_id: str, revision: str | None, chosen: Selection, *, as_json: bool) -> None:
    with variants_listed(as_json=as_json):
        preview, memory_line = run(_preview(model_id, revision, chosen, with_memory=not as_json))
    if as_json:
        print_json(PlanOut.of(preview).model_dump(mode="json"))
        return
    print_preview(preview, every_file=True)
    if memory_line is not None:
        console.print(f"  {memory_line}")
    for problem in (preview.closed, preview.refusal):
        if problem is not None:
            console.print(f"  [red]✕[/] {escape(problem.detail)}")


def _print_elsewhere(plan: Plan) -> None:
    """What comes from caches on the machine, and not from the Hub."""
    if plan.elsewhere_bytes:
        folders = ", ".join(sorted(set(plan.elsewhere.values())))
        console.print(f"  {figures.size(plan.elsewhere_bytes)} are copied from {escape(folders)}")
    for sentence in plan.unreachable:
        console.print(f"  [yellow]⚠[/] {escape(sentence)}")


def _print_affected(uses: Sequence[CollectionUse]) -> None:
    """Say which collections were built on the revision that a branch would move away from."""
    if uses:
        console.print(
            f"  [yellow]⚠[/] another revision than the one that {escape(named(uses))} was built "
            "on: re-indexing may be needed; the old revision stays"
        )


@contextmanager
def variants_listed(*, as_json: bool = False) -> Iterator[None]:
    """Where one of several variants has to be chosen, say which there are and what to type."""
    try:
        yield
    except VariantRequired as problem:
        if not as_json:  # The problem's own document has them.
            for variant in problem.fields["variants"]:
                option = f"--include {shlex.quote(variant['include'])}"
                size = figures.size(variant["size_bytes"])
                typer.echo(f"  {size:>9}  {one_line(option)}", err=True)
        raise


def print_preview(preview: Preview, *, every_file: bool) -> None:
    plan, room = preview.plan, preview.room
    wanted = plan.wanted_files
    console.print(
        f"[bold]{plan.repo.model_id}[/]  revision {plan.repo.sha[:12]}"
        f"  licence {escape(licence(plan.repo.licence))}"
    )
    if every_file:
        for file in wanted:
            mark = "[green]✓[/]" if file.action is Action.CACHED else "↓"
            path = escape(file.file.path)
            console.print(f"  {mark} {figures.size(file.file.size_bytes):>9}  {path}")
    console.print(
        f"  {len(wanted)} files, {figures.size(plan.download_bytes - plan.elsewhere_bytes)} to "
        f"fetch, {figures.size(plan.cached_bytes)} already here"
    )
    _print_elsewhere(plan)
    skipped = [file for file in plan.files if file.action is Action.SKIP]
    if skipped:
        reasons = ", ".join(dict.fromkeys(file.reason or "" for file in skipped))
        console.print(
            f"  left out {len(skipped)} files, {figures.size(plan.skipped_bytes)}: {reasons}"
        )
    after = room.after(plan.download_bytes)
    verdict = "" if room.fits(plan.download_bytes) else "  [red]✕ does not fit[/]"
    console.print(f"  disk after: {figures.size(max(after, 0))} free{verdict}")
    if preview.starts_at is not None:
        console.print(f"  [yellow]◷[/] big downloads begin at {figures.moment(preview.starts_at)}")
    for warning in preview.risks.warnings:
        console.print(f"  [yellow]⚠[/] {escape(warning)}")
    _print_affected(preview.affected)


def licence(name: str | None) -> str:
    """A licence for people, with what its name tells of it."""
    if commercial_use(name) is False:
        return f"{name} (not for commercial use)"
    return name or "not stated"


async def _preview(
    model_id: str, revision: str | None, chosen: Selection, *, with_memory: bool
) -> tuple[Preview, str | None]:
    async with open_shelf() as shelf:
        preview = await shelf.downloads.preview(model_id, revision, chosen)
        line = await memory.in_a_line(shelf, preview.plan.repo.model_id) if with_memory else None
        return preview, line
