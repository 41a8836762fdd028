"""Which nodes there are, and when each was last seen at work."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.kit.clock import now
from modelshelf.kit.database import Base, Database
from modelshelf.operations.owner import Owner

BEAT_SECONDS = 10.0
GONE_AFTER = timedelta(seconds=3 * BEAT_SECONDS)


class Node(Base):
    """A machine with a cache, as its worker reports it."""

    __tablename__ = "nodes"

    name: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    seen_at: Mapped[datetime]

    @property
    def at_work(self) -> bool:
        """Whether its worker lives, as far as can be told from here."""
        return now() - self.seen_at < GONE_AFTER and not Owner.parse(self.owner).surely_dead()


async def keep_alive(database: Database, name: str) -> None:
    """Report this process as the node's worker until cancelled."""
    owner = str(Owner.this_process())
    while True:
        with contextlib.suppress(DBAPIError):  # The database is away: report again later.
            async with database.write() as session:
                await session.merge(Node(name=name, owner=owner, seen_at=now()))
        await asyncio.sleep(BEAT_SECONDS)


async def all_nodes(session: AsyncSession) -> Sequence[Node]:
    return (await session.scalars(select(Node).order_by(Node.name))).all()


async def is_at_work(session: AsyncSession, name: str) -> bool:
    node = await session.get(Node, name)
    return node is not None and node.at_work
