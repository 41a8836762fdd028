"""`plan`: what a download would fetch, what it would leave out, and whether the disk takes it."""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import typer
from rich.markup import escape

from modelshelf.cli import figures, memory
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import print_json
from modelshelf.cli.session import open_shelf, run
from modelshelf.downloads.schemas import PlanOut
from modelshelf.downloads.space import Room
from modelshelf.hub.needed import VariantRequired
from modelshelf.hub.plan import Action, Patterns, Plan, Selection
from modelshelf.kit.errors import Problem
from modelshelf.kit.text import one_line
from modelshelf.policy.licences import commercial_use
from modelshelf.policy.risks import risks_of
from modelshelf.policy.rules import Policy
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
        found = run(_plan(model_id, revision, chosen, with_memory=not as_json))
    plan, room, uses, starts_at, policy, closed, memory_line = found
    if as_json:
        out = PlanOut.of(plan, room, policy, uses, starts_at=starts_at, closed=closed)
        print_json(out.model_dump(mode="json"))
    else:
        print_plan(plan, room, starts_at, every_file=True)
        if memory_line is not None:
            console.print(f"  {memory_line}")
        print_affected(uses)
        if closed is not None:
            console.print(f"  [red]✕[/] {escape(closed.detail)}")
        if (refusal := policy.refusal(plan.repo, [f.path for f in plan.wanted])) is not None:
            console.print(f"  [red]✕[/] {escape(refusal.detail)}")


def _print_elsewhere(plan: Plan) -> None:
    """What comes from caches on the machine, and not from the Hub."""
    if plan.elsewhere_bytes:
        folders = ", ".join(sorted(set(plan.elsewhere.values())))
        console.print(f"  {figures.size(plan.elsewhere_bytes)} are copied from {escape(folders)}")
    for sentence in plan.unreachable:
        console.print(f"  [yellow]⚠[/] {escape(sentence)}")


def print_affected(uses: Sequence[CollectionUse]) -> None:
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


def print_plan(plan: Plan, room: Room, starts_at: datetime | None, *, every_file: bool) -> None:
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
    if starts_at is not None:
        console.print(f"  [yellow]◷[/] big downloads begin at {figures.moment(starts_at)}")
    for warning in risks_of(plan.repo, [file.path for file in plan.wanted]).warnings:
        console.print(f"  [yellow]⚠[/] {escape(warning)}")


def licence(name: str | None) -> str:
    """A licence for people, with what its name tells of it."""
    if commercial_use(name) is False:
        return f"{name} (not for commercial use)"
    return name or "not stated"


async def _plan(
    model_id: str, revision: str | None, chosen: Selection, *, with_memory: bool
) -> tuple[Plan, Room, list[CollectionUse], datetime | None, Policy, Problem | None, str | None]:
    async with open_shelf() as shelf:
        downloads = shelf.downloads
        plan = await downloads.plan(model_id, revision, chosen)
        starts_at = downloads.opens_at(plan.download_bytes)
        uses = await downloads.affected(plan, revision)
        room, policy = await downloads.room(), downloads.policy
        line = await memory.in_a_line(shelf, plan.repo.model_id) if with_memory else None
        closed = await downloads.closed(plan.repo)
        return plan, room, uses, starts_at, policy, closed, line
