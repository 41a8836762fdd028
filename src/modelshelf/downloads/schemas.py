"""Downloads on the wire."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from modelshelf.credentials.schemas import ClosedOut
from modelshelf.downloads.preview import Preview
from modelshelf.hub.door import Gated
from modelshelf.hub.plan import Action, Patterns, Selection
from modelshelf.operations.moves import Status
from modelshelf.policy.licences import commercial_use
from modelshelf.policy.schemas import RefusalOut, ScanOut
from modelshelf.usage.revisions import INDEXED

_MAX_STARS = 10


def _few_stars(pattern: str) -> str:
    # The work of a match grows with each star.
    if pattern.count("*") > _MAX_STARS:
        raise ValueError(f"A pattern may hold {_MAX_STARS} stars at most: split it in several.")
    return pattern


Pattern = Annotated[
    str, StringConstraints(min_length=1, max_length=255), AfterValidator(_few_stars)
]


class PatternsIn(BaseModel):
    """Shell patterns on paths in the repository; an empty `include` means every file."""

    include: Annotated[list[Pattern], Field(max_length=100)] = []
    exclude: Annotated[list[Pattern], Field(max_length=100)] = []


class DownloadRequest(BaseModel):
    model_id: str
    revision: str | None = Field(None, description="Branch, tag or commit; `main` if absent.")
    files: Literal["needed", "all"] | PatternsIn = "needed"

    @property
    def selection(self) -> Selection:
        if isinstance(self.files, PatternsIn):
            return Patterns(tuple(self.files.include), tuple(self.files.exclude))
        return self.files


class StartRequest(DownloadRequest):
    start_now: bool = Field(False, description="Do not wait for the hours of big downloads.")
    confirm: bool = Field(
        False,
        description="What the plan warns of, in `warnings` and `affected_collections`, is known.",
    )


class DownloadAccepted(BaseModel):
    """`task_id` is null when nothing was left to do."""

    task_id: UUID | None
    model_id: str
    status: Status


class PlannedFileOut(BaseModel):
    path: str
    size_bytes: int
    action: Action
    reason: str | None = Field(description="Why the file is left out.")
    copied_from: str | None = Field(
        description="The extra cache that holds it: it is copied from there, and not fetched."
    )


class AffectedOut(BaseModel):
    """A collection that a download concerns."""

    id: UUID
    name: str
    owner: str
    built_on: str | None = Field(description="Null where it is not known.")
    needs_reindexing: bool = Field(description="Afterwards, since its vectors are in the index.")


class PlanOut(BaseModel):
    model_id: str
    revision: str = Field(description="The commit.")
    files: list[PlannedFileOut]
    download_bytes: int = Field(description="Still to be fetched.")
    elsewhere_bytes: int = Field(
        description="What of these is copied from extra caches, and not fetched from the Hub."
    )
    cached_bytes: int = Field(description="Wanted and on disk already.")
    skipped_bytes: int
    free_bytes_after: int = Field(description="Free disk space when the download is done.")
    fits_disk: bool = Field(description="Whether it fits beside what is queued and the reserve.")
    starts_at: datetime | None = Field(
        description="When it would begin, if it is big and now is not the time for big downloads."
    )
    license: str | None
    gated: Gated
    private: bool
    closed: ClosedOut | None = Field(description="Why the files cannot be had; null: they can.")
    commercial_use: bool | None = Field(description="Null where the licence's name tells nothing.")
    unsafe_files: list[str] = Field(description="Wanted files that can run code when loaded.")
    remote_code: list[str] = Field(description="Signs that loading it runs code that it brings.")
    scan: ScanOut | None = Field(description="What the Hub's scanners say; null: nothing.")
    warnings: list[str] = Field(description="The risks, one sentence each.")
    refusal: RefusalOut | None = Field(description="Why a setting does not allow the download.")
    unreachable_caches: list[str] = Field(
        description="Extra caches that could not be asked, one sentence each."
    )
    affected_collections: list[AffectedOut] = Field(
        description="Built on the revision that a branch would move away from."
    )

    @classmethod
    def of(cls, preview: Preview) -> Self:
        plan, room, risks = preview.plan, preview.room, preview.risks
        needed = plan.download_bytes
        return cls(
            model_id=plan.repo.model_id,
            revision=plan.repo.sha,
            files=[
                PlannedFileOut(
                    path=f.file.path,
                    size_bytes=f.file.size_bytes,
                    action=f.action,
                    reason=f.reason,
                    copied_from=plan.elsewhere.get(f.file.path),
                )
                for f in plan.files
            ],
            download_bytes=needed,
            elsewhere_bytes=plan.elsewhere_bytes,
            unreachable_caches=list(plan.unreachable),
            cached_bytes=plan.cached_bytes,
            skipped_bytes=plan.skipped_bytes,
            free_bytes_after=room.after(needed),
            fits_disk=room.fits(needed),
            starts_at=preview.starts_at,
            license=plan.repo.licence,
            commercial_use=commercial_use(plan.repo.licence),
            gated=plan.repo.gated,
            private=plan.repo.private,
            closed=ClosedOut.of(preview.closed),
            unsafe_files=list(risks.pickles),
            remote_code=list(risks.remote_code),
            scan=ScanOut.of(risks.scan),
            warnings=list(risks.warnings),
            refusal=RefusalOut.of(preview.refusal),
            affected_collections=[
                AffectedOut(
                    id=use.id,
                    name=use.name,
                    owner=use.owner,
                    built_on=use.revision,
                    needs_reindexing=use.role_of_model in INDEXED,
                )
                for use in preview.affected
            ],
        )
