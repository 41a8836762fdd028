"""What was found out about a model, on the wire and in the database."""

from typing import Any, Self

from pydantic import BaseModel, Field

from modelshelf.registry.detect.facts import Confidence, Finding


class EvidenceOut(BaseModel):
    source: str = Field(description="A path in the repository, or what else says it.")
    key: str
    says: str


class FindingOut(BaseModel):
    """One value; a fact that is not in the answer is not known."""

    value: Any
    confidence: Confidence
    evidence: list[EvidenceOut]
    note: str | None

    @classmethod
    def of(cls, finding: Finding) -> Self:
        return cls(
            value=finding.value,
            confidence=finding.confidence,
            evidence=[
                EvidenceOut(source=e.source, key=e.key, says=e.says) for e in finding.evidence
            ],
            note=finding.note,
        )
