"""Models that somebody holds at one revision."""

from collections.abc import Collection
from datetime import datetime
from typing import Self

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.kit.clock import now
from modelshelf.kit.database import Base
from modelshelf.kit.errors import Conflict
from modelshelf.kit.upsert import upsert


class Pin(Base):
    """A model that stays at a commit: no update is offered, and a download fetches that commit."""

    __tablename__ = "pins"

    node: Mapped[str] = mapped_column(primary_key=True)
    model_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[str]
    pinned_by: Mapped[str]
    pinned_at: Mapped[datetime] = mapped_column(default=now)


class ModelPinned(Conflict):
    code = "model_pinned"
    title = "The model is pinned"

    @classmethod
    def of(cls, model_id: str, revision: str) -> Self:
        return cls(
            f"{model_id} is pinned to revision {revision[:12]}. Unpin it first, if it shall move.",
            revision=revision,
        )


async def pin(
    session: AsyncSession, node: str, model_id: str, revision: str, pinned_by: str
) -> None:
    row = {"node": node, "model_id": model_id, "revision": revision}
    # Two may pin it at the same moment: the later one holds.
    await upsert(session, Pin, [{**row, "pinned_by": pinned_by, "pinned_at": now()}])


async def unpin(session: AsyncSession, node: str, model_id: str) -> None:
    await session.execute(delete(Pin).where(Pin.node == node, Pin.model_id == model_id))


async def all_pinned(session: AsyncSession, node: str) -> dict[str, str]:
    """The commit of every model that is pinned on a node."""
    rows = await session.execute(select(Pin.model_id, Pin.revision).where(Pin.node == node))
    return {row.model_id: row.revision for row in rows}


async def pinned(session: AsyncSession, node: str, model_ids: Collection[str]) -> dict[str, str]:
    """The commit that each of these models is pinned to; those that are not are left out."""
    rows = await session.execute(
        select(Pin.model_id, Pin.revision).where(Pin.node == node, Pin.model_id.in_(model_ids))
    )
    return {row.model_id: row.revision for row in rows}
