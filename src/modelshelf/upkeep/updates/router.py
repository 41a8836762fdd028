"""Newer revisions on the wire: which there are, look again, fetch."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts.access import Member, Viewer
from modelshelf.downloads.schemas import DownloadAccepted
from modelshelf.kit.web import DatabaseOf, ReadSession, SettingsOf, state_of
from modelshelf.operations.moves import Status
from modelshelf.operations.web import NewsOf
from modelshelf.upkeep.updates.schemas import (
    ApplyRequest,
    PinnedOut,
    UpdateList,
    UpdateOut,
    UpdateRequest,
)
from modelshelf.upkeep.updates.service import Updates, looked_up

router = APIRouter(prefix="/models/updates", tags=["upkeep"])


async def _updates(request: Request) -> Updates:
    updates: Updates = state_of(request).updates
    return updates


UpdatesOf = Annotated[Updates, Depends(_updates)]


@router.get("")
async def list_updates(
    _: Viewer, session: ReadSession, settings: SettingsOf, everything: bool = False
) -> UpdateList:
    """Models on the disk of which the Hub has a newer revision, as far as was looked up; with
    `everything` also those that are as new as the Hub's. Asks nobody."""
    models = await _read(session, settings.node)
    return UpdateList(models=[m for m in models if everything or m.update_available])


@router.post("/check")
async def check(
    body: UpdateRequest, _: Member, updates: UpdatesOf, database: DatabaseOf, settings: SettingsOf
) -> UpdateList:
    """Ask the Hub now about one model, with one request."""
    await updates.check(body.model_id)
    async with database.read() as session:  # None is open while the Hub is asked.
        return UpdateList(models=await _read(session, settings.node, body.model_id))


@router.post("/apply", status_code=202, responses={200: {"model": DownloadAccepted}})
async def apply(
    body: ApplyRequest, member: Member, updates: UpdatesOf, news: NewsOf, response: Response
) -> DownloadAccepted:
    """Download the newest revision of a model on the disk; the old one is kept."""
    operation = await updates.update(
        body.model_id, by=member.actor, confirmed=body.confirm, tell=news.moved
    )
    if operation is None:
        response.status_code = 200
        return DownloadAccepted(task_id=None, model_id=body.model_id, status=Status.COMPLETED)
    return DownloadAccepted(
        task_id=operation.id, model_id=operation.model_id, status=operation.status
    )


@router.post("/pin")
async def pin(body: UpdateRequest, member: Member, updates: UpdatesOf) -> PinnedOut:
    """Hold a model at the revision that is here: no update, and downloads fetch that one."""
    revision = await updates.pin(body.model_id, by=member.actor)
    return PinnedOut(model_id=body.model_id, pinned_revision=revision)


@router.post("/unpin")
async def unpin(body: UpdateRequest, member: Member, updates: UpdatesOf) -> PinnedOut:
    """Let a model move again."""
    await updates.unpin(body.model_id, by=member.actor)
    return PinnedOut(model_id=body.model_id, pinned_revision=None)


async def _read(session: AsyncSession, node: str, model_id: str | None = None) -> list[UpdateOut]:
    return [UpdateOut.of(*known) for known in await looked_up(session, node, model_id)]
