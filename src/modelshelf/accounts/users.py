"""Managing accounts: an administrator's work, and what people do with their own.

There is always an administrator who can sign in. What is refused is recorded, too.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts import passwords, repository, service
from modelshelf.accounts.account import Account, Client
from modelshelf.accounts.attempts import SignInAttempts
from modelshelf.accounts.errors import (
    AlreadySetUp,
    LastAdministrator,
    NoPassword,
    SessionRequired,
    UserNotFound,
    WrongCredentials,
)
from modelshelf.accounts.models import Role, User
from modelshelf.accounts.names import can_be_username, check_username, fold
from modelshelf.accounts.repository import Member
from modelshelf.accounts.service import SignedIn
from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.kit import paging
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database

_PLACE = TypeAdapter(tuple[paging.Text])


class AdministratorFirst(AlreadySetUp):
    code = "administrator_first"
    title = "The first account is an administrator's"


async def listed(session: AsyncSession) -> Sequence[Member]:
    """All accounts, by name."""
    return await repository.everyone(session, now())


async def page(
    session: AsyncSession, limit: int, cursor: str | None = None
) -> tuple[Sequence[Member], str | None]:
    """Some of them, and where the next page begins. Raises: InvalidCursor."""
    (after,) = paging.decode(cursor, _PLACE) if cursor else ("",)
    found = await repository.everyone(session, now(), after=after, limit=limit + 1)
    return paging.cut(found, limit, lambda member: (member.user.username_folded,))


async def find(session: AsyncSession, username: str) -> User:
    """Raises: UserNotFound."""
    folded = fold(username)
    user = await repository.by_username(session, folded) if can_be_username(username) else None
    if user is None:
        raise UserNotFound(f"There is no account named {username}. `user list` shows all.")
    return user


async def find_or_only_administrator(session: AsyncSession, username: str | None) -> User:
    """Whom a command is for: the account that is named, else the only administrator.

    Raises:
        UserNotFound: None is named, and there is no administrator, or more than one.
    """
    if username is not None:
        return await find(session, username)
    administrators = await repository.administrators(session)
    if len(administrators) != 1:
        raise UserNotFound(
            f"There are {len(administrators)} administrators: name an account with --as. "
            "`user list` shows all, `user add` makes one."
        )
    return await get(session, administrators.pop())


async def create(
    database: Database, *, username: str, role: Role, password: str, by: Actor
) -> User:
    """Raises: InvalidUsername, WeakPassword, UsernameTaken, AdministratorFirst."""
    async with audit.refusals(database, by, Deed.USER_CREATE, username, role=role):
        username = check_username(username)
        passwords.check_strength(password)
        user = User(
            username=username,
            username_folded=fold(username),
            role=role,
            password_hash=await passwords.hash_password(password),
        )
        async with database.write() as session:
            if await repository.anyone(session):
                await repository.add(session, user)
            elif role is Role.ADMIN:
                await repository.add_founder(session, user)
            else:
                raise AdministratorFirst(
                    "There is no account yet, and the first one has to be an administrator's."
                )
            await audit.record(session, by, Deed.USER_CREATE, username, about_id=user.id, role=role)
    return user


async def change(
    database: Database,
    user_id: uuid.UUID,
    *,
    role: Role | None = None,
    disabled: bool | None = None,
    password: str | None = None,
    by: Actor,
) -> User:
    """Change what is given, all of it or nothing.

    A role holds from the next request on, also in sessions that have begun and for API tokens.
    A new password, and disabling, end all sessions; API tokens stay, and are refused for as long
    as the account is disabled.

    Raises:
        UserNotFound, LastAdministrator, WeakPassword.
    """
    user = await _get(database, user_id)
    deeds = _deeds(role, disabled, password)
    if not deeds:
        return user
    async with audit.refusals(database, by, deeds[0], user.username, about_id=user_id):
        hashed = None
        if password is not None:
            passwords.check_strength(password)
            hashed = await passwords.hash_password(password)
        async with database.write() as session:
            if disabled or role not in (None, Role.ADMIN):
                await _refuse_last_administrator(session, user)
            user = await get(session, user_id)
            before = user.role
            user.role = role or user.role
            user.disabled = user.disabled if disabled is None else disabled
            user.password_hash = hashed or user.password_hash
            if disabled or hashed:
                await repository.end_all(session, user_id)
            for deed in deeds:
                details: dict[str, Any] = (
                    {"before": before, "now": role} if deed is Deed.USER_ROLE else {}
                )
                await audit.record(session, by, deed, user.username, about_id=user_id, **details)
    return user


async def remove(database: Database, user_id: uuid.UUID, *, by: Actor) -> None:
    """With it go its sessions, its tokens and its custom models; never its collections.

    Raises:
        UserNotFound, LastAdministrator, OwnsCollections.
    """
    user = await _get(database, user_id)
    async with (
        audit.refusals(database, by, Deed.USER_DELETE, user.username, about_id=user_id),
        database.write() as session,
    ):
        await _refuse_last_administrator(session, user)
        user = await get(session, user_id)
        await repository.remove(session, user)
        await audit.record(session, by, Deed.USER_DELETE, user.username, about_id=user_id)


async def change_own_password(
    database: Database,
    attempts: SignInAttempts,
    *,
    current: str,
    new: str,
    by: Account,
    client: Client,
) -> SignedIn:
    """Change it for whoever knows the current one. All sessions end, and a new one begins.

    Raises:
        SessionRequired, NoPassword, WrongCredentials, TooManyAttempts, WeakPassword.
    """
    if by.by_token:
        raise SessionRequired("An API token cannot change a password. Sign in with the password.")
    async with audit.refusals(database, by.actor, Deed.USER_PASSWORD, by.username, about_id=by.id):
        attempt = await attempts.begin(fold(by.username), client.address)
        user = await _get(database, by.id)
        if user.password_hash is None:
            raise NoPassword("This account signs in elsewhere and has no password to change.")
        if not await passwords.matches(current, user.password_hash):
            raise WrongCredentials("That is not your current password.")
        await attempts.succeeded(attempt)
        passwords.check_strength(new)
    hashed = await passwords.hash_password(new)
    async with database.write() as session:
        if not await repository.hold_unchanged(session, user):
            raise WrongCredentials("The password was changed just now. Sign in with the new one.")
        user = await get(session, by.id)
        user.password_hash = hashed
        ended = await repository.end_all(session, user.id)
        await audit.record(
            session,
            by.actor,
            Deed.USER_PASSWORD,
            user.username,
            about_id=user.id,
            sessions_ended=ended,
        )
        return await service.begin_session(session, user, client)


async def _refuse_last_administrator(session: AsyncSession, user: User) -> None:
    """Raises: LastAdministrator, when nobody else could manage accounts."""
    if await repository.administrators(session) == {user.id}:
        raise LastAdministrator.of(user.username)


def _deeds(role: Role | None, disabled: bool | None, password: str | None) -> list[Deed]:
    deeds = [Deed.USER_ROLE] if role is not None else []
    if disabled is not None:
        deeds.append(Deed.USER_DISABLE if disabled else Deed.USER_ENABLE)
    return deeds + ([Deed.USER_PASSWORD] if password is not None else [])


async def _get(database: Database, user_id: uuid.UUID) -> User:
    async with database.read() as session:
        return await get(session, user_id)


async def get(session: AsyncSession, user_id: uuid.UUID) -> User:
    user = await repository.by_id(session, user_id)
    if user is None:
        raise UserNotFound(f"There is no account {user_id}. It may have been removed already.")
    return user
