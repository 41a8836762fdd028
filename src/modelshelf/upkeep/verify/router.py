"""Verifications on the wire: ask, look, cancel. One operation is handled as any other."""

from typing import Annotated

from fastapi import APIRouter, Depends

from modelshelf.accounts.access import Member, Viewer
from modelshelf.kit.web import Cursor, Limit, PartOf, ReadSession, SettingsOf
from modelshelf.operations.schemas import OperationSummary
from modelshelf.operations.web import NewsOf
from modelshelf.upkeep.verify import service
from modelshelf.upkeep.verify.schemas import (
    Cancelled,
    VerificationsOut,
    VerifiedModel,
    VerifyAccepted,
    VerifyAll,
    VerifyOne,
)
from modelshelf.upkeep.verify.service import Verifications

router = APIRouter(prefix="/models/verify", tags=["upkeep"])


VerificationsOf = Annotated[Verifications, Depends(PartOf(Verifications))]


@router.post("", status_code=202)
async def verify(
    body: VerifyOne | VerifyAll, member: Member, verifications: VerificationsOf, news: NewsOf
) -> VerifyAccepted:
    """Read a model, or all of them, and compare every file with its checksum."""
    if isinstance(body, VerifyAll):
        return VerifyAccepted(waiting=len(await verifications.start_all(by=member.actor)))
    operation = await verifications.start(body.model_id, by=member.actor, tell=news.moved)
    return VerifyAccepted.of(operation)


@router.get("")
async def results(
    _: Viewer,
    session: ReadSession,
    settings: SettingsOf,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> VerificationsOut:
    """What was verified when, what came of it, and what is under way."""
    found, next_cursor = await service.page_of_results(session, settings.node, limit, cursor)
    waiting, under_way = await service.still_to_come(session, settings.node)
    return VerificationsOut(
        waiting=waiting,
        under_way=[OperationSummary.of(row) for row in under_way],
        models=[VerifiedModel.of(result) for result in found],
        next_cursor=next_cursor,
    )


@router.post("/cancel")
async def cancel(member: Member, verifications: VerificationsOf, news: NewsOf) -> Cancelled:
    """Cancel the verifications that one asked for, waiting or under way; an administrator all."""
    cancelled = await verifications.cancel_all(by=member.actor, everybodys=member.is_admin)
    for operation in cancelled:
        await news.moved(operation)
    return Cancelled(cancelled=len(cancelled))
