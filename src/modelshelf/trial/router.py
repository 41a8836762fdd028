"""`POST /models/try` on the wire."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from modelshelf.accounts.access import Member
from modelshelf.kit.web import state_of
from modelshelf.operations.news import News
from modelshelf.trial.schemas import TrialAccepted, TryRequest
from modelshelf.trial.service import Trials

router = APIRouter(prefix="/models", tags=["models"])


def _trials(request: Request) -> Trials:
    trials: Trials = state_of(request).trials
    return trials


def _news(request: Request) -> News:
    news: News = state_of(request).news
    return news


@router.post("/try", status_code=202)
async def start(
    body: TryRequest,
    member: Member,
    trials: Annotated[Trials, Depends(_trials)],
    news: Annotated[News, Depends(_news)],
) -> TrialAccepted:
    """Load the model once in a process of its own, with limits; the list shows what came out."""
    operation = await trials.start(body.model_id, by=member.actor)
    await news.moved(operation)
    return TrialAccepted(
        task_id=str(operation.id), model_id=operation.model_id, status=operation.status
    )
