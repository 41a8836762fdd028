"""All SQL about accounts and where they are signed in; that about API tokens is in `token_rows`."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts.errors import AlreadySetUp, OwnsCollections, UsernameTaken
from modelshelf.accounts.models import ApiToken, Role, SignIn, User
from modelshelf.accounts.oidc.models import Identity


@dataclass(frozen=True, slots=True)
class Member:
    """An account as it stands in the list of accounts.

    Attributes:
        identities: How many accounts of a provider are linked to it.
        last_seen_at: When a session or token of theirs was last used, to five minutes.
    """

    user: User
    sessions: int
    tokens: int
    identities: int
    last_seen_at: datetime | None


async def anyone(session: AsyncSession) -> bool:
    """Whether there is any account."""
    return bool(await session.scalar(select(exists(select(User.id)))))


async def by_username(session: AsyncSession, username_folded: str) -> User | None:
    return await session.scalar(select(User).where(User.username_folded == username_folded))


async def hold_unchanged(session: AsyncSession, user: User) -> bool:
    """Whether password and leave to sign in are as they were read; nobody changes the account from
    now until this transaction ends."""
    found = await session.scalar(
        select(User.id)
        .where(
            User.id == user.id,
            User.password_hash.is_not_distinct_from(user.password_hash),
            User.disabled == user.disabled,
        )
        .with_for_update()
    )
    return found is not None


async def by_id(session: AsyncSession, user_id: uuid.UUID) -> User | None:
    return await session.get(User, user_id)


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


async def add(session: AsyncSession, user: User) -> None:
    """Raises: UsernameTaken."""
    session.add(user)
    username = user.username
    try:
        await session.flush()
    except IntegrityError as error:
        raise UsernameTaken(
            f"There is an account named {username} already; capitals make no difference."
        ) from error


async def remove(session: AsyncSession, user: User) -> None:
    """Raises: OwnsCollections."""
    username = user.username
    try:
        await session.execute(delete(User).where(User.id == user.id))
    except IntegrityError as error:
        raise OwnsCollections(
            f"{username} owns collections, which protect the models they use. Remove the "
            "collections first, or disable the account instead."
        ) from error


async def everyone(
    session: AsyncSession, moment: datetime, *, after: str = "", limit: int | None = None
) -> Sequence[Member]:
    """Accounts by name, with how many sessions and tokens each can use now.

    Args:
        after: Only those whose name, folded, comes after this one.
    """
    sessions = (
        select(SignIn.user_id, func.count().label("n"), func.max(SignIn.last_used_at).label("at"))
        .where(SignIn.expires_at > moment)
        .group_by(SignIn.user_id)
        .subquery()
    )
    tokens = (
        select(
            ApiToken.user_id,
            func.count().filter(func.coalesce(ApiToken.expires_at, moment) >= moment).label("n"),
            func.max(ApiToken.last_used_at).label("at"),
        )
        .group_by(ApiToken.user_id)
        .subquery()
    )
    identities = (
        select(func.count()).where(Identity.user_id == User.id).correlate(User).scalar_subquery()
    )
    rows = await session.execute(
        select(User, sessions.c.n, tokens.c.n, identities, sessions.c.at, tokens.c.at)
        .outerjoin(sessions, sessions.c.user_id == User.id)
        .outerjoin(tokens, tokens.c.user_id == User.id)
        .where(User.username_folded > after)
        .order_by(User.username_folded)
        .limit(limit)
    )
    return [
        Member(user, signed_in or 0, with_token or 0, linked, max(filter(None, seen), default=None))
        for user, signed_in, with_token, linked, *seen in rows
    ]


async def administrators(session: AsyncSession) -> set[uuid.UUID]:
    """Who is an administrator and not disabled. Until this transaction ends nobody else changes
    them: of two who demote each other at the same moment, the second sees the first."""
    found = await session.scalars(
        select(User.id).where(User.role == Role.ADMIN, User.disabled.is_(False)).with_for_update()
    )
    return set(found)


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


async def whose_session(
    session: AsyncSession, sign_in_id: uuid.UUID, moment: datetime
) -> User | None:
    """The account of a session, unless that has ended."""
    return await session.scalar(
        select(User)
        .join(SignIn, SignIn.user_id == User.id)
        .where(SignIn.id == sign_in_id, SignIn.expires_at > moment)
    )


async def sign_ins(session: AsyncSession, user_id: uuid.UUID, moment: datetime) -> Sequence[SignIn]:
    """Where somebody is signed in, the last used first."""
    found = await session.scalars(
        select(SignIn)
        .where(SignIn.user_id == user_id, SignIn.expires_at > moment)
        .order_by(SignIn.last_used_at.desc(), SignIn.id)
    )
    return found.all()


async def extend(
    session: AsyncSession, sign_in_id: uuid.UUID, used_at: datetime, expires_at: datetime
) -> None:
    await session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id)
        .values(last_used_at=used_at, expires_at=expires_at)
    )


async def end(session: AsyncSession, sign_in_id: uuid.UUID, user_id: uuid.UUID) -> bool:
    """Whether the account had this session."""
    ended = await session.execute(
        delete(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.user_id == user_id)
        .returning(SignIn.id)
    )
    return ended.scalar() is not None


async def end_all(session: AsyncSession, user_id: uuid.UUID, but: uuid.UUID | None = None) -> int:
    """End the sessions of an account, but for one; gives how many ended."""
    query = delete(SignIn).where(SignIn.user_id == user_id).returning(SignIn.id)
    if but is not None:
        query = query.where(SignIn.id != but)
    return len((await session.scalars(query)).all())
