"""Results on paper: one JSON document each, and a page of tables over all of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks.machine import Machine
from benchmarks.result import GIB, MIB, Benchmark, Result, Scale

Document: TypeAlias = dict[str, Any]

RESULTS = Path(__file__).parent / "results"
_INTRODUCTION = """\
# Benchmarks

Written by `make bench`; the figures of every round are in the JSON files beside this page.
Competitors take turns, round by round, and begin each time with an empty folder. Times are
medians (least–most) on the wall. *As ours* is their median time divided by ours; *by round* is
the median of the same ratio within each round. Processor time is user and system time of all
processes: for Modelshelf those of `modelshelf serve`, its worker and its Valkey, for the others
of the command. Memory is the most resident memory that was seen in the process that moves the
bytes, which for Modelshelf is the worker, whatever else it holds.
"""


def document_of(benchmark: Benchmark, result: Result, machine: Machine, scale: Scale) -> Document:
    return {
        "name": benchmark.name,
        "title": benchmark.title,
        "measured_on": datetime.now(UTC).date().isoformat(),
        "rounds": scale.rounds,
        "machine": asdict(machine),
        **result.document(),
    }


def write(document: Document) -> None:
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(document, indent=2, ensure_ascii=False)
    (RESULTS / f"{document['name']}.json").write_text(text + "\n")


def write_page(order: Sequence[str]) -> None:
    """Write the page anew from all results that there are."""
    files = [RESULTS / f"{name}.json" for name in order]
    documents = [json.loads(file.read_text()) for file in files if file.exists()]
    sections = [section(document) for document in documents]
    text = "\n".join([_INTRODUCTION, summary(documents), *sections])
    (RESULTS / "README.md").write_text(text)


def section(document: Document) -> str:
    """One benchmark, as Markdown."""
    return "\n".join(
        [
            f"## {document['title']}\n",
            document["how"] + "\n",
            *_targets(document),
            *_competitors(document),
            *_figures(document),
            *(f"Left out: {reason}\n" for reason in document["left_out"]),
            _machine(document) + "\n",
        ]
    )


def summary(documents: Sequence[Document]) -> str:
    """What was asked for and whether it was reached, over several benchmarks."""
    rows = [
        (document["title"], target["wanted"], target["measured"], _reached(target))
        for document in documents
        for target in document["targets"]
    ]
    return "\n".join(_table(("benchmark", "target", "measured", ""), rows))


def _reached(target: Document) -> str:
    return "reached" if target["met"] else "**not reached**"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _targets(document: Document) -> Iterator[str]:
    rows = [
        (target["wanted"], target["measured"], _reached(target)) for target in document["targets"]
    ]
    if rows:
        yield from _table(("target", "measured", ""), rows)


def _competitors(document: Document) -> Iterator[str]:
    rows = []
    for name, measured in document["competitors"].items():
        per_gib = measured["cpu_seconds_per_gib"]
        rows.append(
            (
                name,
                _spread(measured["wall_seconds"]) + " s",
                f"{measured['ratio_of_medians']:.2f}×",
                f"{measured['median_of_ratios']:.2f}×",
                f"{measured['cpu_seconds']['median']:.2f} s",
                "–" if per_gib is None else f"{per_gib:.2f} s",
                f"{measured['peak_bytes']['median'] / MIB:.0f} MiB",
            )
        )
    if rows:
        head = ("", "time", "as ours", "by round", "processor", "processor per GiB", "memory")
        yield from _table(head, rows)


def _figures(document: Document) -> Iterator[str]:
    rows = [
        (name, f"{_spread(figure['spread'])} {figure['unit']}")
        for name, figure in document["figures"].items()
    ]
    if rows:
        yield from _table(("", "median (least–most)"), rows)


def _spread(spread: Document) -> str:
    median, least, most = (_short(spread[key]) for key in ("median", "least", "most"))
    return f"{median} ({least}–{most})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _machine(document: Document) -> str:
    machine = document["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    priority = ", all with real-time priority" if machine.get("real_time") else ""
    return (
        f"Rounds: {document['rounds']}, on {document['measured_on']}; {machine['cores']} cores of "
        f"{machine['processor']}, {machine['memory_bytes'] / GIB:.0f} GiB, {machine['kernel']}; "
        f"load at the start {machine['load_at_start']}{priority}; {versions}."
    )
