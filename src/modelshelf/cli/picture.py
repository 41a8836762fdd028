"""The disk as a small chart: what takes its space, and how that came about. Light to import."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from modelshelf.cache.inventory.totals import Sample
from modelshelf.cache.reading.disk import Disk
from modelshelf.cli import figures
from modelshelf.registry.kinds import ModelType

_EIGHTHS = " ▏▎▍▌▋▊▉"
_LEVELS = "▁▂▃▄▅▆▇█"
_MOST_BAR = 40
_LEAST_BAR = 8
_POINTS = 30
_ELSE, _FREE = "everything else", "free"


@dataclass(frozen=True, slots=True)
class Space:
    """What lies on the disk of the cache.

    Attributes:
        parts: Bytes of what is ours, by name; together all of it.
        past: Seconds since 1970 and bytes of all that was ours then, the oldest first.
    """

    cache_dir: str
    parts: dict[str, int]
    past: list[tuple[float, int]]


def parts_of(sample: Sample) -> dict[str, int]:
    """What is ours on a disk, by the name that it has in the chart."""
    typed = {str(kind): sample.by_type.get(kind, 0) for kind in ModelType}
    return {
        **typed,
        "other models": sample.model_bytes - sum(typed.values()),
        "datasets": sample.dataset_bytes,
        "spaces": sample.space_bytes,
        "shared files": sample.shared_bytes,
        "unfinished": sample.partial_bytes,
        "trash": sample.trash_bytes,
    }


def lines(space: Space, disk: Disk, *, drawn: bool, width: int) -> list[str]:
    """The chart, or the same in words.

    Args:
        disk: How full it is at this moment.
        drawn: Whether a person looks at it on a terminal.
        width: Columns of that terminal.
    """
    ours_bytes = sum(space.parts.values())
    parts = {name: size_bytes for name, size_bytes in space.parts.items() if size_bytes}
    parts[_ELSE] = max(disk.total_bytes - disk.free_bytes - ours_bytes, 0)
    told = [*_bars(parts | {_FREE: disk.free_bytes}, width)] if drawn else [_words(parts, disk)]
    return [*told, *_history(space.past, drawn=drawn)]


def _words(parts: dict[str, int], disk: Disk) -> str:
    sizes = ", ".join(f"{name} {figures.size(size)}" for name, size in parts.items())
    return f"Disk: {figures.size(disk.free_bytes)} free of {_total(disk)}; {sizes}"


def _total(disk: Disk) -> str:
    return figures.size(disk.total_bytes)


def _bars(parts: dict[str, int], width: int) -> Iterator[str]:
    sizes = {name: figures.size(size_bytes) for name, size_bytes in parts.items()}
    names, numbers = max(map(len, parts)), max(map(len, sizes.values()))
    room = max(min(width - names - numbers - 4, _MOST_BAR), _LEAST_BAR)
    longest = max(parts.values()) or 1
    for name, size_bytes in parts.items():
        bar = _bar(size_bytes / longest, room)
        yield f"{name:<{names}}  {sizes[name]:>{numbers}}  {bar}".rstrip()


def _bar(share: float, room: int) -> str:
    # Whatever is there at all is to be seen.
    eighths = max(round(share * room * 8), 1) if share else 0
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _history(past: Sequence[tuple[float, int]], *, drawn: bool) -> Iterator[str]:
    if len(past) < 2:
        return
    (began, first), (ended, last) = past[0], past[-1]
    days = timedelta(seconds=ended - began).days
    if not days:
        return
    change = f"{figures.size(first)} → {figures.size(last)}"
    spark = f"  {_sparkline(past)}" if drawn else ""
    yield f"ours over {days} day{'' if days == 1 else 's'}{spark}  {change}"


def _sparkline(past: Sequence[tuple[float, int]]) -> str:
    """At equal steps of time what was there by then; its foot is nothing at all."""
    (began, _), (ended, _) = past[0], past[-1]
    most = max(size_bytes for _, size_bytes in past) or 1
    values, at = [], 0
    for number in range(_POINTS):
        moment = began + (ended - began) * number / (_POINTS - 1)
        while at + 1 < len(past) and past[at + 1][0] <= moment:
            at += 1
        values.append(past[at][1])
    return "".join(_LEVELS[round(value / most * (len(_LEVELS) - 1))] for value in values)
