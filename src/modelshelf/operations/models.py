"""The table of operations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypedDict
from uuid import UUID, uuid4

from sqlalchemy import JSON, Enum, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.kit.clock import now
from modelshelf.kit.database import Base
from modelshelf.operations.moves import ACTIVE, Kind, Status


def _named(enum: type[Kind] | type[Status]) -> Enum:
    return Enum(
        enum, native_enum=False, length=16, values_callable=lambda e: [member.value for member in e]
    )


_WHERE_ACTIVE = text("status IN ({})".format(", ".join(f"'{s}'" for s in sorted(ACTIVE))))


class AboutFile(TypedDict):
    """One of the files that an operation is about; each kind has a shape of its own beyond it
    (`downloads/row.py`, `upkeep/verify/row.py`, `upkeep/reclaim/row.py`)."""

    path: str
    size_bytes: int


class FileCounts(NamedTuple):
    """How many files an operation is about, and how many were told of as done."""

    total: int
    complete: int


class EachFile(NamedTuple):
    """The columns of an operation that have an entry for each file."""

    files: Sequence[AboutFile]
    files_done: Sequence[int]
    files_phase: Sequence[str] | None


class Operation(Base):
    """One long job on one model, on one node.

    Attributes:
        sha: The commit that a download fetches, a deletion takes away, a restoration brings back or
            a trial loads, where it is known; None for other kinds.
        files: What it is about, fixed when it was requested.
        files_done: For each of `files`, in the same order, its bytes on disk at the last report.
        chosen: Of a download, where not the usual files were asked for: "all", or
            `{include, exclude}` as they were given.
        refs: Branches or tags that shall point to `sha` afterwards.
        began_empty: Nothing of the model was on the disk when the download was asked for.
        forced: A deletion that goes ahead although a program has the model open.
        undoes: For a restoration the deletion that it takes back.
        files_phase: For each of `files` what happens to it, as it was at the last report.
        phase: What happens to it as a whole, likewise.
        speeds: Its `SpeedLine` at the last report; null until it is worked on for a second.
        notes: Things a person should know about how it went.
        not_before: While pending: it waits for this moment, and others may go first.
        hurried_by: Who wanted it to begin without waiting for such a moment.
        owner: The process that works on it or still has to let go of it; its claim ends at
            `leased_until` unless it is renewed.
        debris: It was cancelled, and what it left on the disk is still to be cleared away.
    """

    __tablename__ = "operations"
    __table_args__ = (
        Index(
            "uq_operations_active",
            "node",
            "model_id",
            unique=True,
            sqlite_where=_WHERE_ACTIVE,
            postgresql_where=_WHERE_ACTIVE,
        ),
        Index("ix_operations_node_status", "node", "status"),
        Index("ix_operations_created_at", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    node: Mapped[str]
    model_id: Mapped[str]
    kind: Mapped[Kind] = mapped_column(_named(Kind))
    status: Mapped[Status] = mapped_column(_named(Status), default=Status.PENDING)
    sha: Mapped[str | None]
    files: Mapped[Sequence[AboutFile]] = mapped_column(JSON, default=list)
    files_done: Mapped[list[Any]] = mapped_column(default=list)
    files_phase: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    phase: Mapped[str | None] = mapped_column(String(16))
    chosen: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    refs: Mapped[list[Any]] = mapped_column(default=list)
    began_empty: Mapped[bool] = mapped_column(default=False)
    forced: Mapped[bool] = mapped_column(default=False, server_default=false())
    undoes: Mapped[UUID | None]
    bytes_total: Mapped[int] = mapped_column(default=0)
    bytes_done: Mapped[int] = mapped_column(default=0)
    speed_bps: Mapped[int | None]
    speeds: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[str | None]
    error_code: Mapped[str | None]
    notes: Mapped[list[Any]] = mapped_column(default=list)
    requested_by: Mapped[str]
    not_before: Mapped[datetime | None]
    hurried_by: Mapped[str | None]
    owner: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    debris: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    @property
    def found_something(self) -> bool:
        """Whether it was a verification that has something to say: then not all is well, though it
        came to its end."""
        return self.kind is Kind.VERIFY and bool(self.notes)
