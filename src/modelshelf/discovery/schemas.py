"""Searching and inspecting on the wire."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from modelshelf.cache.reading.repo import Status
from modelshelf.credentials.schemas import ClosedOut
from modelshelf.discovery.service import Hit, Hits
from modelshelf.hub.door import Gated, RateLimit
from modelshelf.policy.licences import commercial_use
from modelshelf.policy.risks import code_in, risks_of
from modelshelf.policy.rules import Policy
from modelshelf.policy.schemas import RefusalOut, ScanOut
from modelshelf.registry.detect.facts import Confidence
from modelshelf.registry.finding_schemas import EvidenceOut, FindingOut
from modelshelf.registry.inspected import Inspection
from modelshelf.registry.kinds import ModelType, Origin


class HitOut(BaseModel):
    model_id: str
    model_type: ModelType | None
    kind: str | None = Field(description="What it is, in the words of the field.")
    confidence: Confidence | None = Field(description="Of `model_type` and `kind`.")
    evidence: list[EvidenceOut] = Field(description="Why it is taken for that.")
    parameters: int | None
    needed_bytes: int | None = Field(
        description="Weights, as the Hub counted them; null where the plan must tell."
    )
    license: str | None
    commercial_use: bool | None
    gated: Gated
    unsafe: bool = Field(description="Pickled weights and no safetensors.")
    remote_code: bool
    downloads: int | None
    likes: int | None
    trending_score: float | None
    last_modified: datetime | None
    status: Status
    origin: Origin | None = Field(description="Null for what is neither offered nor on the disk.")

    @classmethod
    def of(cls, hit: Hit) -> Self:
        found, detected = hit.found, hit.detected
        kind = detected.findings.get("kind")
        formats = detected.value("formats") or []
        return cls(
            model_id=found.model_id,
            model_type=detected.model_type,
            kind=kind.value if kind else None,
            confidence=kind.confidence if kind else None,
            evidence=FindingOut.of(kind).evidence if kind else [],
            parameters=detected.value("parameters"),
            needed_bytes=hit.needed_bytes,
            license=found.licence,
            commercial_use=commercial_use(found.licence),
            gated=found.gated,
            unsafe="pytorch" in formats and "safetensors" not in formats,
            remote_code=bool(code_in(found, ())),
            downloads=found.downloads,
            likes=found.likes,
            trending_score=found.trending_score,
            last_modified=found.last_modified,
            status=hit.on_disk.status if hit.on_disk else Status.AVAILABLE,
            origin=hit.origin,
        )


class RateLimitOut(BaseModel):
    """What the Hub said last of how often it may be asked."""

    remaining: int
    limit: int | None
    resets_in_seconds: float

    @classmethod
    def of(cls, limit: RateLimit | None) -> Self | None:
        if limit is None:
            return None
        return cls(
            remaining=limit.remaining,
            limit=limit.limit,
            resets_in_seconds=round(limit.resets_in_seconds, 1),
        )


class SearchOut(BaseModel):
    models: list[HitOut]
    next_cursor: str | None
    rate_limit: RateLimitOut | None

    @classmethod
    def of(cls, hits: Hits, limit: RateLimit | None) -> Self:
        return cls(
            models=[HitOut.of(hit) for hit in hits.hits],
            next_cursor=hits.cursor,
            rate_limit=RateLimitOut.of(limit),
        )


class InspectedFile(BaseModel):
    path: str
    size_bytes: int
    needed: bool


class InspectionOut(BaseModel):
    model_id: str
    revision: str = Field(description="The commit that was looked at.")
    model_type: ModelType | None
    facts: dict[str, FindingOut] = Field(description="What is not in here is not known.")
    files: list[InspectedFile]
    needed_bytes: int
    gated: Gated
    closed: ClosedOut | None = Field(description="Why the files cannot be had, where it was seen.")
    commercial_use: bool | None
    last_modified: datetime | None
    created_at: datetime | None
    unsafe_files: list[str]
    remote_code: list[str]
    scan: ScanOut | None
    warnings: list[str]
    refusal: RefusalOut | None = Field(description="Why a setting does not allow the download.")
    unread: list[str] = Field(description="Small files that were not looked at.")
    hub_requests: int

    @classmethod
    def of(cls, seen: Inspection, policy: Policy) -> Self:
        repo = seen.repo
        needed = seen.needed
        risks = risks_of(repo, needed) if repo else None
        licence = seen.detected.value("licence")
        return cls(
            model_id=seen.model_id,
            revision=seen.sha,
            model_type=seen.detected.model_type,
            facts={name: FindingOut.of(f) for name, f in seen.detected.findings.items()},
            files=[
                InspectedFile(path=path, size_bytes=size, needed=path in needed)
                for path, size in seen.sizes.items()
            ],
            needed_bytes=sum(seen.sizes[path] for path in needed),
            gated=repo.gated if repo else None,
            closed=ClosedOut.of(seen.closed),
            commercial_use=commercial_use(licence),
            last_modified=repo.last_modified if repo else None,
            created_at=repo.created_at if repo else None,
            unsafe_files=list(risks.pickles) if risks else [],
            remote_code=list(risks.remote_code) if risks else list(code_in(None, needed)),
            scan=ScanOut.of(risks.scan) if risks else None,
            warnings=[*seen.warnings, *(risks.warnings if risks else ())],
            refusal=RefusalOut.of(policy.refusal(repo, sorted(needed))) if repo else None,
            unread=list(seen.unread),
            hub_requests=seen.questions,
        )
