"""From an account of the provider to a session here (docs/decisions/0014-oidc.md)."""

import uuid
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts import repository as accounts
from modelshelf.accounts import service
from modelshelf.accounts.account import Client
from modelshelf.accounts.errors import (
    AccountDisabled,
    InvalidUsername,
    NotSignedIn,
    SetupRequired,
    UsernameTaken,
)
from modelshelf.accounts.models import Role, User
from modelshelf.accounts.names import can_be_username, fold, normalise
from modelshelf.accounts.oidc import repository
from modelshelf.accounts.oidc.errors import IdentityTaken, NoRole
from modelshelf.accounts.oidc.models import Identity
from modelshelf.accounts.oidc.provider import Claims
from modelshelf.accounts.service import SignedIn
from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Deed
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.setting_forms import split
from modelshelf.kit.settings import Settings


async def enter(
    database: Database,
    settings: Settings,
    issuer: str,
    claims: Claims,
    client: Client,
    link_in: uuid.UUID | None,
) -> SignedIn:
    """Begin a session for whom the provider vouches for.

    Args:
        claims: Of an ID token whose truth was checked.
        link_in: The session whose account is to be linked to this account of the provider.

    Raises:
        SetupRequired, NoRole, AccountDisabled, UsernameTaken, InvalidUsername, IdentityTaken,
        NotSignedIn.
    """
    async with (
        audit.refusals(database, client.as_actor(None), Deed.SIGN_IN, method="oidc"),
        database.write() as session,
    ):
        if not await accounts.anyone(session):
            raise SetupRequired.now()
        owner = await repository.owner(session, issuer, claims["sub"])
        if link_in is not None:
            user = await _linked(session, owner, link_in, issuer, claims, client)
        elif owner is None:
            user = await _newcomer(session, settings, issuer, claims, client)
        else:
            user = owner
            await _follow_role(session, settings, user, claims, client)
        await repository.hold(session, user.id)
        # Asked again now that nobody unlinks it before this ends: else whoever is shut out at this
        # very moment comes in after all, with a session that nothing ended.
        if not await _still_may(session, issuer, claims, link_in):
            raise NotSignedIn.now()
        if user.disabled:
            raise AccountDisabled("This account is disabled. Ask an administrator to enable it.")
        await audit.record(
            session,
            client.as_actor(user),
            Deed.SIGN_IN,
            user.username,
            about_id=user.id,
            method="oidc",
        )
        return await service.begin_session(session, user, client)


async def _still_may(
    session: AsyncSession, issuer: str, claims: Claims, link_in: uuid.UUID | None
) -> bool:
    if link_in is not None and await accounts.whose_session(session, link_in, now()) is None:
        return False
    return await repository.owner(session, issuer, claims["sub"]) is not None


async def _linked(
    session: AsyncSession,
    owner: User | None,
    link_in: uuid.UUID,
    issuer: str,
    claims: Claims,
    client: Client,
) -> User:
    # Asked again: who was thrown out meanwhile must not come back in by what they had begun.
    user = await accounts.whose_session(session, link_in, now())
    if user is None:
        raise NotSignedIn.now()
    if owner is None:
        await _link(session, user, issuer, claims, client)
    elif owner.id != user.id:
        raise IdentityTaken(
            f"This account of the provider is linked to {owner.username} here already."
        )
    return user


async def _newcomer(
    session: AsyncSession, settings: Settings, issuer: str, claims: Claims, client: Client
) -> User:
    role = _role(settings, claims)
    if role is None:
        raise NoRole("Your account at the provider has no role here. Ask an administrator.")
    username = _username(claims)
    if await accounts.by_username(session, fold(username)) is not None:
        # Whoever chooses names at the provider must not come into somebody's account by it.
        raise UsernameTaken(
            f"There is an account named {username} here already. If it is yours, sign in with its "
            "password and link the two; else ask an administrator."
        )
    user = User(username=username, username_folded=fold(username), role=role)
    await accounts.add(session, user)
    await audit.record(
        session,
        client.as_actor(user),
        Deed.USER_CREATE,
        username,
        about_id=user.id,
        role=role,
        method="oidc",
    )
    await _link(session, user, issuer, claims, client)
    return user


async def _link(
    session: AsyncSession, user: User, issuer: str, claims: Claims, client: Client
) -> None:
    identity = Identity(user_id=user.id, issuer=issuer, subject=claims["sub"])
    await repository.add(session, identity)
    await audit.record(
        session,
        client.as_actor(user),
        Deed.USER_LINK,
        user.username,
        about_id=user.id,
        issuer=issuer,
        subject=claims["sub"],
    )


async def _follow_role(
    session: AsyncSession, settings: Settings, user: User, claims: Claims, client: Client
) -> None:
    """Where the provider says who may what, its word holds; one administrator always stays."""
    if settings.oidc_role_claim is None:
        return
    role = _role(settings, claims)
    if role is None:
        raise NoRole("Your account at the provider has no role here any more.")
    if role is user.role or await accounts.administrators(session) == {user.id}:
        return
    before, user.role = user.role, role
    await audit.record(
        session,
        client.as_actor(user),
        Deed.USER_ROLE,
        user.username,
        about_id=user.id,
        before=before,
        now=role,
        method="oidc",
    )


def _role(settings: Settings, claims: Claims) -> Role | None:
    given = _values(claims, settings.oidc_role_claim)
    if given & set(split(settings.oidc_admins)):
        return Role.ADMIN
    if given & set(split(settings.oidc_members)):
        return Role.MEMBER
    default = settings.oidc_default_role
    return None if default == "none" else Role(default)


def _values(claims: Claims, path: str | None) -> set[str]:
    """The claim at a path such as `groups` or `realm_access.roles`: one text, or several."""
    found: object = claims
    for name in path.split(".") if path else ():
        found = found.get(name) if isinstance(found, Mapping) else None
    if path is None or found is None:
        return set()
    return {str(value) for value in (found if isinstance(found, list) else [found])}


def _username(claims: Claims) -> str:
    for claim in ("preferred_username", "email", "sub"):
        given = claims.get(claim)
        if isinstance(given, str) and can_be_username(given):
            return normalise(given)
    raise InvalidUsername("The provider names you by nothing that can be a username here.")
