"""Operations as they are told to all who listen: with their files, unless they are very many."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.hub.transfer.progress import Phase
from modelshelf.operations import repository
from modelshelf.operations.models import FileCounts, Operation
from modelshelf.operations.moves import Status
from modelshelf.operations.schemas import OperationCounted, OperationOut

EVENT: Final = "operation"
MOST_FILES_TOLD: Final = 500
"""News come four times a second and to every listener: of more files than these they say only how
many are done."""


def report(row: Operation) -> OperationCounted:
    """Of one that was read with each of its files."""
    if len(row.files) <= MOST_FILES_TOLD:
        return OperationOut.of(row)
    complete = (row.files_phase or []).count(Phase.DONE)
    return OperationCounted.counted(row, FileCounts(len(row.files), complete))


async def reports(session: AsyncSession, rows: Sequence[Operation]) -> list[OperationCounted]:
    """Of some that may have been read without each of their files, with their places in the queue;
    of one that is gone since, none."""
    places: dict[UUID, int] = {}
    for node in {row.node for row in rows if row.status is Status.PENDING}:
        places |= await repository.queue_positions(session, node)
    counts = await repository.file_counts(session, [row.id for row in rows])
    few = [one for one, (total, _) in counts.items() if total <= MOST_FILES_TOLD]
    lists = await repository.each_file(session, few)

    def told(row: Operation) -> OperationCounted:
        place = places.get(row.id)
        if row.id in lists:
            return OperationOut.listed(row, lists[row.id], place)
        return OperationCounted.counted(row, counts[row.id], place)

    return [told(row) for row in rows if row.id in counts]
