"""`/tokens`: API tokens for one's own programs."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from modelshelf.accounts import tokens
from modelshelf.accounts.access import Oneself
from modelshelf.accounts.errors import RoleTooLow
from modelshelf.accounts.models import Role
from modelshelf.accounts.schemas import NewTokenOut, TokenIn, TokenOut, TokensOut
from modelshelf.kit.web import ReadSession, WriteSession

router = APIRouter(prefix="/tokens", tags=["tokens"])


@router.get("")
async def list_tokens(
    account: Oneself,
    session: ReadSession,
    everyone: Annotated[bool, Query(description="All accounts' (administrators).")] = False,
) -> TokensOut:
    if everyone and account.role is not Role.ADMIN:
        raise RoleTooLow.of(Role.ADMIN, account.role)
    found = await tokens.listed(session, None if everyone else account.id)
    return TokensOut(tokens=[TokenOut.of(token, username) for token, username in found])


@router.post("", status_code=201)
async def create_token(body: TokenIn, account: Oneself, session: WriteSession) -> NewTokenOut:
    """The token itself is in this answer, and nowhere else ever after."""
    new = await tokens.create_own(
        session, name=body.name, scopes=body.scopes, expires_at=body.expires_at, by=account
    )
    return NewTokenOut.of_new(new, account.username)


@router.delete("/{token_id}", status_code=204)
async def revoke_token(token_id: uuid.UUID, account: Oneself, session: WriteSession) -> None:
    """One's own; an administrator may revoke anybody's."""
    owner_id = None if account.role is Role.ADMIN else account.id
    await tokens.revoke(session, token_id, owner_id=owner_id, by=account.actor)
