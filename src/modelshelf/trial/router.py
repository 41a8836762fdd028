"""`POST /models/try` on the wire."""

from typing import Annotated

from fastapi import APIRouter, Depends

from modelshelf.accounts.access import Member
from modelshelf.kit.web import PartOf
from modelshelf.operations.web import NewsOf
from modelshelf.trial.schemas import TrialAccepted, TryRequest
from modelshelf.trial.service import Trials

router = APIRouter(prefix="/models", tags=["models"])


@router.post("/try", status_code=202)
async def start(
    body: TryRequest,
    member: Member,
    trials: Annotated[Trials, Depends(PartOf(Trials))],
    news: NewsOf,
) -> TrialAccepted:
    """Load the model once in a process of its own, with limits; the list shows what came out."""
    operation = await trials.start(body.model_id, by=member.actor, tell=news.moved)
    return TrialAccepted(
        task_id=str(operation.id), model_id=operation.model_id, status=operation.status
    )
