"""Removal on the wire: the plan, and the deed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from modelshelf.accounts.access import Member, Viewer
from modelshelf.accounts.models import Role
from modelshelf.kit.web import state_of
from modelshelf.removal.schemas import RemovalPlanOut, Removed
from modelshelf.removal.service import Removal

router = APIRouter(prefix="/models", tags=["removal"])


def _removal(request: Request) -> Removal:
    removal: Removal = state_of(request).removal
    return removal


RemovalOf = Annotated[Removal, Depends(_removal)]


@router.get("/removal")
async def plan(model_id: str, _: Viewer, removal: RemovalOf) -> RemovalPlanOut:
    return RemovalPlanOut.of(await removal.plan(model_id))


@router.delete("/{model_id:path}")
async def delete(
    model_id: str,
    member: Member,
    removal: RemovalOf,
    confirm: Annotated[bool, Query(description="Needed where the plan has warnings.")] = False,
) -> Removed:
    done = await removal.delete(
        model_id,
        by=member.actor,
        confirmed=confirm,
        only_own=member.role is not Role.ADMIN,
    )
    return Removed.of(done)
