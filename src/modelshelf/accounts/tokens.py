"""Personal API tokens: made by people for their programs, shown once, and never more than they."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts import token_rows
from modelshelf.accounts.account import Account
from modelshelf.accounts.bearer import hash_token, new_api_token
from modelshelf.accounts.errors import MoreThanYours, TokenNotFound, TooManyTokens
from modelshelf.accounts.models import ApiToken, Scope, User
from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.kit.clock import now
from modelshelf.kit.names import check_name

MOST_TOKENS = 100


@dataclass(frozen=True, slots=True)
class NewToken:
    """The only time that the token itself is to be seen."""

    row: ApiToken
    token: str


async def create(
    session: AsyncSession,
    owner_id: uuid.UUID,
    *,
    name: str,
    scopes: Collection[Scope],
    expires_at: datetime | None,
    by: Actor,
) -> NewToken:
    """Raises: InvalidName, TooManyTokens."""
    name = check_name(name)
    if await token_rows.count(session, owner_id) >= MOST_TOKENS:
        raise TooManyTokens(
            f"There are {MOST_TOKENS} tokens of this account already. Revoke some that are not "
            "used any more."
        )
    token = new_api_token()
    row = ApiToken(
        id=uuid.uuid4(),
        user_id=owner_id,
        name=name,
        token_hash=hash_token(token),
        scopes=[scope.value for scope in Scope if scope in scopes],
        created_at=now(),
        expires_at=expires_at,
    )
    await token_rows.add(session, row)
    await audit.record(
        session,
        by,
        Deed.TOKEN_CREATE,
        name,
        about_id=row.id,
        scopes=row.scopes,
        expires_at=expires_at and expires_at.isoformat(),
        owner_id=owner_id,
    )
    return NewToken(row, token)


async def create_own(
    session: AsyncSession,
    *,
    name: str,
    scopes: Collection[Scope],
    expires_at: datetime | None,
    by: Account,
) -> NewToken:
    """A token of whoever asks. One that is made with a token never reaches further than that one.

    Raises:
        InvalidName, MoreThanYours, TooManyTokens.
    """
    if by.by_token:
        widest = max(by.scopes, key=list(Scope).index)
        if not all(widest.includes(scope) for scope in scopes):
            raise MoreThanYours(f"The token in use has the scope {widest} at most.")
        if by.valid_until is not None and (expires_at is None or expires_at > by.valid_until):
            raise MoreThanYours(
                f"The token in use ends at {by.valid_until:%Y-%m-%d %H:%M} UTC, and what it makes "
                "must not last longer."
            )
    return await create(
        session, by.id, name=name, scopes=scopes, expires_at=expires_at, by=by.actor
    )


async def listed(
    session: AsyncSession, owner_id: uuid.UUID | None
) -> Sequence[tuple[ApiToken, str]]:
    """Somebody's tokens, each with its owner's name, the newest first; everybody's for None."""
    return await token_rows.of(session, owner_id)


async def revoke(
    session: AsyncSession, token_id: uuid.UUID, *, owner_id: uuid.UUID | None, by: Actor
) -> None:
    """It is refused from now on.

    Args:
        owner_id: Whose it has to be; None: anybody's.

    Raises:
        TokenNotFound
    """
    row = await token_rows.remove(session, token_id, owner_id)
    if row is None:
        raise TokenNotFound.of(token_id)
    owner = await session.get(User, row.user_id)
    await audit.record(
        session,
        by,
        Deed.TOKEN_REVOKE,
        row.name,
        about_id=row.id,
        owner=owner.username if owner else None,
    )
