"""Curated entries beside what packages say of the same models."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from modelshelf.registry.curated import CuratedModel
from modelshelf.registry.offer import STORED_BYTES

Told = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By package and version, by model: what `ask_packages.py` prints."""

# A rounded number of a source is none of ours that is exact.
_ROUNDED = 0.005


@dataclass(frozen=True, slots=True)
class Other:
    """One fact of which a package says something else.

    Attributes:
        explained: Whether a note of the entry names the other value, and so says which was taken.
    """

    model_id: str
    field: str
    ours: Any
    theirs: Any
    package: str
    explained: bool

    def __str__(self) -> str:
        mark = "explained" if self.explained else "NOT EXPLAINED"
        return (
            f"{self.model_id}  {self.field}: {_said(self.ours)} here, {_said(self.theirs)} in "
            f"{self.package} ({mark})"
        )


def compare(models: tuple[CuratedModel, ...], told: Told) -> tuple[list[str], list[Other]]:
    """Which packages know each model and how many facts agree, and all that does not."""
    lines, others = [], []
    for model in models:
        known = []
        for package, answers in told.items():
            if (facts := answers.get(model.id)) is None:
                continue
            pairs = list(_pairs(model, facts))
            different = [pair for pair in pairs if not _same(*pair)]
            known.append(f"{package}: {len(pairs) - len(different)} of {len(pairs)}")
            others += [
                Other(model.id, field, ours, theirs, package, _explained(model, field, theirs))
                for field, ours, theirs in different
            ]
        lines.append(f"{model.id:72} {', '.join(known) or 'in none of them'}")
    return lines, others


def _pairs(model: CuratedModel, facts: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Each fact that both sides give: its name, ours, theirs."""
    for field, said in facts.items():
        ours, theirs = _pair(model, field, said)
        if ours is not None and theirs is not None:
            yield field, ours, theirs


def _pair(model: CuratedModel, field: str, theirs: Any) -> tuple[Any, Any]:
    if field == "revision":  # Ours is its beginning, in the name of the source.
        places = " ".join(source.place for source in model.source)
        found = str(theirs)[:12]
        return (found if found in places else _revision(places)), found
    if field == "weight_bytes":
        return STORED_BYTES[model.dtype], theirs
    if field == "embedding_parameters":
        built = model.architecture
        if built is None or not built.hidden_size or not built.vocabulary_size:
            return None, theirs
        return built.vocabulary_size * built.hidden_size, theirs
    if field == "languages":
        return (1 if "English" in model.description else None), theirs or None
    outer, _, inner = field.partition(".")
    ours = getattr(model, outer, None)
    return (getattr(ours, inner, None) if inner else ours), theirs


def _same(field: str, ours: Any, theirs: Any) -> bool:
    if ours == theirs:
        return True
    rounded = field == "parameters" and theirs % 100_000 == 0
    return rounded and abs(ours - theirs) <= _ROUNDED * theirs


def _revision(places: str) -> str | None:
    _, found, after = places.partition("revision ")
    return after[:12] if found else None


def _explained(model: CuratedModel, field: str, theirs: Any) -> bool:
    notes = " ".join(source.note or "" for source in model.source)
    if field == "weight_bytes":
        return f"{theirs} bytes" in notes
    return any(
        re.search(rf"\b{re.escape(value)}\b", notes) for value in (_said(theirs), str(theirs))
    )


def _said(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
