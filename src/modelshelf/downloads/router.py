"""Downloads on the wire: plan, start, and begin without waiting for the hours of big ones.

What one may do with any operation, such as to pause it, stands in `operations/router.py`.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from modelshelf.accounts.access import Downloader, Viewer
from modelshelf.downloads import hurry
from modelshelf.downloads.schemas import (
    DownloadAccepted,
    DownloadRequest,
    PlanOut,
    StartRequest,
)
from modelshelf.downloads.service import Downloads
from modelshelf.downloads.web import accepted
from modelshelf.kit.web import PartOf, WriteSession, written_aside
from modelshelf.operations.access import OperationOwner
from modelshelf.operations.schemas import OperationSummary
from modelshelf.operations.web import NewsOf, moved

router = APIRouter(prefix="/models", tags=["downloads"])


DownloadsOf = Annotated[Downloads, Depends(PartOf(Downloads))]


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


@router.post("/download/{task_id}/start-now")
async def start_now(
    task_id: UUID, owner: OperationOwner, session: WriteSession, news: NewsOf
) -> OperationSummary:
    """Begin, or go on, outside of the hours for big downloads; it still waits for its turn."""
    return moved(session, news, await hurry.start_now(session, task_id, by=owner.actor))
