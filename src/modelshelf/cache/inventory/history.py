"""What took the space, over time: a few samples a day of one node's cache."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.cache.inventory import sums
from modelshelf.cache.inventory.offered import as_offered
from modelshelf.cache.inventory.totals import Sample, by_type
from modelshelf.kit.database import Base

KEPT_DAYS = 730
# A change of note: this much, or this share of what there was; at most once in a while.
NOTABLE_BYTES = 10**9
NOTABLE_SHARE = 0.05
APART = timedelta(hours=1)


class SampleRow(Base):
    """One node's cache at one moment; the figures are those of `Sample`, `by_type` is JSON."""

    __tablename__ = "cache_samples"

    node: Mapped[str] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(primary_key=True)
    by_type: Mapped[dict[str, Any]]
    model_bytes: Mapped[int]
    dataset_bytes: Mapped[int]
    space_bytes: Mapped[int]
    shared_bytes: Mapped[int]
    partial_bytes: Mapped[int]
    trash_bytes: Mapped[int]
    free_bytes: Mapped[int]
    total_bytes: Mapped[int]


async def note(
    session: AsyncSession,
    node: str,
    sample: Sample,
    offered_as: Callable[[AsyncSession], Awaitable[Mapping[str, str]]],
) -> None:
    """Keep the first sample of each day, and one when much has changed since the last one.

    Args:
        offered_as: As in `Describer`; asked only for a sample that is kept.
    """
    last = await _newest(session, node)
    if last is not None and not _is_notable(last, sample):
        return
    totals = await sums.totals(session, node)
    groups = await as_offered(session, node, totals.groups, await offered_as(session))
    sample = replace(sample, by_type=by_type(groups))
    names = Sample.__dataclass_fields__
    session.add(SampleRow(node=node, **{name: getattr(sample, name) for name in names}))
    oldest = sample.taken_at - timedelta(days=KEPT_DAYS)
    await session.execute(
        delete(SampleRow).where(SampleRow.node == node, SampleRow.taken_at < oldest)
    )


async def since(session: AsyncSession, node: str, moment: datetime) -> list[Sample]:
    """The samples of a node from a moment on, the oldest first."""
    rows = await session.scalars(
        select(SampleRow)
        .where(SampleRow.node == node, SampleRow.taken_at >= moment)
        .order_by(SampleRow.taken_at)
    )
    return [_sample(row) for row in rows]


async def _newest(session: AsyncSession, node: str) -> Sample | None:
    row = await session.scalar(
        select(SampleRow).where(SampleRow.node == node).order_by(SampleRow.taken_at.desc()).limit(1)
    )
    return None if row is None else _sample(row)


def _sample(row: SampleRow) -> Sample:
    return Sample(**{name: getattr(row, name) for name in Sample.__dataclass_fields__})


def _is_notable(last: Sample, new: Sample) -> bool:
    if new.taken_at.date() != last.taken_at.date():
        return True
    change = abs(new.ours_bytes - last.ours_bytes)
    much = change >= min(NOTABLE_BYTES, max(1, NOTABLE_SHARE * last.ours_bytes))
    return much and new.taken_at - last.taken_at >= APART
