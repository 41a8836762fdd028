"""All SQL about identities."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts.models import User
from modelshelf.accounts.oidc.errors import IdentityTaken
from modelshelf.accounts.oidc.models import Identity


async def owner(session: AsyncSession, issuer: str, subject: str) -> User | None:
    """Whose an account of the provider is here."""
    return await session.scalar(
        select(User)
        .join(Identity, Identity.user_id == User.id)
        .where(Identity.issuer == issuer, Identity.subject == subject)
    )


async def add(session: AsyncSession, identity: Identity) -> None:
    """Raises: IdentityTaken, when somebody was quicker."""
    session.add(identity)
    try:
        await session.flush()
    except IntegrityError as error:
        raise IdentityTaken(
            "This account of the provider is linked to another account here already."
        ) from error


async def of_user(session: AsyncSession, user_id: uuid.UUID) -> Sequence[Identity]:
    """What is linked to an account, the first first."""
    found = await session.scalars(
        select(Identity)
        .where(Identity.user_id == user_id)
        .order_by(Identity.created_at, Identity.id)
    )
    return found.all()


async def lock_owner(session: AsyncSession, user_id: uuid.UUID) -> User | None:
    """The account, whose ways in nobody else takes away until this transaction ends: of two that
    are unlinked at the same moment, the second sees that the first is gone."""
    return await session.scalar(select(User).where(User.id == user_id).with_for_update())


async def hold(session: AsyncSession, user_id: uuid.UUID) -> None:
    """Until this transaction ends, nobody gets past `lock_owner` of this account.

    It is what a new session's foreign key takes of the account anyhow, and whoever has changed the
    account holds it already: it waits for nobody who waits for us.
    """
    await session.execute(
        select(User.id).where(User.id == user_id).with_for_update(read=True, key_share=True)
    )


async def remove(session: AsyncSession, identity: Identity) -> None:
    await session.execute(delete(Identity).where(Identity.id == identity.id))
