"""The disk, drawn: what lies on it, in parts that together are the whole of it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache import history, pages
from modelshelf.cache import repository as inventory
from modelshelf.cache.history import Sample
from modelshelf.cache.pages import Order
from modelshelf.cache.repo import RepoOnDisk
from modelshelf.cache.repository import Group
from modelshelf.kit.clock import now

LARGEST = 20


@dataclass(frozen=True, slots=True)
class DiskMap:
    """One node's disk.

    Attributes:
        sample: The parts, at the last look at the disk.
        groups: Models by type and status.
        largest: The largest models.
    """

    sample: Sample
    groups: tuple[Group, ...]
    largest: tuple[RepoOnDisk, ...]


async def read_map(session: AsyncSession, node: str) -> DiskMap | None:
    """None until the node has looked at its disk."""
    state = await inventory.get_state(session, node)
    if state is None:
        return None
    totals = await inventory.totals(session, node)
    largest = await pages.page(
        session,
        node,
        without=[],
        status=None,
        text="",
        order=Order.SIZE,
        after=None,
        limit=LARGEST,
    )
    disk = state.disk
    return DiskMap(
        sample=history.sample_of(
            totals, state.indexed_at, state.trash_bytes, disk.free_bytes, disk.total_bytes
        ),
        groups=tuple(group for group in totals.groups if group.kind == pages.MODEL),
        largest=tuple(largest),
    )


async def read_history(session: AsyncSession, node: str, days: int) -> list[Sample]:
    return await history.since(session, node, now() - timedelta(days=days))
