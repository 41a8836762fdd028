"""What brought the files that are on the disk, and what was deleted: told by the operations."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from modelshelf.audit.deeds import Actor
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.repository import are_of, those_of


class SnapshotFile(NamedTuple):
    """A file of one commit; `path` as it stands in the repository."""

    sha: str
    path: str


async def is_wholly_of(
    session: AsyncSession, node: str, model_id: str, by: Actor, on_disk: Collection[SnapshotFile]
) -> bool:
    """Whether all that is on the disk of a model was brought by this user's downloads.

    So it is when nothing was there before the first finished download since the model was last
    deleted for good, when nobody else downloaded or imported anything since then, finished or not,
    and when the finished downloads were about every file that is there: other programs bring files
    too.
    """
    brought = await _brought_to_one(session, node, model_id)
    return are_all_of_it(brought, on_disk) and await are_of(session, brought, by)


def are_all_of_it(brought: Sequence[Operation], on_disk: Collection[SnapshotFile]) -> bool:
    """Whether these downloads, the oldest first, brought all that is on the disk of a model."""
    finished = [row for row in brought if row.status is Status.COMPLETED]
    if not finished or not finished[0].began_empty:
        return False
    if any(row.kind is not Kind.DOWNLOAD for row in brought):
        return False
    files = {SnapshotFile(row.sha or "", file["path"]) for row in finished for file in row.files}
    return files.issuperset(on_disk)


async def downloads_of(
    session: AsyncSession, node: str, model_id: str, sha: str, before: datetime | None
) -> Sequence[Operation]:
    """The finished downloads of a commit that are on the disk, or were at some moment."""
    brought = await _brought_to_one(session, node, model_id, before)
    return [
        row
        for row in brought
        if row.kind is Kind.DOWNLOAD and row.sha == sha and row.status is Status.COMPLETED
    ]


async def brought_to(
    session: AsyncSession,
    node: str,
    model_ids: Iterable[str],
    before: datetime | None = None,
    *,
    with_files: bool = True,
) -> dict[str, list[Operation]]:
    """What wrote into the folder of each of these models since it was last deleted for good, the
    oldest first.

    Args:
        before: As if it was this moment.
        with_files: Whether to read the lists of files, which may be long.
    """
    of_models = and_(Operation.node == node, Operation.model_id.in_(list(model_ids)))
    if before is not None:
        of_models = and_(of_models, Operation.created_at < before)
    deletions = await session.execute(
        select(Operation.model_id, func.max(Operation.created_at))
        .where(_is_deletion_for_good(of_models))
        .group_by(Operation.model_id)
    )
    deleted_at: dict[str, datetime] = dict(deletions.all())
    lists = (Operation.files, Operation.files_done, Operation.files_phase)
    rows = await session.scalars(
        select(Operation)
        .where(of_models, Operation.kind.in_([Kind.DOWNLOAD, Kind.IMPORT]))
        .order_by(Operation.created_at)
        .options(*([] if with_files else [defer(each, raiseload=True) for each in lists]))
    )
    found: dict[str, list[Operation]] = {}
    for row in rows:
        last = deleted_at.get(row.model_id)
        if last is None or row.created_at > last:
            found.setdefault(row.model_id, []).append(row)
    return found


async def brought_alone(
    session: AsyncSession, node: str, model_ids: Iterable[str], by: Actor
) -> set[str]:
    """Those of these models that this account asked for, and nobody else, as far as is recorded."""
    brought = await brought_to(session, node, model_ids, with_files=False)
    theirs = await those_of(session, [row for rows in brought.values() for row in rows], by)
    return {m for m, rows in brought.items() if theirs.issuperset(row.id for row in rows)}


async def _brought_to_one(
    session: AsyncSession, node: str, model_id: str, before: datetime | None = None
) -> Sequence[Operation]:
    return (await brought_to(session, node, [model_id], before)).get(model_id, [])


async def touched_since(session: AsyncSession, node: str, moment: datetime) -> set[str]:
    """The models of a node that something brought, or brought back, since a moment."""
    return set(
        await session.scalars(
            select(Operation.model_id).where(
                Operation.node == node,
                Operation.kind.in_([Kind.DOWNLOAD, Kind.IMPORT, Kind.RESTORE]),
                Operation.updated_at >= moment,
            )
        )
    )


async def bytes_deleted_by(session: AsyncSession, node: str, label: str, since: datetime) -> int:
    """What somebody deleted of a node since a moment, what was brought back not counted."""
    found = await session.scalar(
        select(func.sum(Operation.bytes_total)).where(
            _is_deletion_for_good(Operation.node == node),
            Operation.requested_by == label,
            Operation.created_at >= since,
        )
    )
    return int(found or 0)


def _is_deletion_for_good(within: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether it is one of these operations, and a deletion that nobody has undone."""
    undone = select(Operation.undoes).where(
        within, Operation.undoes.is_not(None), Operation.status == Status.COMPLETED
    )
    return and_(
        within,
        Operation.kind == Kind.DELETE,
        Operation.status == Status.COMPLETED,
        Operation.id.not_in(undone),
    )
