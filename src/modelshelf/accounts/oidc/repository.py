"""All SQL about identities."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts.models import User
from modelshelf.accounts.oidc.errors import IdentityTaken
from modelshelf.accounts.oidc.models import Identity


async def user_of(session: AsyncSession, issuer: str, subject: str) -> User | None:
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
