"""`/hub/token`: log in to the Hub, for the whole installation."""

from typing import Annotated

from fastapi import APIRouter, Depends

from modelshelf.accounts.access import Admin
from modelshelf.credentials.schemas import HubTokenIn, HubTokenOut
from modelshelf.credentials.service import HubTokens
from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.web import PartOf

router = APIRouter(prefix="/hub/token", tags=["hub"])


TokensOf = Annotated[HubTokens, Depends(PartOf(HubTokens))]


@router.get("")
async def read_token(_: Admin, tokens: TokensOf) -> HubTokenOut:
    """What is known of the token in use. The token itself is never shown."""
    return HubTokenOut.of(await tokens.state())


@router.put("")
async def save_token(
    body: HubTokenIn,
    admin: Admin,
    tokens: TokensOf,
    hub: Annotated[RemoteHub, Depends(PartOf(RemoteHub))],
) -> HubTokenOut:
    """The Hub is asked whose it is; what it does not accept is not saved."""
    return HubTokenOut.of(await tokens.save(hub, body.token, by=admin.actor))


@router.delete("")
async def remove_token(admin: Admin, tokens: TokensOf) -> HubTokenOut:
    return HubTokenOut.of(await tokens.remove(by=admin.actor))
