"""What a benchmark finds out, and the shape in which it is kept."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.rounds import Contest, Spread

MIB = 1024 * 1024
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Scale:
    """How much work a run is.

    Attributes:
        quick: Small sizes, to see that everything works; such a result says nothing.
        pages: Of the web page's pages only these; all where it is empty.
    """

    rounds: int
    quick: bool
    pages: tuple[str, ...] = ()

    def size(self, full: int, small: int) -> int:
        return small if self.quick else full


@dataclass(frozen=True, slots=True)
class Target:
    """What was asked for, and what came out, in the same words."""

    wanted: str
    measured: str
    met: bool

    @classmethod
    def at_least(cls, ratio: float, measured: float, than: str) -> "Target":
        words = f"faster than {than}" if ratio == 1 else f"{ratio:g}× faster than {than}"
        return cls(words, f"{measured:.2f}×", measured >= ratio)

    @classmethod
    def at_most(cls, limit: float, measured: float, unit: str, what: str) -> "Target":
        return cls(f"{what}: at most {limit:g} {unit}", f"{measured:.3g} {unit}", measured <= limit)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured quantity other than a competitor's run."""

    unit: str
    spread: Spread


@dataclass(frozen=True, slots=True)
class Result:
    """What came out of one benchmark.

    Attributes:
        how: What was done, in a few sentences.
        fetched_bytes: What each competitor fetched in a round; 0 where that means nothing.
        left_out: What could not be measured here, and why.
    """

    how: str
    targets: tuple[Target, ...]
    contest: Contest | None = None
    fetched_bytes: int = 0
    figures: Mapping[str, Figure] | None = None
    left_out: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """As JSON; times in seconds, memory in bytes."""
        return {
            "how": self.how,
            "targets": [asdict(target) for target in self.targets],
            "competitors": self._competitors(),
            "figures": {name: asdict(figure) for name, figure in (self.figures or {}).items()},
            "left_out": list(self.left_out),
        }

    def _competitors(self) -> dict[str, Any]:
        if self.contest is None:
            return {}
        contest = self.contest
        return {
            name: {
                "wall_seconds": asdict(contest.spread(name, lambda effort: effort.wall_seconds)),
                "cpu_seconds": asdict(contest.spread(name, lambda effort: effort.cpu_seconds)),
                "cpu_seconds_per_gib": self._per_gib(name),
                "peak_bytes": asdict(contest.spread(name, lambda effort: effort.peak_bytes)),
                "ratio_of_medians": contest.times_faster(name),
                "median_of_ratios": contest.times_faster_by_round(name),
                "rounds": [asdict(effort) for effort in contest.efforts[name]],
            }
            for name in contest.efforts
        }

    def _per_gib(self, name: str) -> float | None:
        if self.contest is None or not self.fetched_bytes:
            return None
        cpu_seconds = self.contest.spread(name, lambda effort: effort.cpu_seconds).median
        return cpu_seconds * GIB / self.fetched_bytes


@dataclass(frozen=True, slots=True)
class Benchmark:
    name: str
    title: str
    run: Callable[[Scale], Result]
