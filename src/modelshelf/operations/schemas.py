"""An operation as programs and the page see it."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status


class FileOut(BaseModel):
    path: str
    size_bytes: int
    bytes_downloaded: int


class OperationSummary(BaseModel):
    """An operation without its files."""

    id: UUID
    task_id: UUID = Field(description="The same as `id`.")
    model_id: str
    operation: Kind
    status: Status
    bytes_downloaded: int
    bytes_total: int
    speed_bps: int | None = None
    eta_seconds: int | None = None
    queue_position: int | None = Field(None, description="1 is next; only while pending.")
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
        speed = row.speed_bps if row.status is Status.DOWNLOADING else None
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
            queue_position=queue_position,
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


class OperationOut(OperationSummary):
    """An operation with the state of each of its files."""

    files: list[FileOut] = []

    @classmethod
    def of(cls, row: Operation, queue_position: int | None = None) -> Self:
        operation = super().of(row, queue_position)
        done = row.files_done or [0] * len(row.files)
        operation.files = [
            FileOut(path=f["path"], size_bytes=f["size_bytes"], bytes_downloaded=here)
            for f, here in zip(row.files, done, strict=True)
        ]
        return operation


class OperationList(BaseModel):
    operations: list[OperationSummary]
