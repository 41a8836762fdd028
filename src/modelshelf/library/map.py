"""The disk, drawn: what lies on it, in parts that together are the whole of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache import history, pages, sums
from modelshelf.cache import repository as inventory
from modelshelf.cache.history import Sample
from modelshelf.cache.pages import Order
from modelshelf.cache.repo import RepoOnDisk, Status
from modelshelf.cache.sums import Group
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


async def read_map(
    session: AsyncSession, node: str, offers: Sequence[Offer] = ()
) -> DiskMap | None:
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
    offered = await pages.by_id(session, node, list(types))
    models = (group for group in totals.groups if group.kind == pages.MODEL)
    disk = state.disk
    return DiskMap(
        sample=history.sample_of(
            totals, state.indexed_at, state.trash_bytes, disk.free_bytes, disk.total_bytes
        ),
        groups=tuple(_as_offered(models, offered.values(), types)),
        largest=tuple((repo, types.get(repo.model_id, _described(repo))) for repo in largest),
    )


async def read_history(session: AsyncSession, node: str, days: int) -> list[Sample]:
    return await history.since(session, node, now() - timedelta(days=days))


def _described(repo: RepoOnDisk) -> str | None:
    return repo.description.model_type


def _as_offered(
    groups: Iterable[Group], offered: Iterable[RepoOnDisk], types: Mapping[str, str]
) -> Iterator[Group]:
    """The groups with each offered model counted as what it is offered as."""
    found = {(group.model_type, group.status): group for group in groups}
    for repo in offered:
        was, is_now = (_described(repo), repo.status), (types[repo.model_id], repo.status)
        if was != is_now:
            found[was] = _with(found.get(was) or _empty(*was), repo, -1)
            found[is_now] = _with(found.get(is_now) or _empty(*is_now), repo, 1)
    return (group for group in found.values() if group.count > 0)


def _empty(model_type: str | None, status: Status) -> Group:
    return Group(pages.MODEL, model_type, status, 0, 0, 0)


def _with(group: Group, repo: RepoOnDisk, count: int) -> Group:
    return replace(
        group,
        count=group.count + count,
        size_bytes=group.size_bytes + count * (repo.size_bytes - repo.shared_bytes),
        partial_bytes=group.partial_bytes + count * repo.partial_bytes,
    )
