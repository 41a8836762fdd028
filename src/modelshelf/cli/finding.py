"""One thing that `doctor` looked at."""

from dataclasses import dataclass
from enum import StrEnum

from modelshelf.cli.picture import Space


class Verdict(StrEnum):
    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `advice` says what to do where it is not good.

    Attributes:
        space: What a terminal draws below the fact.
    """

    what: str
    verdict: Verdict
    fact: str
    advice: str = ""
    space: Space | None = None

    def document(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ("what", "verdict", "fact", "advice")}
