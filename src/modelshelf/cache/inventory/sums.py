"""What a node's cache holds in figures: the rows of its inventory summed up, and kept beside them.

A change of rows takes what they were off the sums and adds what they are now, so that it costs the
same however many other rows there are. Each pass over the whole cache sums up anew.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, astuple
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.inventory.models import CacheStateRow, InventoryRow
from modelshelf.cache.inventory.totals import Group, Totals
from modelshelf.cache.reading.repo import Status

# Of a row, what makes a group of it.
_FIGURES = (
    InventoryRow.kind,
    InventoryRow.model_type,
    InventoryRow.status,
    InventoryRow.size_bytes - InventoryRow.shared_bytes,
    InventoryRow.partial_bytes,
)


async def totals(session: AsyncSession, node: str) -> Totals:
    """One node's cache in figures, from one row; all of them 0 until its first pass is done."""
    state = await session.get(CacheStateRow, node)
    if state is None:
        return Totals((), 0)
    return Totals.of(state.sums, state.shared_store_bytes)


async def sum_up(session: AsyncSession, node: str) -> None:
    """Add up all rows of a node, of which there may be very many."""
    await _kept(session, node)
    row = InventoryRow
    found = await session.execute(
        select(
            row.kind,
            row.model_type,
            row.status,
            func.count(),
            func.sum(row.size_bytes - row.shared_bytes),
            func.sum(row.partial_bytes),
        )
        .where(row.node == node)
        .group_by(row.kind, row.model_type, row.status)
    )
    # PostgreSQL sums up to a number of its own kind.
    await _keep(
        session,
        node,
        [
            Group(kind, model_type, Status(status), *map(int, figures))
            for kind, model_type, status, *figures in found
        ],
    )


@asynccontextmanager
async def kept_true(
    session: AsyncSession, node: str, folders: Sequence[str]
) -> AsyncIterator[None]:
    """Change the rows of these folders in this block, and of no others: the sums follow."""
    before = await _kept(session, node)
    if before is None:  # The pass that makes them will see these rows, too.
        yield
        return
    gone = await _alone(session, node, folders)
    yield
    come = await _alone(session, node, folders)
    await _keep(session, node, _added((*before, *come), gone))


async def take_off(session: AsyncSession, node: str, folders: Sequence[str], **disk: int) -> None:
    """Delete the rows of these folders, and take what they were off the sums.

    Args:
        **disk: Columns of `CacheStateRow` that are to be written with them.
    """
    before = await _kept(session, node)
    gone = await session.execute(
        delete(InventoryRow)
        .where(InventoryRow.node == node, InventoryRow.folder.in_(folders))
        .returning(*_FIGURES),
        execution_options={"synchronize_session": False},
    )
    columns: dict[str, Any] = {**disk}
    if before is not None:
        columns["sums"] = [asdict(group) for group in _added(before, _groups(gone))]
    if columns:
        await session.execute(
            update(CacheStateRow).where(CacheStateRow.node == node).values(**columns)
        )


async def _kept(session: AsyncSession, node: str) -> list[Group] | None:
    """The sums as they are, and nobody else may change them until this transaction ends: two
    processes that sum up at once would each miss the other's rows."""
    sums = await session.scalar(
        select(CacheStateRow.sums).where(CacheStateRow.node == node).with_for_update()
    )
    return None if sums is None else list(map(Group.of, sums))


async def _keep(session: AsyncSession, node: str, groups: Iterable[Group]) -> None:
    sums = [asdict(group) for group in groups]
    await session.execute(update(CacheStateRow).where(CacheStateRow.node == node).values(sums=sums))


async def _alone(session: AsyncSession, node: str, folders: Sequence[str]) -> list[Group]:
    """Each of these repositories as a group of its own.

    Not grouped by the database: SQLite would read all rows, in the order of the groups.
    """
    row = InventoryRow
    return _groups(
        await session.execute(select(*_FIGURES).where(row.node == node, row.folder.in_(folders)))
    )


def _groups(rows: Iterable[Any]) -> list[Group]:
    return [
        Group(kind, model_type, Status(status), 1, *figures)
        for kind, model_type, status, *figures in rows
    ]


def _added(come: Iterable[Group], gone: Iterable[Group]) -> list[Group]:
    figures: dict[tuple[str, str | None, Status], Counter[int]] = {}
    for sign, groups in ((1, come), (-1, gone)):
        for group in groups:
            kind, model_type, status, *numbers = astuple(group)
            changed = figures.setdefault((kind, model_type, status), Counter())
            changed.update({place: sign * number for place, number in enumerate(numbers)})
    return [Group(*named, f[0], f[1], f[2]) for named, f in figures.items() if f[0]]
