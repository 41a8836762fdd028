"""`/models/custom`: the models that people add for themselves.

Include this router before any route that takes a whole `/models/{model_id:path}`. The `uuid` in
the paths here lets everything else fall through to those: `custom/some-model` is a model of the
organisation `custom`, and no entry of this list.
"""

import uuid
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from modelshelf.accounts.access import Member, Viewer
from modelshelf.accounts.account import Account
from modelshelf.hub.reference import read_reference
from modelshelf.kit.web import DatabaseOf, ReadSession, SettingsOf, WriteSession
from modelshelf.registry import portable, service
from modelshelf.registry.access import CustomModelOwner
from modelshelf.registry.new_model import NewCustomModel
from modelshelf.registry.portable import MOST_BYTES, Existing
from modelshelf.registry.schemas import (
    CustomModelChanges,
    CustomModelList,
    CustomModelOut,
    CustomModelReceipt,
    ImportOut,
)
from modelshelf.registry.traits import Traits
from modelshelf.registry.web import CustomModelsOf

router = APIRouter(prefix="/models/custom", tags=["custom models"])
_YAML = "application/yaml"


@router.get("")
async def list_own(
    viewer: Viewer,
    session: ReadSession,
    everybody: Annotated[
        bool, Query(description="Everybody's, for an administrator; else one's own.")
    ] = False,
) -> CustomModelList:
    """The models that somebody added, with what they set and what was detected."""
    owner_id = _whose(viewer) if everybody else viewer.id
    found = await service.added_by(session, owner_id)
    return CustomModelList(models=[CustomModelOut.of(model, owner) for model, owner in found])


@router.post("", status_code=201)
async def add(
    body: NewCustomModel, member: Member, models: CustomModelsOf, settings: SettingsOf
) -> CustomModelReceipt:
    model_id = read_reference(body.model_id, settings.hub_endpoint).model_id
    model = await models.register(
        member.id, model_id, body.model_type, Traits.of(body), by=member.actor
    )
    return CustomModelReceipt.of(model, f"{model.model_id} was added to your models.")


@router.get("/export", response_class=Response, responses={200: {"content": {_YAML: {}}}})
async def export(viewer: Viewer, session: ReadSession) -> Response:
    """One's own list as YAML: what was set, for another installation or for safekeeping."""
    models = [model for model, _ in await service.added_by(session, viewer.id)]
    name = {"Content-Disposition": 'attachment; filename="custom-models.yaml"'}
    return Response(portable.write_list(models), media_type=_YAML, headers=name)


@router.post("/import")
async def take_in(
    member: Member,
    models: CustomModelsOf,
    database: DatabaseOf,
    settings: SettingsOf,
    text: Annotated[str, Body(media_type=_YAML, max_length=MOST_BYTES)],
    existing: Annotated[Existing, Query(description="What to do with those there are.")] = (
        Existing.KEEP
    ),
) -> ImportOut:
    """Add the models of such a list to one's own. Says of each entry what became of it."""
    endpoint = settings.hub_endpoint
    done = await portable.take_in(
        text,
        models,
        database,
        endpoint=endpoint,
        owner_id=member.id,
        existing=existing,
        by=member.actor,
    )
    return ImportOut.of(done)


@router.get("/{custom_model_id:uuid}")
async def read(custom_model_id: uuid.UUID, viewer: Viewer, session: ReadSession) -> CustomModelOut:
    return CustomModelOut.of(*await service.find(session, custom_model_id, _whose(viewer)))


@router.patch("/{custom_model_id:uuid}")
async def change(
    custom_model_id: uuid.UUID,
    body: CustomModelChanges,
    member: CustomModelOwner,
    models: CustomModelsOf,
    database: DatabaseOf,
) -> CustomModelOut:
    whose = _whose(member)
    await models.change(
        custom_model_id, body.traits, model_type=body.model_type, owner_id=whose, by=member.actor
    )
    async with database.read() as session:
        return CustomModelOut.of(*await service.find(session, custom_model_id, whose))


@router.post("/{custom_model_id:uuid}/detect")
async def detect(
    custom_model_id: uuid.UUID,
    member: CustomModelOwner,
    models: CustomModelsOf,
    database: DatabaseOf,
) -> CustomModelOut:
    """Look at the repository anew. What was set stays."""
    whose = _whose(member)
    await models.detect_again(custom_model_id, owner_id=whose)
    async with database.read() as session:
        return CustomModelOut.of(*await service.find(session, custom_model_id, whose))


@router.delete("/{custom_model_id:uuid}")
async def remove(
    custom_model_id: uuid.UUID, member: CustomModelOwner, session: WriteSession
) -> CustomModelReceipt:
    model = await service.remove(session, custom_model_id, owner_id=_whose(member), by=member.actor)
    return CustomModelReceipt.of(
        model, f"{model.model_id} was removed from the list. Files on disk stay."
    )


def _whose(account: Account) -> uuid.UUID | None:
    """Whose entries somebody may see and change; None: anybody's."""
    return None if account.is_admin else account.id
