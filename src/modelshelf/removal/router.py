"""Removal on the wire: the plan, the deed, and taking it back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from modelshelf.accounts.access import Member, Presented, Viewer
from modelshelf.kit.web import Cursor, Limit, PartOf, SettingsOf
from modelshelf.operations.web import NewsOf
from modelshelf.removal.schemas import (
    RemovalPlanOut,
    Removed,
    RestoredOut,
    RestoreRequest,
    SeveralRequest,
    TakeBackRequest,
    TakenBackOut,
    TogetherOut,
    TrashOut,
)
from modelshelf.removal.service import Consent, Removal
from modelshelf.removal.several import Several
from modelshelf.removal.trash import Trash

router = APIRouter(prefix="/models", tags=["removal"])


RemovalOf = Annotated[Removal, Depends(PartOf(Removal))]
TrashOf = Annotated[Trash, Depends(PartOf(Trash))]


async def _several(removal: RemovalOf, trash: TrashOf) -> Several:
    return Several(removal, trash)


SeveralOf = Annotated[Several, Depends(_several)]


@router.get("/removal")
async def plan(
    model_id: str, _: Viewer, removal: RemovalOf, settings: SettingsOf
) -> RemovalPlanOut:
    return RemovalPlanOut.of(await removal.plan(model_id), settings.undo_window)


@router.post("/removal", status_code=202, responses={200: {"model": TogetherOut}})
async def delete_several(
    body: SeveralRequest,
    member: Member,
    several: SeveralOf,
    news: NewsOf,
    settings: SettingsOf,
    response: Response,
) -> TogetherOut:
    """Delete several models together, each as `DELETE /models/{model_id}` does, through the trash,
    as one operation for each; or only say what would come of it (200)."""
    consent = Consent(as_admin=member.is_admin, confirmed=body.confirm)
    if body.dry_run:
        response.status_code = 200
        found = await several.preview(body.model_ids, consent, by=member.actor)
    else:
        found = await several.start(
            body.model_ids, consent, by=member.actor, tell=news.begun_together
        )
    return TogetherOut.of(found, settings.undo_window, dry_run=body.dry_run)


@router.post("/removal/undo", status_code=202)
async def take_several_back(
    body: TakeBackRequest, member: Member, several: SeveralOf, news: NewsOf
) -> TakenBackOut:
    """Bring several deleted models back from the trash together, each as it was, as one operation
    for each."""
    return TakenBackOut.of(
        *await several.take_back(body.model_ids, by=member.actor, tell=news.begun_together)
    )


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
