"""The SQL of the inventory: its rows, and when a node last looked at its disk.

Pages of it, its sums, its history, planned listings, verdicts and last uses have modules of these
names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.inventory.models import CacheStateRow, InventoryRow
from modelshelf.cache.reading.disk import Disk, DiskMark
from modelshelf.cache.reading.repo import Description, Known, RepoOnDisk, Revision, Status, name_key
from modelshelf.kit.clock import now
from modelshelf.kit.upsert import upsert


@dataclass(frozen=True, slots=True)
class CacheState:
    """One node's cache as a whole, as its indexer saw it last."""

    node: str
    cache_dir: str
    warnings: tuple[str, ...]
    disk: Disk
    shared_store_bytes: int
    trash_bytes: int
    indexed_at: datetime
    disk_mark: DiskMark | None = None


async def save_repos(session: AsyncSession, node: str, repos: Iterable[RepoOnDisk]) -> None:
    """Insert or replace the rows of these repositories."""
    indexed_at = now()
    rows = [_row(repo) | {"node": node, "indexed_at": indexed_at} for repo in repos]
    await upsert(session, InventoryRow, rows)


async def delete_repos(session: AsyncSession, node: str, folders: Sequence[str]) -> None:
    await session.execute(
        delete(InventoryRow).where(InventoryRow.node == node, InventoryRow.folder.in_(folders))
    )


async def get_repo(
    session: AsyncSession, node: str, model_id: str, kind: str = "model"
) -> RepoOnDisk | None:
    row = await session.get(InventoryRow, (node, kind, model_id))
    return None if row is None else repo_of(row)


async def known_repos(session: AsyncSession, node: str) -> dict[str, Known]:
    """How every repository of a node was when it was read last, by its folder."""
    query = select(InventoryRow.folder, InventoryRow.signature, InventoryRow.revisions)
    return {
        folder: Known(signature, tuple(revision["sha"] for revision in revisions))
        for folder, signature, revisions in await session.execute(
            query.where(InventoryRow.node == node)
        )
    }


async def not_described(
    session: AsyncSession, node: str, rules: str, limit: int, among: Sequence[str] | None = None
) -> list[tuple[str, str, str]]:
    """Folder, id and revision of models that nobody has described by these rules.

    Args:
        among: Look at the rows of these folders alone.
    """
    row = InventoryRow
    query = select(row.folder, row.model_id, row.revision).where(
        row.node == node,
        row.kind == "model",
        row.described_by != rules,
        row.revision.is_not(None),
    )
    if among is not None:
        query = query.where(row.folder.in_(among))
    found = await session.execute(query.limit(limit))
    return [(folder, model_id, revision or "") for folder, model_id, revision in found]


async def describe(
    session: AsyncSession, node: str, descriptions: Mapping[str, Description]
) -> None:
    """Write what models are, by their folders."""
    rows = [
        {
            "in_folder": folder,
            "model_type": found.model_type,
            "traits": found.traits,
            "described_by": found.rules,
        }
        for folder, found in descriptions.items()
    ]
    if rows:
        # The table and not its class: one statement for all rows, and not one for each.
        table = cast(Table, InventoryRow.__table__)
        connection = await session.connection()
        await connection.execute(
            update(table)
            .where(table.c.node == node, table.c.folder == bindparam("in_folder"))
            .values({name: bindparam(name) for name in rows[0] if name != "in_folder"}),
            rows,
        )


async def repos_in(
    session: AsyncSession, node: str, folders: Sequence[str]
) -> dict[str, RepoOnDisk]:
    """What the table says of these folders."""
    query = select(InventoryRow).where(InventoryRow.node == node, InventoryRow.folder.in_(folders))
    return {row.folder: repo_of(row) for row in await session.scalars(query)}


