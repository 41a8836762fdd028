"""`/hub/token`: log in to the Hub, for the whole installation."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request

from modelshelf.accounts.access import Admin
from modelshelf.credentials.schemas import HubTokenIn, HubTokenOut
from modelshelf.credentials.service import HubTokens
from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.web import state_of

router = APIRouter(prefix="/hub/token", tags=["hub"])


async def _tokens(request: Request) -> HubTokens:
    return cast(HubTokens, state_of(request).hub_tokens)


async def _hub(request: Request) -> RemoteHub:
    return cast(RemoteHub, state_of(request).hub)


TokensOf = Annotated[HubTokens, Depends(_tokens)]


@router.get("")
async def read_token(_: Admin, tokens: TokensOf) -> HubTokenOut:
    """What is known of the token in use. The token itself is never shown."""
    return HubTokenOut.of(await tokens.state())


@router.put("")
async def save_token(
    body: HubTokenIn, admin: Admin, tokens: TokensOf, hub: Annotated[RemoteHub, Depends(_hub)]
) -> HubTokenOut:
    """The Hub is asked whose it is; what it does not accept is not saved."""
    return HubTokenOut.of(await tokens.save(hub, body.token, by=admin.actor))


@router.delete("")
async def remove_token(admin: Admin, tokens: TokensOf) -> HubTokenOut:
    return HubTokenOut.of(await tokens.remove(by=admin.actor))
