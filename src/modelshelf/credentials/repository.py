"""All SQL about the Hub's token."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.credentials.models import SavedHubToken
from modelshelf.kit.upsert import keep


async def saved(session: AsyncSession) -> SavedHubToken | None:
    return await session.scalar(select(SavedHubToken))


async def replace(session: AsyncSession, token: SavedHubToken) -> None:
    """Of two who save at the same moment, the later one's stays."""
    token.id = 1
    await keep(session, token)


async def remove(session: AsyncSession) -> bool:
    """Whether there was one."""
    removed = await session.scalar(delete(SavedHubToken).returning(SavedHubToken.id))
    return removed is not None
