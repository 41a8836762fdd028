"""Downloads on the wire: plan, start, and what one may do with a running one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from modelshelf.accounts.access import Downloader, Viewer
from modelshelf.downloads.schemas import (
    DownloadAccepted,
    DownloadRequest,
    PlanOut,
    StartRequest,
)
from modelshelf.downloads.service import Downloads
from modelshelf.downloads.web import accepted
from modelshelf.kit.database import after_commit
from modelshelf.kit.web import WriteSession, state_of, written_aside
from modelshelf.operations import service as operations
from modelshelf.operations.access import OperationOwner
from modelshelf.operations.schemas import OperationOut
from modelshelf.operations.web import NewsOf

router = APIRouter(prefix="/models", tags=["downloads"])


async def _downloads(request: Request) -> Downloads:
    downloads: Downloads = state_of(request).downloads
    return downloads


DownloadsOf = Annotated[Downloads, Depends(_downloads)]


@router.post("/plan", response_model=PlanOut)
async def plan(body: DownloadRequest, _: Viewer, downloads: DownloadsOf) -> Response:
    preview = await downloads.preview(body.model_id, body.revision, body.selection)
    return await written_aside(lambda: PlanOut.of(preview))


@router.post("/download", status_code=202, responses={200: {"model": DownloadAccepted}})
async def start(
    body: StartRequest, member: Downloader, downloads: DownloadsOf, news: NewsOf, response: Response
) -> DownloadAccepted:
    operation = await downloads.start(
        body.model_id,
        body.revision,
        body.selection,
        by=member.actor,
        as_admin=member.is_admin,
        hurry=body.start_now,
        confirmed=body.confirm,
        tell=news.moved,
    )
    return accepted(response, body.model_id, operation)


@router.post("/download/{task_id}/pause")
async def pause(
    task_id: UUID, owner: OperationOwner, session: WriteSession, news: NewsOf
) -> OperationOut:
    operation = await operations.pause(session, task_id, by=owner.actor)
    after_commit(session, lambda: news.moved(operation))
    return OperationOut.of(operation)


@router.post("/download/{task_id}/resume")
async def resume(
    task_id: UUID, owner: OperationOwner, session: WriteSession, news: NewsOf
) -> OperationOut:
    operation = await operations.resume(session, task_id, by=owner.actor)
    after_commit(session, lambda: news.moved(operation))
    return OperationOut.of(operation)


@router.post("/download/{task_id}/start-now")
async def start_now(
    task_id: UUID, owner: OperationOwner, session: WriteSession, news: NewsOf
) -> OperationOut:
    """Begin, or go on, outside of the hours for big downloads; it still waits for its turn."""
    operation = await operations.start_now(session, task_id, by=owner.actor)
    after_commit(session, lambda: news.moved(operation))
    return OperationOut.of(operation)


@router.post("/download/{task_id}/cancel")
async def cancel(
    task_id: UUID, owner: OperationOwner, session: WriteSession, news: NewsOf
) -> OperationOut:
    operation = await operations.cancel(session, task_id, by=owner.actor)
    after_commit(session, lambda: news.moved(operation))
    return OperationOut.of(operation)


@router.post("/download/{task_id}/retry")
async def retry(
    task_id: UUID, owner: OperationOwner, session: WriteSession, news: NewsOf
) -> OperationOut:
    operation = await operations.retry(session, task_id, by=owner.actor)
    after_commit(session, lambda: news.moved(operation))
    return OperationOut.of(operation)
