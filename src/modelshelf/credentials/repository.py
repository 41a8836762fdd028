"""All SQL about the Hub's token."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.credentials.models import SavedHubToken
from modelshelf.kit.upsert import upsert


async def saved(session: AsyncSession) -> SavedHubToken | None:
    return await session.scalar(select(SavedHubToken))


async def replace(session: AsyncSession, token: dict[str, Any]) -> None:
    """Save it in place of the one before.

    Args:
        token: The columns of `SavedHubToken`, all but `id`.
    """
    await upsert(session, SavedHubToken, [{"id": 1, **token}])


async def remove(session: AsyncSession) -> bool:
    """Whether there was one."""
    removed = await session.scalar(delete(SavedHubToken).returning(SavedHubToken.id))
    return removed is not None
