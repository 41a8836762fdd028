"""Operations on the wire, whatever their kind: one, many, and live; and moving them.

Their address is that of downloads, the first kind there was.
"""

import time
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from modelshelf.accounts.access import Presented, Viewer, still_valid
from modelshelf.kit.events import Broadcast, Event
from modelshelf.kit.web import (
    Cursor,
    DatabaseOf,
    Limit,
    PartOf,
    ReadSession,
    WriteSession,
    written_aside,
)
from modelshelf.operations import live, service
from modelshelf.operations.access import OperationOwner
from modelshelf.operations.moves import Kind
from modelshelf.operations.schemas import OperationList, OperationOut, OperationSummary
from modelshelf.operations.web import NewsOf, moved

router = APIRouter(tags=["operations"])

PING_SECONDS = 15.0
CHECK_SECONDS = 5.0


async def _one_stream_more(
    streams: Annotated[live.Streams, Depends(PartOf(live.Streams))], account: Viewer
) -> AsyncIterator[None]:
    with streams.one_more(account.id):
        yield


@router.get("/models/download/{task_id}", response_model=OperationOut)
async def read_operation(task_id: UUID, _: Viewer, database: DatabaseOf) -> Response:
    async with database.read() as session:
        row, place = await service.read(session, task_id)
    return await written_aside(lambda: OperationOut.of(row, place))


@router.get("/models/downloads")
async def list_operations(
    _: Viewer,
    session: ReadSession,
    active: bool | None = None,
    model_id: str | None = None,
    kind: Kind | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> OperationList:
    """The newest first."""
    operations, next_cursor = await service.page(
        session, limit, cursor, active=active, model_id=model_id, kind=kind
    )
    return OperationList(operations=operations, next_cursor=next_cursor)


@router.post("/models/download/{task_id}/pause")
async def pause(
    task_id: UUID, owner: OperationOwner, session: WriteSession, news: NewsOf
) -> OperationSummary:
    return moved(session, news, await service.pause(session, task_id, by=owner.actor))


@router.post("/models/download/{task_id}/resume")
async def resume(
    task_id: UUID, owner: OperationOwner, session: WriteSession, news: NewsOf
) -> OperationSummary:
    return moved(session, news, await service.resume(session, task_id, by=owner.actor))


@router.post("/models/download/{task_id}/cancel")
async def cancel(
    task_id: UUID, owner: OperationOwner, session: WriteSession, news: NewsOf
) -> OperationSummary:
    """Its node then clears away what is left on its disk."""
    return moved(session, news, await service.cancel(session, task_id, by=owner.actor))


@router.post("/models/download/{task_id}/retry")
async def retry(
    task_id: UUID, owner: OperationOwner, session: WriteSession, news: NewsOf
) -> OperationSummary:
    """A failed or cancelled one; what is on the disk is kept."""
    return moved(session, news, await service.retry(session, task_id, by=owner.actor))


@router.get(
    "/events",
    response_class=EventSourceResponse,
    dependencies=[Depends(_one_stream_more, scope="request")],
)
async def events(
    _: Viewer,
    credential: Presented,
    database: DatabaseOf,
    broadcast: Annotated[Broadcast, Depends(PartOf(Broadcast))],
) -> AsyncIterator[ServerSentEvent]:
    """Live news: `operation` (as `GET /models/download/{task_id}`; of one with more than 500 files
    without `files`), `models` (ids whose files
    changed on disk), `budget` (a model that was deleted to keep the storage budget), `ping`. The
    active operations come first, and again after every gap."""
    checked = time.monotonic()
    async for news in live.follow(database, broadcast, PING_SECONDS):
        # Whoever signed out meanwhile, or whose account was closed, hears no more: neither in
        # silence nor while a download is told of four times a second.
        if news is None or time.monotonic() - checked >= CHECK_SECONDS:
            if credential is None or not await still_valid(database, credential):
                return
            checked = time.monotonic()
        match news:
            case Event(kind, data):
                yield ServerSentEvent(event=kind, data=data)
            case None:
                yield ServerSentEvent(event="ping", data={})
