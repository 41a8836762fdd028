"""The claim on a model while it is packed or taken in: an operation like any other.

It is made already claimed: nobody but this process can do the work, which reads its own input.
What a dead process leaves is put back to `pending` like every operation, and ended by `LeftBehind`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed, Outcome
from modelshelf.downloads.row import files_as_json, files_of
from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.remains import discard
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Conflict, Problem
from modelshelf.kit.events import Publisher
from modelshelf.kit.settings import Settings
from modelshelf.operations import claims
from modelshelf.operations.begin import begin
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.owner import Owner
from modelshelf.operations.work import LEASE, Work, publish


class CutOff(Conflict):
    code = "cut_off"
    title = "It was cut off"
    exit_code = 1


@asynccontextmanager
async def holding(
    database: Database,
    publisher: Publisher,
    node: str,
    kind: Kind,
    model_id: str,
    *,
    files: Sequence[HubFile],
    bytes_total: int,
    by: Actor,
) -> AsyncIterator[Work]:
    """Keep everybody else from the model while the block runs; how it ends is recorded.

    Raises:
        ModelBusy: Another operation has the model.
    """
    owner, moment = str(Owner.this_process()), now()
    row = Operation(
        node=node,
        model_id=model_id,
        kind=kind,
        status=Status.RUNNING,
        files=files_as_json(files),
        files_done=[],
        refs=[],
        notes=[],
        bytes_total=bytes_total,
        requested_by=by.label,
        owner=owner,
        leased_until=moment + LEASE,
        created_at=moment,
        updated_at=moment,
        started_at=moment,
    )
    await begin(database, row, by)
    work = Work(database, publisher, row, owner)
    target, ending = Status.COMPLETED, dict[str, str]()
    try:
        async with _kept(work):
            yield work
            work.report(row.bytes_total)
    except BaseException as error:
        target = Status.FAILED
        problem = error if isinstance(error, Problem) else _cut_off(row)
        ending = {"error": problem.detail, "error_code": problem.code}
        raise
    finally:
        async with database.write() as session:
            settled = await claims.settle(
                session, row.id, owner, target, **work.progress(), **ending, finished_at=now()
            )
            await claims.let_go(session, row.id, owner)
            if settled:
                await audit.record(
                    session,
                    by,
                    Deed(f"{kind}.finish"),
                    model_id,
                    operation_id=row.id,
                    outcome=Outcome.DONE if target is Status.COMPLETED else Outcome.FAILED,
                    code=ending.get("error_code"),
                    size_bytes=row.bytes_done,
                )
        if settled:
            row.status = target
            await publish(publisher, row)
    if not settled:
        raise _cut_off(row)


@asynccontextmanager
async def _kept(work: Work) -> AsyncIterator[None]:
    """Keep the claim while the block runs, and cut the block off when it is lost.

    Raises:
        CutOff: The operation was ended, or taken over, by somebody else.
    """
    task = asyncio.current_task()
    assert task is not None
    before, inside, cut = task.cancelling(), True, False

    def cut_off(keeping: "asyncio.Task[None]") -> None:
        nonlocal cut
        if inside and not keeping.cancelled():
            cut = True
            task.cancel()

    keeping = asyncio.create_task(work.keep())
    keeping.add_done_callback(cut_off)
    try:
        yield
    except BaseException as error:
        # Cancelled by somebody else as well, it stays so.
        alone = cut and task.uncancel() <= before
        if alone and isinstance(error, asyncio.CancelledError):
            raise _cut_off(work.operation) from None
        raise
    finally:
        inside = False
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


class LeftBehind:
    """Ends what a dead process left of an import or export; an `operations.handler.Handler`."""

    def __init__(
        self, settings: Settings, changed: Callable[[Operation], Awaitable[object]]
    ) -> None:
        self._settings = settings
        self._changed = changed

    async def run(self, work: Work) -> None:
        """Raises: CutOff, always: only who began it can do it."""
        await self.clear(work.operation)
        raise _cut_off(work.operation)

    async def clear(self, operation: Operation) -> None:
        if operation.kind is Kind.IMPORT:
            folder = RepoFolder(self._settings.cache_dir, operation.model_id)
            await asyncio.to_thread(discard, folder, files_of(operation))
            await self._changed(operation)


def _cut_off(operation: Operation) -> CutOff:
    return CutOff(
        f"The {operation.kind} of {operation.model_id} was cut off. Run the same command again."
    )
