"""Newer revisions on the wire: which there are, look again, fetch."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from modelshelf.accounts.access import Member, Viewer
from modelshelf.downloads.schemas import DownloadAccepted
from modelshelf.downloads.web import accepted
from modelshelf.kit.web import Cursor, DatabaseOf, Limit, PartOf, ReadSession, SettingsOf
from modelshelf.operations.web import NewsOf
from modelshelf.upkeep.updates.models import Which
from modelshelf.upkeep.updates.schemas import (
    ApplyRequest,
    LookedUp,
    PinnedOut,
    UpdateList,
    UpdateOut,
    UpdateRequest,
)
from modelshelf.upkeep.updates.service import Updates, counts, looked_up, page

router = APIRouter(prefix="/models/updates", tags=["upkeep"])


UpdatesOf = Annotated[Updates, Depends(PartOf(Updates))]


@router.get("")
async def list_updates(
    _: Viewer,
    session: ReadSession,
    settings: SettingsOf,
    everything: bool = False,
    notable: Annotated[
        bool,
        Query(description="Also the pinned ones, and those of which the Hub did not tell."),
    ] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> UpdateList:
    """Models on the disk of which the Hub has a newer revision, as far as was looked up; with
    `everything` also those that are as new as the Hub's. Asks nobody."""
    which = Which.ALL if everything else Which.NOTABLE if notable else Which.NEWER
    found, following = await page(session, settings.node, which, limit, cursor)
    known, up_to_date, never = await counts(session, settings.node)
    return UpdateList(
        models=[UpdateOut.of(one) for one in found],
        looked_up=known,
        up_to_date=up_to_date,
        not_looked_up=never,
        next_cursor=following,
    )


@router.post("/check")
async def check(
    body: UpdateRequest, _: Member, updates: UpdatesOf, database: DatabaseOf, settings: SettingsOf
) -> LookedUp:
    """Ask the Hub now about one model, with one request."""
    await updates.check(body.model_id)
    async with database.read() as session:  # None is open while the Hub is asked.
        known = await looked_up(session, settings.node, body.model_id)
    return LookedUp(models=[UpdateOut.of(one) for one in known])


@router.post("/apply", status_code=202, responses={200: {"model": DownloadAccepted}})
async def apply(
    body: ApplyRequest, member: Member, updates: UpdatesOf, news: NewsOf, response: Response
) -> DownloadAccepted:
    """Download the newest revision of a model on the disk; the old one is kept."""
    operation = await updates.update(
        body.model_id, by=member.actor, confirmed=body.confirm, tell=news.moved
    )
    return accepted(response, body.model_id, operation)


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
