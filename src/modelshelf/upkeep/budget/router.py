"""What the storage budget proposes, done in one step and taken back in one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from modelshelf.accounts.access import Member
from modelshelf.kit.web import SettingsOf, state_of
from modelshelf.operations.web import NewsOf
from modelshelf.removal.service import Consent
from modelshelf.upkeep.budget.free import Freeing
from modelshelf.upkeep.budget.schemas import FreedOut, FreeRequest, TakeBackRequest, TakenBackOut

router = APIRouter(prefix="/cache/budget", tags=["cache"])


async def _freeing(request: Request) -> Freeing:
    state = state_of(request)
    return Freeing(state.removal, state.trash)


FreeingOf = Annotated[Freeing, Depends(_freeing)]


@router.post("/free", status_code=202, responses={200: {"model": FreedOut}})
async def free(
    body: FreeRequest,
    member: Member,
    freeing: FreeingOf,
    news: NewsOf,
    settings: SettingsOf,
    response: Response,
) -> FreedOut:
    """Delete several models together, each as `DELETE /models/{model_id}` does, through the trash,
    as one operation for each; or only say what would come of it (200)."""
    consent = Consent(as_admin=member.is_admin, confirmed=body.confirm)
    if body.dry_run:
        response.status_code = 200
        found = await freeing.preview(body.model_ids, consent, by=member.actor)
    else:
        found = await freeing.start(
            body.model_ids, consent, by=member.actor, tell=news.begun_together
        )
    return FreedOut.of(found, settings.undo_window, dry_run=body.dry_run)


@router.post("/undo", status_code=202)
async def undo(
    body: TakeBackRequest, member: Member, freeing: FreeingOf, news: NewsOf
) -> TakenBackOut:
    """Bring several deleted models back from the trash together, each as it was, as one operation
    for each."""
    return TakenBackOut.of(
        *await freeing.take_back(body.model_ids, by=member.actor, tell=news.begun_together)
    )
