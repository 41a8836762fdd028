"""Which nodes there are, and when each was last seen at work."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.kit.clock import now
from modelshelf.kit.database import Base, Database
from modelshelf.kit.upsert import upsert
from modelshelf.machine.report import Machine, read_machine
from modelshelf.operations.owner import BEAT_SECONDS, Owner, lives


class Node(Base):
    """A machine with a cache, as its worker reports it.

    Attributes:
        report: `Machine.to_json()` of its last beat; None until the first.
    """

    __tablename__ = "nodes"

    name: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    seen_at: Mapped[datetime]
    report: Mapped[dict[str, Any] | None]

    @property
    def at_work(self) -> bool:
        """Whether its worker lives, as far as can be told from here."""
        return lives(self.owner, self.seen_at)

    @property
    def machine(self) -> Machine | None:
        """What it was at its last beat; None where it has not told, or another version did."""
        try:
            return Machine.from_json(self.report) if self.report else None
        except (KeyError, TypeError):
            return None


async def keep_alive(database: Database, name: str) -> None:
    """Report this process as the node's worker, and what its machine is, until cancelled."""
    owner = str(Owner.this_process())
    # At once, since others wait for it: to look at the machine may take a driver's time.
    await _beat(database, {"name": name, "owner": owner, "seen_at": now()})
    while True:
        machine = await asyncio.to_thread(read_machine)
        report = machine.to_json()
        await _beat(database, {"name": name, "owner": owner, "seen_at": now(), "report": report})
        await asyncio.sleep(BEAT_SECONDS)


async def _beat(database: Database, node: dict[str, Any]) -> None:
    with contextlib.suppress(DBAPIError):  # The database is away: report again later.
        async with database.write() as session:
            await upsert(session, Node, [node])


async def all_nodes(session: AsyncSession) -> Sequence[Node]:
    return (await session.scalars(select(Node).order_by(Node.name))).all()


async def is_at_work(session: AsyncSession, name: str) -> bool:
    return await worker_of(session, name) is not None


async def worker_of(session: AsyncSession, name: str) -> Owner | None:
    """The process that works for a node; None where none does."""
    found = await session.execute(select(Node.owner, Node.seen_at).where(Node.name == name))
    node = found.one_or_none()
    return Owner.parse(node.owner) if node is not None and lives(*node) else None


async def machine_of(session: AsyncSession, name: str) -> Machine | None:
    """What a node's machine was at its last beat."""
    node = await session.get(Node, name)
    return node.machine if node else None
