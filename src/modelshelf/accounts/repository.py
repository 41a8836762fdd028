"""All SQL about accounts and sessions."""

import uuid
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts.errors import AlreadySetUp
from modelshelf.accounts.models import SignIn, User


async def anyone(session: AsyncSession) -> bool:
    """Whether there is any account."""
    return bool(await session.scalar(select(exists(select(User.id)))))


async def by_username(session: AsyncSession, username_folded: str) -> User | None:
    return await session.scalar(select(User).where(User.username_folded == username_folded))


async def add_founder(session: AsyncSession, user: User) -> None:
    """Raises: AlreadySetUp, when another account came first, be it at the same moment."""
    if await anyone(session):
        raise AlreadySetUp.now()
    user.founder = True
    session.add(user)
    try:
        await session.flush()
    except IntegrityError as error:
        raise AlreadySetUp.now() from error


async def add_sign_in(session: AsyncSession, sign_in: SignIn) -> None:
    """Adds it, and forgets the account's sessions that have expired."""
    await session.execute(
        delete(SignIn).where(
            SignIn.user_id == sign_in.user_id, SignIn.expires_at <= sign_in.created_at
        )
    )
    session.add(sign_in)
    await session.flush()


async def live_sign_in(
    session: AsyncSession, token_hash: str, moment: datetime
) -> tuple[SignIn, User] | None:
    """The session of a token and its account, unless it has expired or the account is disabled."""
    found = await session.execute(
        select(SignIn, User)
        .join(User, User.id == SignIn.user_id)
        .where(
            SignIn.token_hash == token_hash,
            SignIn.expires_at > moment,
            User.disabled.is_(False),
        )
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def extend(
    session: AsyncSession, sign_in_id: uuid.UUID, used_at: datetime, expires_at: datetime
) -> None:
    await session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id)
        .values(last_used_at=used_at, expires_at=expires_at)
    )


async def end(session: AsyncSession, token_hash: str) -> None:
    await session.execute(delete(SignIn).where(SignIn.token_hash == token_hash))
