"""Where on a machine a model could run, and whether it fits there."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from modelshelf.machine.report import Machine
from modelshelf.sizing.fit import Fit, best, fit
from modelshelf.sizing.formula import Need, Precision


class PlaceKind(StrEnum):
    MEMORY = "memory"
    ACCELERATOR = "accelerator"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a machine beside one need."""

    kind: PlaceKind
    name: str
    need_bytes: int
    free_bytes: int
    total_bytes: int
    fit: Fit


def places(need: Need, machine: Machine) -> tuple[Place, ...]:
    """Main memory, and each accelerator by itself: a model is not spread over several here.

    An accelerator that shares the main memory needs no second runtime beside it.
    """
    memory = machine.memory
    found = [
        _place(
            PlaceKind.MEMORY,
            "main memory",
            need.total_bytes,
            memory.available_bytes,
            memory.total_bytes,
        )
    ]
    for each in machine.accelerators:
        needed = need.total_bytes if each.unified else need.accelerator_bytes
        found.append(
            _place(PlaceKind.ACCELERATOR, each.name, needed, each.free_bytes, each.total_bytes)
        )
    return tuple(found)


def _place(kind: PlaceKind, name: str, need_bytes: int, free_bytes: int, total_bytes: int) -> Place:
    verdict = fit(need_bytes, free_bytes, total_bytes)
    return Place(kind, name, need_bytes, free_bytes, total_bytes, verdict)


def best_fits(needs: Mapping[Precision, Need], machine: Machine) -> dict[Precision, Fit]:
    """For each precision the verdict on the place that suits best."""
    return {
        precision: best(place.fit for place in places(need, machine))
        for precision, need in needs.items()
    }
