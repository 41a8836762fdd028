"""What was found out about a model: each value with where it stands, and how sure it is.

Two degrees, and nothing below them:

- `certain`: a file says so that the loading library itself obeys (`modules.json`, the header of the
  weights), or two independent sources agree, such as the label of the authors and the architecture.
- `likely`: one label for people says so (a tag, the pipeline, the card), or it follows from a rule
  that has exceptions.

What is less than likely is not told at all: it is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from modelshelf.registry.kinds import ModelType, Pooling
from modelshelf.registry.traits import TRAIT_NAMES, Traits


class Confidence(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value stands.

    Attributes:
        source: A path in the repository, `Hub` for what the Hub says of it, or `file names`.
        key: The field there; empty for the source as a whole.
        says: What it says, shortened.
    """

    source: str
    key: str
    says: str

    def __str__(self) -> str:
        place = f"{self.source}: {self.key}" if self.key else self.source
        return f"{place} is {self.says}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One value of one fact.

    Attributes:
        value: Plain JSON.
        note: What one should know beside it, such as another source that disagrees.
    """

    value: Any
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Detected:
    """What was found out about a model.

    Attributes:
        findings: By the name of the fact: those of `Traits`, `model_type`, `kind` and others.
        model_type: None where nothing tells, and where it is none of the four.
        traits: Those that a model of its type has.
    """

    findings: Mapping[str, Finding] = field(default_factory=dict)

    @property
    def model_type(self) -> ModelType | None:
        value = self.value("model_type")
        return ModelType(value) if value is not None else None

    @property
    def traits(self) -> Traits:
        if self.model_type is None:
            return Traits()
        return self._all_traits().for_type(self.model_type)

    @property
    def evidence(self) -> tuple[str, ...]:
        """Every piece of evidence once, in plain words."""
        lines = (str(e) for finding in self.findings.values() for e in finding.evidence)
        return tuple(dict.fromkeys(lines))

    def only_certain(self) -> "Detected":
        """Without what is but likely."""
        sure = Confidence.CERTAIN
        return Detected({n: f for n, f in self.findings.items() if f.confidence is sure})

    def value(self, name: str) -> Any:
        """The value of a fact; None where it is unknown."""
        finding = self.findings.get(name)
        return finding.value if finding else None

    def _all_traits(self) -> Traits:
        values = {name: self.value(name) for name in TRAIT_NAMES}
        pooling = values.pop("pooling_method")
        return Traits(**values, pooling_method=Pooling(pooling) if pooling else None)
