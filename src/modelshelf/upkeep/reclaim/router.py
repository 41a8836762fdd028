"""Reclaiming on the wire: what could go, and letting it go."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from modelshelf.accounts.access import Member, Viewer
from modelshelf.kit.web import PartOf
from modelshelf.operations.web import NewsOf
from modelshelf.upkeep.reclaim.schemas import ReclaimAnswer, ReclaimList, ReclaimRequest
from modelshelf.upkeep.reclaim.service import Reclaim

router = APIRouter(prefix="/cache/reclaim", tags=["cache"])


ReclaimOf = Annotated[Reclaim, Depends(PartOf(Reclaim))]


@router.get("")
async def leftovers(viewer: Viewer, reclaim: ReclaimOf) -> ReclaimList:
    """What lies in the cache and nothing needs, and why. It looks at the disk, but once for all who
    ask within five seconds. Where the storage budget is exceeded, also which models could go."""
    found = await reclaim.find()
    allowed = await reclaim.allowed(found, viewer)
    budget = await reclaim.budget(found)
    return await asyncio.to_thread(ReclaimList.of, found, allowed, budget)


@router.post("", status_code=202, responses={200: {"model": ReclaimAnswer}})
async def start(
    body: ReclaimRequest, member: Member, reclaim: ReclaimOf, news: NewsOf, response: Response
) -> ReclaimAnswer:
    """Reclaim what was chosen, as one operation for each repository; or only say what would come
    of it (200)."""
    if body.dry_run:
        response.status_code = 200
        begun = await reclaim.preview(body.ids, by=member.actor, as_admin=member.is_admin)
    else:
        begun = await reclaim.start(
            body.ids, by=member.actor, as_admin=member.is_admin, tell=news.moved
        )
    return ReclaimAnswer.of(begun, dry_run=body.dry_run)
