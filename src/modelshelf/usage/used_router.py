"""`POST /models/used`: programs say what they use, so that it is not taken for forgotten."""

from fastapi import APIRouter

from modelshelf.accounts.access import Viewer
from modelshelf.accounts.models import Role
from modelshelf.cache import last_use
from modelshelf.kit.clock import now
from modelshelf.kit.web import SettingsOf, WriteSession
from modelshelf.usage.schemas import UsedModels, UseNoted

router = APIRouter(prefix="/models/used", tags=["models"])


@router.post("")
async def used(
    body: UsedModels, viewer: Viewer, session: WriteSession, settings: SettingsOf
) -> UseNoted:
    """Note that models are used now. Call it as often as you like: a minute is as exact as it
    gets. Who may only look keeps a model from the automatic storage budget, but makes no other one
    go in its place."""
    node = body.node or settings.node
    noted = await last_use.report(
        session, node, set(body.model_ids), now(), weighty=viewer.role is not Role.VIEWER
    )
    return UseNoted(noted=sorted(noted), unknown=sorted(set(body.model_ids) - noted))
