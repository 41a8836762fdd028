"""`ls`: the list on a terminal. Light to import: all that reads the database is in `list_anew`."""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from modelshelf.cache.reading.disk import disk_usage
from modelshelf.cli import figures, kept
from modelshelf.cli.kept import Listing
from modelshelf.cli.picture import Space, lines
from modelshelf.cli.run import one_of, print_json
from modelshelf.kit.text import one_line
from modelshelf.registry.kinds import ModelType

OTHER = "other"
_AVAILABLE = "available"
_INSTALLED = "installed"
# Not rich's tables: they take a millisecond for each model.
_GREEN, _YELLOW, _RED, _CYAN, _DIM, _PLAIN = "32", "33", "31", "36", "2", ""
_MARKS = {
    _INSTALLED: ("✓ installed", _GREEN),
    "partial": ("◐ partial", _YELLOW),
    "damaged": ("✕ damaged", _RED),
    _AVAILABLE: ("· available", _DIM),
}
_HEADINGS = ("MODEL", "TYPE", "STATUS", "SIZE", "USED BY")
_SIZE = _HEADINGS.index("SIZE")


def ls(model_type: str | None, *, installed: bool, everything: bool, as_json: bool) -> None:
    one_of([*ModelType, OTHER], model_type, "--type")
    listing = kept.recall(whole=as_json) or _list_anew()
    models = [
        model
        for model in listing.models
        if (model_type is None or model_type == (model["model_type"] or OTHER))
        and _wanted(model, installed=installed, everything=everything)
    ]
    if as_json:
        print_json(models)
        return
    _print(models)
    _print_others(listing)
    if listing.space:
        print_space(listing.space)
    for warning in listing.warnings:
        print(_coloured("warning", _YELLOW, sys.stderr), one_line(warning), file=sys.stderr)


def print_space(space: Space) -> None:
    drawn = sys.stdout.isatty()
    with contextlib.suppress(OSError):  # The disk is away: its chart is the least of it.
        disk = disk_usage(Path(space.cache_dir))
        told = lines(space, disk, drawn=drawn, width=shutil.get_terminal_size().columns)
        print(_coloured("\n".join(["", *told] if drawn else told), _DIM))


def _list_anew() -> Listing:
    from modelshelf.cli import list_anew

    return list_anew.read_and_keep()


def _wanted(model: dict[str, Any], *, installed: bool, everything: bool) -> bool:
    if installed:
        return bool(model["status"] == _INSTALLED)
    return (
        everything
        or model["status"] != _AVAILABLE
        or model["operation"] is not None
        or bool(model["extra_caches"])
    )


def _print(models: Iterable[dict[str, Any]]) -> None:
    rows = [(_cells(model), _colour(model)) for model in models]
    if not rows:
        print(
            "Nothing is on the disk yet. `modelshelf ls --all` shows what is offered, "
            "`modelshelf pull MODEL` fetches a model."
        )
        return
    table = [_HEADINGS, *(cells for cells, _ in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [_coloured(_line(_HEADINGS, widths), _DIM)]
    for cells, colour in rows:
        padded = _padded(cells, widths)
        padded[2] = _coloured(padded[2], colour)
        lines.append("  ".join(padded).rstrip())
    print("\n".join(lines))


def _cells(model: dict[str, Any]) -> tuple[str, ...]:
    return (
        one_line(model["id"]),
        model["model_type"] or "",
        _status(model),
        _size(model),
        ", ".join(map(one_line, model["used_by_collections"])),
    )


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(_padded(cells, widths)).rstrip()


def _padded(cells: tuple[str, ...], widths: list[int]) -> list[str]:
    return [
        cell.rjust(width) if number == _SIZE else cell.ljust(width)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]


def _print_others(listing: Listing) -> None:
    """What is in the cache and no model."""
    parts = [
        f"{count} {kind}{'' if count == 1 else 's'}, {figures.size(size_bytes)}"
        for kind, (count, size_bytes) in listing.others.items()
        if count
    ]
    if parts:
        print(_coloured(f"Besides: {' · '.join(parts)}", _DIM))


def _status(model: dict[str, Any]) -> str:
    operation = model["operation"]
    if operation is None and (copy := _copy(model)):
        return f"▤ {copy['status']} in {one_line(copy['cache_dir'])}"
    if operation is None:
        return _MARKS[model["status"]][0]
    share = ""
    if operation["bytes_total"]:
        share = f" {operation['bytes_downloaded'] * 100 // operation['bytes_total']} %"
    return f"↓ {operation['status']}{share}"


def _colour(model: dict[str, Any]) -> str:
    return _CYAN if model["operation"] else _MARKS[model["status"]][1]


def _copy(model: dict[str, Any]) -> dict[str, Any] | None:
    """Where a model that is not here lies in a cache that is only read."""
    if model["status"] != _AVAILABLE:
        return None
    copies: list[dict[str, Any]] = model["extra_caches"]
    return copies[0] if copies else None


def _size(model: dict[str, Any]) -> str:
    copy = _copy(model)
    size_bytes = (
        model["size_on_disk_bytes"]
        or (copy["size_bytes"] if copy else 0)
        or model["download_size_bytes"]
    )
    return figures.size(size_bytes) if size_bytes else ""


def _coloured(text: str, colour: str, stream: Any = None) -> str:
    stream = stream or sys.stdout
    if not colour or not stream.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\x1b[{colour}m{text}\x1b[0m"
