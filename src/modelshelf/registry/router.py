"""`/models/custom`: the models that people add for themselves.

Include this router before any route that takes a whole `/models/{model_id:path}`. The `uuid` in
the paths here lets everything else fall through to those: `custom/some-model` is a model of the
organisation `custom`, and no entry of this list.
"""

import uuid

from fastapi import APIRouter

from modelshelf.accounts.access import Member
from modelshelf.accounts.account import Account
from modelshelf.accounts.models import Role
from modelshelf.hub.reference import read_reference
from modelshelf.kit.web import DatabaseOf, SettingsOf, WriteSession
from modelshelf.registry import service
from modelshelf.registry.schemas import (
    CustomModelChanges,
    CustomModelOut,
    CustomModelReceipt,
    NewCustomModel,
)
from modelshelf.registry.traits import Traits
from modelshelf.registry.web import CuratedOf, HubOf, InspectorOf

router = APIRouter(prefix="/models/custom", tags=["custom models"])


@router.post("", status_code=201)
async def add(
    body: NewCustomModel,
    member: Member,
    database: DatabaseOf,
    hub: HubOf,
    inspector: InspectorOf,
    curated: CuratedOf,
    settings: SettingsOf,
) -> CustomModelReceipt:
    model = await service.register(
        database,
        hub,
        inspector,
        curated,
        node=settings.node,
        owner_id=member.id,
        model_id=read_reference(body.model_id, settings.hub_endpoint).model_id,
        model_type=body.model_type,
        traits=Traits.of(body),
        by=member.actor,
    )
    return CustomModelReceipt.of(model, f"{model.model_id} was added to your models.")


@router.patch("/{custom_model_id:uuid}")
async def change(
    custom_model_id: uuid.UUID, body: CustomModelChanges, member: Member, session: WriteSession
) -> CustomModelOut:
    changes = body.model_dump(exclude_unset=True)
    model = await service.change(
        session, custom_model_id, changes, owner_id=_whose(member), by=member.actor
    )
    return CustomModelOut.of(model)


@router.delete("/{custom_model_id:uuid}")
async def remove(
    custom_model_id: uuid.UUID, member: Member, session: WriteSession
) -> CustomModelReceipt:
    model = await service.remove(session, custom_model_id, owner_id=_whose(member), by=member.actor)
    return CustomModelReceipt.of(
        model, f"{model.model_id} was removed from the list. Files on disk stay."
    )


def _whose(account: Account) -> uuid.UUID | None:
    """Whose entries somebody may change; None: anybody's."""
    return None if account.role is Role.ADMIN else account.id
