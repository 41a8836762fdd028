"""What the storage budget proposes, done in one step and taken back in one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from modelshelf.accounts.access import Member
from modelshelf.accounts.models import Role
from modelshelf.kit.web import state_of
from modelshelf.removal.service import Consent
from modelshelf.upkeep.budget.free import Freeing
from modelshelf.upkeep.budget.schemas import FreedOut, FreeRequest, TakeBackRequest, TakenBackOut

router = APIRouter(prefix="/cache/budget", tags=["cache"])


async def _freeing(request: Request) -> Freeing:
    state = state_of(request)
    return Freeing(state.removal, state.trash)


FreeingOf = Annotated[Freeing, Depends(_freeing)]


@router.post("/free")
async def free(body: FreeRequest, member: Member, freeing: FreeingOf) -> FreedOut:
    """Delete several models together, each as `DELETE /models/{model_id}` does, through the trash;
    or only say what would come of it."""
    consent = Consent(as_admin=member.role is Role.ADMIN, confirmed=body.confirm)
    act = freeing.preview if body.dry_run else freeing.free
    return FreedOut.of(await act(body.model_ids, consent, by=member.actor), dry_run=body.dry_run)


@router.post("/undo")
async def undo(body: TakeBackRequest, member: Member, freeing: FreeingOf) -> TakenBackOut:
    """Bring several deleted models back from the trash together, each as it was."""
    return TakenBackOut.of(*await freeing.take_back(body.model_ids, by=member.actor))
