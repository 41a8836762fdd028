"""All SQL about API tokens."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts.models import ApiToken, User


async def add(session: AsyncSession, token: ApiToken) -> None:
    session.add(token)
    await session.flush()


async def live(
    session: AsyncSession, token_hash: str, moment: datetime
) -> tuple[ApiToken, User] | None:
    """A token and its account, unless it has expired or the account is disabled."""
    found = await session.execute(
        select(ApiToken, User)
        .join(User, User.id == ApiToken.user_id)
        .where(
            ApiToken.token_hash == token_hash,
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > moment),
            User.disabled.is_(False),
        )
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def note_use(
    session: AsyncSession, token_id: uuid.UUID, moment: datetime, address: str | None
) -> None:
    await session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id)
        .values(last_used_at=moment, last_address=address)
    )


async def of(session: AsyncSession, user_id: uuid.UUID | None) -> Sequence[tuple[ApiToken, str]]:
    """Somebody's tokens and their owner's name, the newest first; everybody's for None."""
    query = select(ApiToken, User.username).join(User, User.id == ApiToken.user_id)
    if user_id is not None:
        query = query.where(ApiToken.user_id == user_id)
    found = await session.execute(query.order_by(ApiToken.created_at.desc(), ApiToken.id))
    return [(token, username) for token, username in found]


async def owner_of(session: AsyncSession, token_id: uuid.UUID) -> uuid.UUID | None:
    return await session.scalar(select(ApiToken.user_id).where(ApiToken.id == token_id))


async def count(session: AsyncSession, user_id: uuid.UUID) -> int:
    """How many an account has; nobody else makes one more within this transaction."""
    await session.execute(select(User.id).where(User.id == user_id).with_for_update())
    return (await session.scalar(select(func.count()).where(ApiToken.user_id == user_id))) or 0


async def remove(
    session: AsyncSession, token_id: uuid.UUID, user_id: uuid.UUID | None
) -> ApiToken | None:
    """Take a token away and give it; None where there is none, or it is not this user's."""
    query = delete(ApiToken).where(ApiToken.id == token_id).returning(ApiToken)
    if user_id is not None:
        query = query.where(ApiToken.user_id == user_id)
    return await session.scalar(query)