async def list_repos(session: AsyncSession, node: str, kind: str | None = None) -> list[RepoOnDisk]:
    """Everything on a node's disk, or all of one kind, by id."""
    query = select(InventoryRow).where(InventoryRow.node == node).order_by(InventoryRow.model_id)
    if kind is not None:
        query = query.where(InventoryRow.kind == kind)
    return [repo_of(row) for row in await session.scalars(query)]


async def whole_folders(session: AsyncSession, node: str) -> set[str]:
    """The folders of a node's cache whose revision that programs load is complete."""
    return set(
        await session.scalars(
            select(InventoryRow.folder).where(
                InventoryRow.node == node, InventoryRow.status == Status.INSTALLED
            )
        )
    )


async def save_state(session: AsyncSession, state: CacheState) -> None:
    row = {
        "node": state.node,
        "cache_dir": state.cache_dir,
        "warnings": list(state.warnings),
        "disk_free_bytes": state.disk.free_bytes,
        "disk_total_bytes": state.disk.total_bytes,
        "disk_mark": state.disk_mark and str(state.disk_mark),
        "shared_store_bytes": state.shared_store_bytes,
        "trash_bytes": state.trash_bytes,
        "indexed_at": state.indexed_at,
    }
    await upsert(session, CacheStateRow, [row])
    session.expire_all()  # The session was passed by, and may hold the row as it was.


async def save_warnings(session: AsyncSession, node: str, warnings: Sequence[str]) -> bool:
    """Write what is wrong, and leave the figures to who writes those; False where there are none
    yet."""
    written = await session.execute(
        update(CacheStateRow)
        .where(CacheStateRow.node == node)
        .values(warnings=list(warnings))
        .returning(CacheStateRow.node)
    )
    return written.first() is not None


async def get_state(session: AsyncSession, node: str) -> CacheState | None:
    """None until the node's first pass is done."""
    row = await session.get(CacheStateRow, node)
    if row is None:
        return None
    return CacheState(
        node=row.node,
        cache_dir=row.cache_dir,
        warnings=tuple(row.warnings),
        disk=Disk(row.disk_free_bytes, row.disk_total_bytes),
        shared_store_bytes=row.shared_store_bytes,
        trash_bytes=row.trash_bytes,
        indexed_at=row.indexed_at,
        disk_mark=DiskMark.read(row.disk_mark) if row.disk_mark else None,
    )


def _row(repo: RepoOnDisk) -> dict[str, Any]:
    # By hand: `asdict` copies everything, which took half the time of a first pass.
    return {
        "model_id": repo.model_id,
        "kind": repo.kind,
        "folder": repo.folder,
        "name": name_key(repo.model_id),
        "status": repo.status,
        "revision": repo.revision,
        "refs": repo.refs,
        "revisions": [
            {"sha": r.sha, "file_count": r.file_count, "size_bytes": r.size_bytes}
            for r in repo.revisions
        ],
        "size_bytes": repo.size_bytes,
        "shared_bytes": repo.shared_bytes,
        "partial_bytes": repo.partial_bytes,
        "missing": repo.missing,
        "problems": repo.problems,
        "last_used_at": repo.last_used_at,
        "modified_at": repo.modified_at,
        "signature": repo.signature,
        "model_type": repo.description.model_type,
        "traits": repo.description.traits,
        "described_by": repo.description.rules,
    }


def repo_of(row: InventoryRow) -> RepoOnDisk:
    return RepoOnDisk(
        model_id=row.model_id,
        kind=row.kind,
        folder=row.folder,
        status=Status(row.status),
        revision=row.revision,
        refs=row.refs,
        revisions=tuple(Revision(**revision) for revision in row.revisions),
        size_bytes=row.size_bytes,
        shared_bytes=row.shared_bytes,
        partial_bytes=row.partial_bytes,
        missing=tuple(row.missing),
        problems=tuple(row.problems),
        last_used_at=row.last_used_at,
        modified_at=row.modified_at,
        signature=row.signature,
        description=Description(row.model_type, row.traits or {}, row.described_by),
        reported_used_at=row.reported_used_at,
    )
