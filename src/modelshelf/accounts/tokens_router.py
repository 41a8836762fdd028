"""`/tokens`: API tokens for one's own programs."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from modelshelf.accounts import token_rows, tokens
from modelshelf.accounts.access import Oneself, record_refusal
from modelshelf.accounts.account import Account
from modelshelf.accounts.errors import RoleTooLow, TokenNotFound
from modelshelf.accounts.models import Role
from modelshelf.accounts.schemas import NewTokenOut, TokenIn, TokenOut, TokensOut
from modelshelf.kit.web import DatabaseOf, ReadSession, WriteSession

router = APIRouter(prefix="/tokens", tags=["tokens"])


@router.get("")
async def list_tokens(
    account: Oneself,
    session: ReadSession,
    everyone: Annotated[bool, Query(description="All accounts' (administrators).")] = False,
) -> TokensOut:
    if everyone and not account.is_admin:
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


async def _owner(
    token_id: uuid.UUID, request: Request, database: DatabaseOf, account: Oneself
) -> Account:
    """To others there is no such token. That they tried is recorded, in its own transaction."""
    async with database.read() as session:
        owner_id = await token_rows.owner_of(session, token_id)
    if owner_id not in (None, account.id) and not account.is_admin:
        problem = TokenNotFound.of(token_id)
        await record_refusal(request, database, account, problem.code)
        raise problem
    return account


@router.delete("/{token_id}", status_code=204)
async def revoke_token(
    token_id: uuid.UUID, account: Annotated[Account, Depends(_owner)], session: WriteSession
) -> None:
    """One's own; an administrator may revoke anybody's."""
    owner_id = None if account.is_admin else account.id
    await tokens.revoke(session, token_id, owner_id=owner_id, by=account.actor)
