"""Competitors that take turns, and what their rounds come to."""

import os
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from benchmarks.effort import Effort

Run: TypeAlias = Callable[[], Effort]
Measure: TypeAlias = Callable[[Effort], float]


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over all rounds."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class Contest:
    """What each competitor took, round by round; the first is ours."""

    efforts: Mapping[str, Sequence[Effort]]

    def spread(self, name: str, measure: Measure) -> Spread:
        return Spread.of([measure(effort) for effort in self.efforts[name]])

    def times_faster(self, than: str) -> float:
        """Ratio of the medians of the wall times: theirs by ours."""
        ours = next(iter(self.efforts))
        return self.spread(than, wall).median / self.spread(ours, wall).median

    def times_faster_by_round(self, than: str) -> float:
        """Median of the ratios within each round, which what disturbs a round disturbs less."""
        ours = next(iter(self.efforts.values()))
        pairs = zip(self.efforts[than], ours, strict=True)
        return statistics.median(theirs.wall_seconds / our.wall_seconds for theirs, our in pairs)


def wall(effort: Effort) -> float:
    return effort.wall_seconds


def compete(competitors: Mapping[str, Run], rounds: int) -> Contest:
    """Let all run in turn, `rounds` times; who begins changes from round to round."""
    names = list(competitors)
    efforts: dict[str, list[Effort]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            os.sync()  # Nobody pays for what another has left to write.
            effort = competitors[name]()
            print(f"    round {number + 1}: {name} {effort.wall_seconds:.2f} s", flush=True)
            efforts[name].append(effort)
    return Contest(efforts)
