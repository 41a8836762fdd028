"""`POST /models/used`: programs say what they use, so that it is not taken for forgotten."""

from fastapi import APIRouter

from modelshelf.accounts.access import Viewer
from modelshelf.kit.web import SettingsOf, WriteSession
from modelshelf.usage import service
from modelshelf.usage.schemas import UsedModels, UseNoted

router = APIRouter(prefix="/models/used", tags=["models"])


@router.post("")
async def used(
    body: UsedModels, viewer: Viewer, session: WriteSession, settings: SettingsOf
) -> UseNoted:
    """Note that models are used now. Call it as often as you like: a minute is as exact as it
    gets. It keeps each of them from the storage budget; that another one goes in its place only an
    administrator can bring about, and of what they alone brought its members."""
    told = set(body.model_ids)
    noted = await service.note_use(session, body.node or settings.node, told, viewer)
    return UseNoted(noted=sorted(noted), unknown=sorted(told - noted))
