"""Repairs on the wire."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from modelshelf.accounts.access import Member
from modelshelf.downloads.schemas import DownloadAccepted
from modelshelf.downloads.web import accepted
from modelshelf.kit.web import PartOf
from modelshelf.operations.web import NewsOf
from modelshelf.upkeep.repair.service import Repairs

router = APIRouter(prefix="/models/repair", tags=["upkeep"])


class RepairRequest(BaseModel):
    model_id: str
    revision: str | None = Field(
        None, description="A commit on the disk; the one that programs load if absent."
    )
    # May be left out: so does a page that knows of no risks.
    confirm: bool | None = Field(None, description="The risks of its files are known and taken.")


RepairsOf = Annotated[Repairs, Depends(PartOf(Repairs))]


@router.post("", status_code=202, responses={200: {"model": DownloadAccepted}})
async def repair(
    body: RepairRequest, member: Member, repairs: RepairsOf, news: NewsOf, response: Response
) -> DownloadAccepted:
    """Fetch what is missing or wrong of a model on the disk, and nothing else."""
    operation = await repairs.start(
        body.model_id, body.revision, by=member.actor, confirmed=bool(body.confirm), tell=news.moved
    )
    return accepted(response, body.model_id, operation)
