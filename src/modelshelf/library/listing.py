"""One list: what is offered, what is on the disk, who uses it, what is under way.

The offers are few and in memory; what else is on the disk may be thousands and is read from the
inventory one page at a time, in the same order. The two are merged, and the indexer keeps totals
and counts, so that the cost of a page by name or by size does not grow with the cache. It does with
the extra caches: the ids of all models that lie only there are read for every page. By last use,
and with a search or a status, every model on the disk is looked at.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.extra import rows as extra_rows
from modelshelf.cache.extra.rows import ExtraModelRow
from modelshelf.cache.inventory import listings, pages, sums, verifications
from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.inventory.pages import Order
from modelshelf.cache.inventory.totals import Totals
from modelshelf.cache.inventory.verifications import Verification
from modelshelf.cache.reading.disk import Disk
from modelshelf.cache.reading.repo import RepoOnDisk, Status, name_key
from modelshelf.hub.layout import MODEL
from modelshelf.library.query import ListQuery, Place, Tab
from modelshelf.machine.report import Machine
from modelshelf.memory.places import best_fits
from modelshelf.operations import nodes
from modelshelf.operations import repository as operations
from modelshelf.operations.models import Operation
from modelshelf.registry.curated import Curated
from modelshelf.registry.kinds import ModelType, Origin
from modelshelf.registry.offer import Offer
from modelshelf.registry.service import offered
from modelshelf.registry.traits import NOTHING_KNOWN, Traits
from modelshelf.sizing.fit import Fit
from modelshelf.trial import repository as trials
from modelshelf.trial.models import TrialRow
from modelshelf.upkeep.updates import repository as updates
from modelshelf.usage.service import uses_by_model


@dataclass(frozen=True, slots=True)
class Entry:
    """One model of the list: offered, on the disk, or both; or in a cache that is only read.

    Attributes:
        planned_bytes: What a download of it was planned to fetch in all; None where none was.
        copy_bytes: What it takes in a cache that is only read; 0 where it is in none.
    """

    model_id: str
    offer: Offer | None
    on_disk: RepoOnDisk | None
    planned_bytes: int | None
    copy_bytes: int = 0

    @property
    def download_bytes(self) -> int | None:
        """As planned, else about: the weights alone, without the small files beside them."""
        return self.planned_bytes or (self.offer.weights_bytes if self.offer else None)

    @property
    def status(self) -> Status:
        return self.on_disk.status if self.on_disk else Status.AVAILABLE

    @property
    def tab(self) -> Tab:
        return Tab.of(self.model_type)

    @property
    def model_type(self) -> ModelType | None:
        """As it is offered, else as its files tell for certain."""
        if self.offer:
            return self.offer.model_type
        return _as_type(self.on_disk.description.model_type if self.on_disk else None)

    @property
    def traits(self) -> Traits:
        if self.offer:
            return self.offer.traits
        return Traits(**self.on_disk.description.traits) if self.on_disk else NOTHING_KNOWN

    @property
    def origin(self) -> Origin:
        return self.offer.origin if self.offer else Origin.UNMANAGED

    @property
    def name(self) -> str:
        return self.offer.name if self.offer else self.model_id.rpartition("/")[2]

    def place(self, order: Order) -> Place:
        match order:
            case Order.NAME:
                key: str | int = name_key(self.model_id)
            case Order.SIZE:
                size_bytes = self.on_disk.size_bytes if self.on_disk else 0
                key = -(size_bytes or self.copy_bytes or self.download_bytes or 0)
            case Order.LAST_USED:
                key = -pages.microseconds(self.on_disk.last_use if self.on_disk else None)
        return Place(key, self.model_id)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list, and what stands beside it.

    Attributes:
        others: What is no model: how many datasets and spaces the cache has, and their bytes.
        elsewhere: Where else each model lies: in caches that are only read.
    """

    entries: tuple[Entry, ...]
    operations: dict[str, Operation]
    uses: dict[str, list[str]]
    verifications: dict[str, Verification]
    newest_revisions: dict[str, str]
    counts: dict[Tab, tuple[int, int]]
    cache_bytes: int
    others: dict[str, tuple[int, int]]
    disk: Disk
    trash_bytes: int
    warnings: tuple[str, ...]
    next_place: Place | None
    machine: Machine | None
    trials: dict[str, TrialRow]
    elsewhere: dict[str, list[ExtraModelRow]]


async def read_page(
    session: AsyncSession, curated: Curated, node: str, owner_id: UUID | None, query: ListQuery
) -> Page:
    """The page of the list that a user asked for."""
    copies = await extra_rows.only_there(session, node)
    offers = await _offers(session, curated, node, owner_id, copies)
    offered_ids = [entry.model_id for entry in offers]
    # What lies in caches that are only read, and is neither offered nor here.
    elsewhere = [
        Entry(model_id, None, None, None, copies[model_id])
        for model_id in copies.keys() - set(offered_ids)
    ]
    machine = await nodes.machine_of(session, node)
    few = [*offers, *elsewhere]
    chosen = sorted(
        (entry for entry in few if _matches(entry, query) and _fits(entry, query, machine)),
        key=lambda entry: _order(entry, query.order),
    )
    others = await _others(session, node, offered_ids, query)
    merged = heapq.merge(chosen, others, key=lambda entry: _order(entry, query.order))
    page = list(islice(merged, query.limit + 1))
    more, page = len(page) > query.limit, page[: query.limit]
    after = page[-1].place(query.order) if more else None
    return await _beside(session, curated, node, few, page, machine, after)


