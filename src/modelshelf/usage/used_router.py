"""`POST /models/used`: programs say what they use, so that it is not taken for forgotten."""

from fastapi import APIRouter

from modelshelf.accounts.access import Viewer
from modelshelf.accounts.models import Role
from modelshelf.cache import last_use
from modelshelf.kit.clock import now
from modelshelf.kit.web import SettingsOf, WriteSession
from modelshelf.operations.provenance import brought_alone
from modelshelf.usage.schemas import UsedModels, UseNoted

router = APIRouter(prefix="/models/used", tags=["models"])


@router.post("")
async def used(
    body: UsedModels, viewer: Viewer, session: WriteSession, settings: SettingsOf
) -> UseNoted:
    """Note that models are used now. Call it as often as you like: a minute is as exact as it
    gets. It keeps each of them from the storage budget; that another one goes in its place only an
    administrator can bring about, and of what they alone brought its members."""
    node, told = body.node or settings.node, set(body.model_ids)
    weighty = told
    if viewer.role is Role.MEMBER:
        weighty = await brought_alone(session, node, told, viewer.actor)
    elif viewer.role is Role.VIEWER:
        weighty = set()
    noted = await last_use.report(session, node, told, now(), weighty=weighty)
    return UseNoted(noted=sorted(noted), unknown=sorted(told - noted))
