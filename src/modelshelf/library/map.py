"""The disk, drawn: what lies on it, in parts that together are the whole of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.inventory import history, pages, sums
from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.inventory.offered import as_offered
from modelshelf.cache.inventory.pages import Order
from modelshelf.cache.inventory.totals import Group, Sample, sample_of
from modelshelf.cache.reading.repo import RepoOnDisk
from modelshelf.hub.layout import MODEL
from modelshelf.kit.clock import now
from modelshelf.registry.offer import Offer

LARGEST = 20


@dataclass(frozen=True, slots=True)
class DiskMap:
    """One node's disk.

    Attributes:
        sample: The parts, at the last look at the disk.
        groups: Models by type and status.
        largest: The largest models, each with its type.

    Of what is offered the type is the offer's, as in the list: what a download under way has
    brought so far may not tell it.
    """

    sample: Sample
    groups: tuple[Group, ...]
    largest: tuple[tuple[RepoOnDisk, str | None], ...]


async def read_map(session: AsyncSession, node: str, offers: Sequence[Offer]) -> DiskMap | None:
    """None until the node has looked at its disk."""
    state = await inventory.get_state(session, node)
    if state is None:
        return None
    totals = await sums.totals(session, node)
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
    types = {offer.id: str(offer.model_type) for offer in offers}
    groups = await as_offered(session, node, totals.groups, types)
    disk = state.disk
    return DiskMap(
        sample=sample_of(
            replace(totals, groups=groups),
            state.indexed_at,
            state.trash_bytes,
            disk.free_bytes,
            disk.total_bytes,
        ),
        groups=tuple(group for group in groups if group.kind == MODEL),
        largest=tuple((repo, types.get(repo.model_id, _described(repo))) for repo in largest),
    )


async def read_history(session: AsyncSession, node: str, days: int) -> list[Sample]:
    return await history.since(session, node, now() - timedelta(days=days))


def _described(repo: RepoOnDisk) -> str | None:
    return repo.description.model_type