async def read_one(
    session: AsyncSession, curated: Curated, node: str, owner_id: UUID | None, model_id: str
) -> Page:
    """A page of one model, whether or not the list has it."""
    offers = await _offers(session, curated, node, owner_id, {})
    entry = next((offer for offer in offers if offer.model_id == model_id), None)
    if entry is None:
        on_disk = await pages.by_id(session, node, [model_id])
        entry = Entry(model_id, None, on_disk.get(model_id), None)
    machine = await nodes.machine_of(session, node)
    return await _beside(session, curated, node, offers, [entry], machine, None)


async def _beside(
    session: AsyncSession,
    curated: Curated,
    node: str,
    offers: Sequence[Entry],
    page: Sequence[Entry],
    machine: Machine | None,
    after: Place | None,
) -> Page:
    """The page with all that stands beside its models."""
    ids = [entry.model_id for entry in page]
    state = await inventory.get_state(session, node)
    totals = await sums.totals(session, node)
    return Page(
        entries=tuple(page),
        operations=await operations.active_by_model(session, node, ids),
        uses=await uses_by_model(session, ids),
        verifications=await verifications.find(session, node, ids),
        newest_revisions=await updates.newest(session, node, ids),
        counts=_counts(offers, totals),
        cache_bytes=totals.total_bytes,
        others={kind: totals.of_kind(kind) for kind in ("dataset", "space")},
        disk=state.disk if state else Disk(0, 0),
        trash_bytes=state.trash_bytes if state else 0,
        warnings=(
            *curated.problems,
            *(state.warnings if state else ()),
            *await extra_rows.warnings(session, node),
        ),
        next_place=after,
        machine=machine,
        trials=await trials.last_of(session, node, ids),
        elsewhere=await extra_rows.by_id(session, node, ids),
    )


async def _offers(
    session: AsyncSession,
    curated: Curated,
    node: str,
    owner_id: UUID | None,
    copies: Mapping[str, int],
) -> list[Entry]:
    """
    Args:
        copies: As `extra_rows.only_there`.
    """
    offers = await offered(session, curated, owner_id)
    ids = [offer.id for offer in offers]
    on_disk = await pages.by_id(session, node, ids)
    sizes = await listings.planned_bytes(session, node, ids)
    return [Entry(o.id, o, on_disk.get(o.id), sizes.get(o.id), copies.get(o.id, 0)) for o in offers]


async def _others(
    session: AsyncSession, node: str, offered_ids: Sequence[str], query: ListQuery
) -> list[Entry]:
    # Of what is offered nowhere it is not known what it needs.
    if query.origin not in (None, Origin.UNMANAGED) or query.fits:
        return []
    rows = await pages.page(
        session,
        node,
        without=offered_ids,
        model_type=None if query.tab is None else query.tab.model_type or "",
        status=query.status,
        text=query.text,
        order=query.order,
        after=(query.after.key, query.after.model_id) if query.after else None,
        limit=query.limit + 1,
    )
    return [Entry(row.model_id, None, row, None) for row in rows]


def _counts(offers: Sequence[Entry], totals: Totals) -> dict[Tab, tuple[int, int]]:
    """How many models each tab has, and how many of them are installed."""
    counts = dict.fromkeys(Tab, (0, 0))

    def add(tab: Tab, count: int, status: Status) -> None:
        total, installed = counts[tab]
        counts[tab] = (total + count, installed + count * (status is Status.INSTALLED))

    for group in totals.groups:
        if group.kind == MODEL:
            add(Tab.of(_as_type(group.model_type)), group.count, group.status)
    for entry in offers:
        if entry.on_disk:  # Counted above, maybe as something else than what it is offered as.
            add(Tab.of(_as_type(entry.on_disk.description.model_type)), -1, entry.status)
        add(entry.tab, 1, entry.status)
    return counts


def _as_type(name: str | None) -> ModelType | None:
    return ModelType(name) if name else None


def _matches(entry: Entry, query: ListQuery) -> bool:
    text = query.text.casefold()
    described = entry.offer.description if entry.offer else None
    return (
        query.tab in (None, entry.tab)
        and query.status in (None, entry.status)
        and query.origin in (None, entry.origin)
        and (
            not text
            or any(text in (t or "").casefold() for t in (entry.model_id, entry.name, described))
        )
        and (query.after is None or _order(entry, query.order) > _key(query.after))
    )


def _fits(entry: Entry, query: ListQuery, machine: Machine | None) -> bool:
    if query.fits is None:
        return True
    needs = entry.offer.needs if entry.offer else {}
    if not needs or machine is None:
        return False
    return best_fits(needs, machine)[query.fits] is not Fit.NO


def _order(entry: Entry, order: Order) -> tuple[str | int, str]:
    return _key(entry.place(order))


def _key(place: Place) -> tuple[str | int, str]:
    return place.key, place.model_id
