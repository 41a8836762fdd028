"""What is known of extra caches: their tables, and all SQL on them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.cache.inventory.models import InventoryRow
from modelshelf.cache.reading.repo import Known, RepoOnDisk, Status
from modelshelf.hub.layout import MODEL
from modelshelf.kit.database import Base
from modelshelf.kit.upsert import upsert


class ExtraCacheRow(Base):
    """An extra cache of a node.

    Attributes:
        warning: Why it could not be read the last time; what it held before is still listed.
        looked_at: When it was read last.
    """

    __tablename__ = "extra_caches"

    node: Mapped[str] = mapped_column(primary_key=True)
    cache_dir: Mapped[str] = mapped_column(primary_key=True)
    warning: Mapped[str | None]
    looked_at: Mapped[datetime | None]


class ExtraModelRow(Base):
    """A model in an extra cache, as it was read last; the columns are those of `RepoOnDisk`."""

    __tablename__ = "extra_models"

    node: Mapped[str] = mapped_column(primary_key=True)
    cache_dir: Mapped[str] = mapped_column(primary_key=True)
    model_id: Mapped[str] = mapped_column(primary_key=True)
    folder: Mapped[str]
    status: Mapped[str]
    revision: Mapped[str | None]
    shas: Mapped[list[Any]]
    size_bytes: Mapped[int]
    signature: Mapped[str]


_BEST_FIRST = (
    case((ExtraModelRow.status == Status.INSTALLED, 0), else_=1),
    ExtraModelRow.size_bytes.desc(),
    ExtraModelRow.cache_dir,
)


async def known(session: AsyncSession, node: str, cache_dir: str) -> dict[str, Known]:
    """How every model of a cache was when it was read last, by its folder."""
    rows = await session.scalars(select(ExtraModelRow).where(*_of(node, cache_dir)))
    return {row.folder: Known(row.signature, tuple(row.shas)) for row in rows}


async def save(
    session: AsyncSession, node: str, cache_dir: str, found: Mapping[str, RepoOnDisk | None]
) -> None:
    """Write what was read, by its folder; None for what is gone."""
    gone = [folder for folder, repo in found.items() if repo is None]
    await session.execute(
        delete(ExtraModelRow).where(*_of(node, cache_dir), ExtraModelRow.folder.in_(gone))
    )
    rows = [
        {
            "node": node,
            "cache_dir": cache_dir,
            "model_id": repo.model_id,
            "folder": folder,
            "status": repo.status,
            "revision": repo.revision,
            "shas": [revision.sha for revision in repo.revisions],
            "size_bytes": repo.size_bytes,
            "signature": repo.signature,
        }
        for folder, repo in found.items()
        if repo is not None
    ]
    await upsert(session, ExtraModelRow, rows)


async def note(
    session: AsyncSession, node: str, cache_dir: str, warning: str | None, moment: datetime
) -> bool:
    """Write down how a look at a cache went; whether that is another answer than before."""
    row = await session.get(ExtraCacheRow, (node, cache_dir))
    if row is None:
        row = ExtraCacheRow(node=node, cache_dir=cache_dir, warning=None, looked_at=None)
        session.add(row)
        changed = True
    else:
        changed = row.warning != warning
    row.warning = warning
    if warning is None:
        row.looked_at = moment
    return changed


async def known_caches(session: AsyncSession, node: str) -> set[str]:
    """The folders of a node's extra caches that something is known of."""
    return set(
        await session.scalars(select(ExtraCacheRow.cache_dir).where(ExtraCacheRow.node == node))
    )


async def forget_others(session: AsyncSession, node: str, cache_dirs: Collection[str]) -> None:
    """Forget caches that are named no more."""
    for table in (ExtraModelRow, ExtraCacheRow):
        await session.execute(
            delete(table).where(table.node == node, table.cache_dir.not_in(cache_dirs))
        )


async def caches(session: AsyncSession, node: str) -> list[tuple[ExtraCacheRow, int, int]]:
    """The extra caches of a node, each with how many models it holds, and their bytes."""
    rows = await session.scalars(
        select(ExtraCacheRow).where(ExtraCacheRow.node == node).order_by(ExtraCacheRow.cache_dir)
    )
    sums = await session.execute(
        select(ExtraModelRow.cache_dir, func.count(), func.sum(ExtraModelRow.size_bytes))
        .where(ExtraModelRow.node == node)
        .group_by(ExtraModelRow.cache_dir)
    )
    held = {cache_dir: (count, int(size_bytes)) for cache_dir, count, size_bytes in sums}
    return [(row, *held.get(row.cache_dir, (0, 0))) for row in rows]


async def warnings(session: AsyncSession, node: str) -> list[str]:
    found = await session.scalars(
        select(ExtraCacheRow.warning)
        .where(ExtraCacheRow.node == node, ExtraCacheRow.warning.is_not(None))
        .order_by(ExtraCacheRow.cache_dir)
    )
    return [warning for warning in found if warning]


async def by_id(
    session: AsyncSession, node: str, model_ids: Sequence[str]
) -> dict[str, list[ExtraModelRow]]:
    """Where else each of these models lies: first where it is whole, or else most of it is."""
    rows = await session.scalars(
        select(ExtraModelRow)
        .where(ExtraModelRow.node == node, ExtraModelRow.model_id.in_(model_ids))
        .order_by(*_BEST_FIRST)
    )
    found: dict[str, list[ExtraModelRow]] = {}
    for row in rows:
        found.setdefault(row.model_id, []).append(row)
    return found


async def only_there(session: AsyncSession, node: str) -> dict[str, int]:
    """The models that lie in extra caches and not in the node's own, each with what it takes there:
    where it is whole, or else where most of it is."""
    own = exists().where(
        InventoryRow.node == node,
        InventoryRow.kind == MODEL,
        InventoryRow.model_id == ExtraModelRow.model_id,
    )
    query = (
        select(ExtraModelRow.model_id, ExtraModelRow.size_bytes)
        .where(ExtraModelRow.node == node, ~own)
        .order_by(*_BEST_FIRST)
    )
    found: dict[str, int] = {}
    for model_id, size_bytes in await session.execute(query):
        found.setdefault(model_id, size_bytes)
    return found


def _of(node: str, cache_dir: str) -> tuple[Any, Any]:
    return ExtraModelRow.node == node, ExtraModelRow.cache_dir == cache_dir
