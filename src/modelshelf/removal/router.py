"""Removal on the wire: the plan, the deed, and taking it back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from modelshelf.accounts.access import Member, Presented, Viewer
from modelshelf.kit.web import Cursor, Limit, SettingsOf, state_of
from modelshelf.removal.schemas import (
    RemovalPlanOut,
    Removed,
    RestoredOut,
    RestoreRequest,
    TrashOut,
)
from modelshelf.removal.service import Consent, Removal
from modelshelf.removal.trash import Trash

router = APIRouter(prefix="/models", tags=["removal"])


async def _removal(request: Request) -> Removal:
    removal: Removal = state_of(request).removal
    return removal


async def _trash(request: Request) -> Trash:
    trash: Trash = state_of(request).trash
    return trash


RemovalOf = Annotated[Removal, Depends(_removal)]
TrashOf = Annotated[Trash, Depends(_trash)]


@router.get("/removal")
async def plan(model_id: str, _: Viewer, removal: RemovalOf) -> RemovalPlanOut:
    return RemovalPlanOut.of(await removal.plan(model_id))


@router.get("/trash")
async def trash(
    _: Viewer, trash: TrashOf, settings: SettingsOf, limit: Limit = 50, cursor: Cursor = None
) -> TrashOut:
    """Deleted models that can still be brought back, the last deletion first."""
    return TrashOut.of(await trash.waiting(limit, cursor), settings)


@router.post("/restore")
async def restore(body: RestoreRequest, member: Member, trash: TrashOf) -> RestoredOut:
    """Bring a deleted model back from the trash, as it was."""
    done = await trash.restore(body.model_id, by=member.actor, entry_id=body.id)
    return RestoredOut.of(done)


@router.delete("/{model_id:path}")
async def delete(
    model_id: str,
    member: Member,
    removal: RemovalOf,
    credential: Presented,
    confirm: Annotated[bool, Query(description="Needed where the plan has warnings.")] = False,
    force: Annotated[
        bool, Query(description="An administrator deletes it although a program has it open.")
    ] = False,
    typed_name: Annotated[
        str | None,
        Query(
            description="The model's id as a person typed it: needed with `force` from the page."
        ),
    ] = None,
) -> Removed:
    # A program, and who types a command, writes the name into the address; a page does it alone.
    by_page = credential is not None and credential.by_cookie
    consent = Consent(
        as_admin=member.is_admin,
        confirmed=confirm,
        force=force,
        typed_name=typed_name if by_page else model_id,
    )
    done = await removal.delete(model_id, consent, by=member.actor)
    return Removed.of(done)
