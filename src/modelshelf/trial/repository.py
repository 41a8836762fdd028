"""All SQL on trials."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.kit.upsert import upsert
from modelshelf.trial.models import TrialRow


async def save(session: AsyncSession, trial: dict[str, Any]) -> None:
    """Keep it in place of the model's last one: all columns of `TrialRow`."""
    await upsert(session, TrialRow, [trial])


async def last_of(
    session: AsyncSession, node: str, model_ids: Sequence[str]
) -> dict[str, TrialRow]:
    """The last trial of each of these models, as far as there was one."""
    rows = await session.scalars(
        select(TrialRow).where(TrialRow.node == node, TrialRow.model_id.in_(model_ids))
    )
    return {row.model_id: row for row in rows}
