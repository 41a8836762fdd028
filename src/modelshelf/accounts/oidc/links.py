"""The accounts of a provider that are linked to one here: seeing and unlinking them."""

import uuid
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts import repository as accounts
from modelshelf.accounts import users
from modelshelf.accounts.account import Account
from modelshelf.accounts.oidc import repository
from modelshelf.accounts.oidc.errors import IdentityNotFound, LastWayIn
from modelshelf.accounts.oidc.models import Identity
from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Deed
from modelshelf.kit.database import Database


async def listed(session: AsyncSession, user_id: uuid.UUID) -> Sequence[Identity]:
    """The first linked first. Raises: UserNotFound."""
    await users.get(session, user_id)
    return await repository.of_user(session, user_id)


async def unlink(
    database: Database,
    issuer: str | None,
    user_id: uuid.UUID,
    identity_id: uuid.UUID,
    *,
    by: Account,
) -> None:
    """Unlink one, and end the account's sessions, but for the one in use: who came in by it may
    have begun others since.

    Args:
        issuer: The provider that is set up: only by an account of it somebody can come in.

    Raises:
        UserNotFound, IdentityNotFound, LastWayIn.
    """
    async with database.read() as session:
        username = (await users.get(session, user_id)).username
    async with (
        audit.refusals(database, by.actor, Deed.USER_UNLINK, username, about_id=user_id),
        database.write() as session,
    ):
        user = await repository.lock_owner(session, user_id)
        linked = await repository.of_user(session, user_id)
        identity = next((one for one in linked if one.id == identity_id), None)
        if user is None or identity is None:
            raise IdentityNotFound(
                f"{username} has no such linked account. It may have been unlinked already."
            )
        ways_in = [one for one in linked if one.issuer == issuer]
        if user.password_hash is None and ways_in == [identity]:
            raise LastWayIn(
                f"{username} has no password and could not sign in without this link. An "
                "administrator can set a password first, or disable the account."
            )
        await repository.remove(session, identity)
        ended = await accounts.end_all(session, user_id, but=by.credential_id)
        await audit.record(
            session,
            by.actor,
            Deed.USER_UNLINK,
            username,
            about_id=user_id,
            issuer=identity.issuer,
            subject=identity.subject,
            sessions_ended=ended,
        )
