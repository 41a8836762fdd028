"""An operation as programs and the page see it."""

from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, Self, TypeAlias
from uuid import UUID

from pydantic import BaseModel, Field, TypeAdapter

from modelshelf.hub.transfer.progress import Phase
from modelshelf.kit.clock import now
from modelshelf.operations.models import EachFile, FileCounts, Operation
from modelshelf.operations.moves import HELD, Kind, Status

RECONNECTING: Final = "reconnecting"
"""The phase of an operation that has lost the Hub and tries again by itself."""

OperationPhase: TypeAlias = Phase | Literal["reconnecting"]


class WaitsFor(StrEnum):
    """Others run or are older (`turn`), or it is big, and big ones have their hours (`hours`)."""

    TURN = "turn"
    HOURS = "hours"


class FileOut(BaseModel):
    path: str
    size_bytes: int
    bytes_downloaded: int
    phase: Phase = Field(description="`done` means complete and verified.")


_FILES = TypeAdapter(list[FileOut])


class OperationSummary(BaseModel):
    """An operation without its files."""

    id: UUID
    task_id: UUID = Field(description="The same as `id`.")
    model_id: str
    operation: Kind
    status: Status
    bytes_downloaded: int = Field(description="Of a verification: bytes read.")
    bytes_total: int
    speed_bps: int | None = None
    eta_seconds: int | None = None
    phase: OperationPhase | None = Field(
        None,
        description="What happens to a download at this moment; null when it ended otherwise. "
        "`reconnecting`: nothing arrives, and it is tried again.",
    )
    queue_position: int | None = Field(
        None, description="1 is next; only while it waits for its turn."
    )
    waits_for: WaitsFor | None = Field(None, description="Only while pending.")
    starts_at: datetime | None = Field(
        None, description="The earliest moment, when it waits for the hours of big downloads."
    )
    hurried_by: str | None = Field(
        None, description="Who wanted it to begin without waiting for those hours."
    )
    error: str | None = None
    error_code: str | None = None
    notes: list[str] = []
    revision: str | None = None
    requested_by: str
    node: str
    created_at: datetime
    started_at: datetime | None = None
    updated_at: datetime
    finished_at: datetime | None = None

    @classmethod
    def of(cls, row: Operation, queue_position: int | None = None) -> Self:
        left = row.bytes_total - row.bytes_done
        moving = row.status in (Status.DOWNLOADING, Status.RUNNING)
        phase = _phase(row)
        speed = row.speed_bps if moving and phase != RECONNECTING else None
        starts_at = _starts_at(row)
        waits_for = None
        if row.status is Status.PENDING and row.kind is Kind.DOWNLOAD:
            waits_for = WaitsFor.HOURS if starts_at else WaitsFor.TURN
        return cls(
            id=row.id,
            task_id=row.id,
            model_id=row.model_id,
            operation=row.kind,
            status=row.status,
            bytes_downloaded=row.bytes_done,
            bytes_total=row.bytes_total,
            speed_bps=speed,
            eta_seconds=-(-left // speed) if speed else None,
            phase=phase,
            queue_position=queue_position,
            waits_for=waits_for,
            starts_at=starts_at,
            hurried_by=row.hurried_by,
            error=row.error,
            error_code=row.error_code,
            notes=row.notes,
            revision=row.sha,
            requested_by=row.requested_by,
            node=row.node,
            created_at=row.created_at,
            started_at=row.started_at,
            updated_at=row.updated_at,
            finished_at=row.finished_at,
        )


class OperationCounted(OperationSummary):
    """An operation with how many of its files are there."""

    file_count: int = 0
    files_complete: int = Field(0, description="Of these, complete and verified.")
    speeds_bps: list[int] = Field(
        [],
        description="How many bytes came in each of the last seconds, the newest last: at most a "
        "minute, and only since it last began to move.",
    )

    @classmethod
    def counted(cls, row: Operation, counts: FileCounts, queue_position: int | None = None) -> Self:
        """
        Args:
            row: May have been read without each of its files.
        """
        operation = super().of(row, queue_position)
        operation.file_count = counts.total
        all_done = row.status is Status.COMPLETED
        operation.files_complete = counts.total if all_done else counts.complete
        if row.status in (Status.DOWNLOADING, Status.RUNNING):
            operation.speeds_bps = row.speeds or []
        return operation


class OperationOut(OperationCounted):
    """An operation with the state of each of its files."""

    files: list[FileOut] = []

    @classmethod
    def of(cls, row: Operation, queue_position: int | None = None) -> Self:
        return cls.listed(row, EachFile(row.files, row.files_done, row.files_phase), queue_position)

    @classmethod
    def listed(cls, row: Operation, each: EachFile, queue_position: int | None = None) -> Self:
        """
        Args:
            row: May have been read without each of its files.
        """
        phases = _files_phase(row.status, each)
        counts = FileCounts(len(each.files), phases.count(Phase.DONE))
        operation = cls.counted(row, counts, queue_position)
        done = each.files_done or [0] * counts.total
        # All at once: there may be thousands.
        operation.files = _FILES.validate_python(
            [
                {"path": f["path"], "size_bytes": f["size_bytes"]}
                | {"bytes_downloaded": here, "phase": phase}
                for f, here, phase in zip(each.files, done, phases, strict=True)
            ]
        )
        return operation


_PHASES = {phase.value: phase for phase in Phase}


def _starts_at(row: Operation) -> datetime | None:
    waits = row.status is Status.PENDING and row.not_before is not None and row.not_before > now()
    return row.not_before if waits else None


def _phase(row: Operation) -> OperationPhase | None:
    match row.status:
        case Status.PENDING | Status.PAUSED:
            return Phase.WAITING
        case Status.COMPLETED:
            return Phase.DONE
        case Status.VERIFYING:
            return Phase.VERIFYING
        case Status.DOWNLOADING:
            if row.phase == RECONNECTING:
                return RECONNECTING
            return Phase(row.phase) if row.phase else Phase.DOWNLOADING
        case _:
            return None


def _files_phase(status: Status, each: EachFile) -> list[Phase]:
    """As last told; where nobody works on it, what is not done waits."""
    if status is Status.COMPLETED:
        return [Phase.DONE] * len(each.files)
    if each.files_phase is None:
        return [Phase.WAITING] * len(each.files)
    told = [_PHASES[phase] for phase in each.files_phase]
    if status in HELD:
        return told
    return [phase if phase is Phase.DONE else Phase.WAITING for phase in told]


class OperationList(BaseModel):
    operations: list[OperationSummary]
    next_cursor: str | None = Field(description="Ask with this as `cursor` for older ones.")
