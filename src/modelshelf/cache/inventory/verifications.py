"""What checksums said about the files of models: the SQL of it.

Whether bytes are right is known only to who read them all, which takes minutes to hours. So the
verdict is kept here, and whoever judges a model by looking at its folder asks for it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.inventory.models import DamagedFileRow, VerificationRow
from modelshelf.cache.reading.condemned import Condemned, Damage
from modelshelf.hub.door import HubFile
from modelshelf.kit.clock import now
from modelshelf.kit.upsert import upsert


@dataclass(frozen=True, slots=True)
class Verification:
    """A model of which every byte was read, where it lies or while it came.

    Attributes:
        checked_bytes: How much of it could be compared with a checksum.
        unproven: Paths of which no checksum is known.
    """

    verified_at: datetime
    file_count: int
    checked_bytes: int
    unproven: tuple[str, ...]


async def find(
    session: AsyncSession, node: str, model_ids: Collection[str]
) -> dict[str, Verification]:
    rows = await session.scalars(
        select(VerificationRow).where(
            _of(VerificationRow, node, model_ids), VerificationRow.gone_at.is_(None)
        )
    )
    return {
        row.model_id: Verification(
            row.verified_at, row.file_count, row.checked_bytes, tuple(row.unproven)
        )
        for row in rows
    }


async def damaged(
    session: AsyncSession, node: str, model_ids: Collection[str] | None = None
) -> dict[str, list[Damage]]:
    """What is wrong with these models, or with any; those without damage are left out."""
    query = select(DamagedFileRow).where(DamagedFileRow.node == node)
    if model_ids is not None:
        query = query.where(DamagedFileRow.model_id.in_(model_ids))
    rows = await session.scalars(query.order_by(DamagedFileRow.place))
    found: dict[str, list[Damage]] = {}
    for row in rows:
        damage = Damage(row.place, tuple(row.paths), row.stamp)
        found.setdefault(row.model_id, []).append(damage)
    return found


async def condemned(
    session: AsyncSession, node: str, model_ids: Collection[str]
) -> dict[str, Condemned]:
    """Places that must not be believed; models without any are left out."""
    rows = await session.execute(
        select(DamagedFileRow.model_id, DamagedFileRow.place).where(
            _of(DamagedFileRow, node, model_ids)
        )
    )
    places: dict[str, set[str]] = {}
    for model_id, place in rows:
        places.setdefault(model_id, set()).add(place)
    return {model_id: frozenset(found) for model_id, found in places.items()}


async def condemned_ids(session: AsyncSession, node: str) -> set[str]:
    """The models of which a place must not be believed."""
    query = select(DamagedFileRow.model_id).where(DamagedFileRow.node == node).distinct()
    return set(await session.scalars(query))


async def condemn(session: AsyncSession, node: str, model_id: str, damage: Damage) -> None:
    row = {
        "node": node,
        "model_id": model_id,
        "place": damage.place,
        "paths": list(damage.paths),
        "stamp": damage.stamp,
        "found_at": now(),
    }
    await upsert(session, DamagedFileRow, [row])


async def absolve(session: AsyncSession, node: str, model_id: str, places: Iterable[str]) -> None:
    """These files were replaced, or are right after all."""
    await session.execute(
        delete(DamagedFileRow).where(
            _of(DamagedFileRow, node, [model_id]), DamagedFileRow.place.in_(list(places))
        )
    )


async def conclude(session: AsyncSession, node: str, model_id: str, result: Verification) -> None:
    """A model was read to its end."""
    row = {
        "node": node,
        "model_id": model_id,
        "verified_at": result.verified_at,
        "file_count": result.file_count,
        "checked_bytes": result.checked_bytes,
        "unproven": list(result.unproven),
        "gone_at": None,
        "back_at": None,
    }
    await upsert(session, VerificationRow, [row])


async def compared(
    session: AsyncSession, node: str, model_id: str, files: Iterable[HubFile]
) -> None:
    """These files are all of a model, and each was compared with its checksum while it came."""
    sizes = {file.blob: file.size_bytes for file in files}
    result = Verification(now(), len(sizes), sum(sizes.values()), unproven=())
    await conclude(session, node, model_id, result)


async def forget(
    session: AsyncSession, node: str, model_ids: Sequence[str], seen_at: datetime
) -> None:
    """The models are gone from the disk, and with them that they were verified; see `bring_back`.

    What was condemned stays so: a removal may be undone, and a download clears its own files.

    Args:
        seen_at: When they were seen to be gone: what was verified or brought back since then has
            come since then.
    """
    row = VerificationRow
    await session.execute(
        update(row)
        .where(
            _of(row, node, model_ids),
            row.gone_at.is_(None),
            func.coalesce(row.back_at, row.verified_at) < seen_at,
        )
        .values(gone_at=now())
    )


async def bring_back(
    session: AsyncSession, node: str, model_id: str, since: datetime, until: datetime
) -> None:
    """A model that was taken away between these moments lies there again, as verified as it was.

    Only the last one of its id that went is remembered: another one counts as never verified.
    """
    row = VerificationRow
    await session.execute(
        update(row)
        .where(_of(row, node, [model_id]), row.gone_at.between(since, until))
        .values(gone_at=None, back_at=now())
    )


def _of(
    table: type[VerificationRow] | type[DamagedFileRow], node: str, model_ids: Collection[str]
) -> ColumnElement[bool]:
    return and_(table.node == node, table.model_id.in_(model_ids))
