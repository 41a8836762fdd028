"""Risks and refusals on the wire."""

from typing import Self

from pydantic import BaseModel, Field

from modelshelf.hub.door import Scan
from modelshelf.policy.errors import PolicyRefusal


class ScanIssueOut(BaseModel):
    path: str
    level: str = Field(description="In the Hub's words, such as `unsafe` or `caution`.")


class ScanOut(BaseModel):
    """What the Hub's own scanners say of the files."""

    finished: bool
    issues: list[ScanIssueOut]

    @classmethod
    def of(cls, scan: Scan | None) -> Self | None:
        if scan is None:
            return None
        issues = [ScanIssueOut(path=issue.path, level=issue.level) for issue in scan.issues]
        return cls(finished=scan.finished, issues=issues)


class RefusalOut(BaseModel):
    """What a download would be refused with, and by which setting."""

    code: str
    detail: str
    setting: str

    @classmethod
    def of(cls, refusal: PolicyRefusal | None) -> Self | None:
        if refusal is None:
            return None
        setting = refusal.fields["setting"]
        return cls(code=refusal.code, detail=refusal.detail, setting=setting)
