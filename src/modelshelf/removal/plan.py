"""What a deletion would free, and what stands against it."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.errors import NotInstalled
from modelshelf.cache.inventory.sight import check_in_sight
from modelshelf.cache.removing.remove import footprint
from modelshelf.hub.layout import RepoFolder, check_listed_id
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations import nodes, repository
from modelshelf.operations.owner import Owner
from modelshelf.operations.service import ModelBusy
from modelshelf.removal.errors import ModelInUse
from modelshelf.removal.same_again import restore_command
from modelshelf.usage.processes import LiveUse, Process, live_use
from modelshelf.usage.service import users_of


class BlockerKind(StrEnum):
    COLLECTION = "collection"
    OPERATION = "operation"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that needs the model as it is.

    Attributes:
        owner: A user's name, where there is one: of a process a user of the machine.
        pid: Of a process.
    """

    kind: BlockerKind
    name: str
    owner: str | None
    detail: str
    pid: int | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen of a model on its node.

    Attributes:
        freed_bytes: What the disk gains; content shared with other repositories stays.
        processes: The programs that have it open.
        warnings: What a person should know first.
        unseen_use: Why more programs may have it open; None where all were seen.
        revision: The commit that is on disk, if it is one that can be fetched again.
    """

    model_id: str
    freed_bytes: int
    processes: tuple[Blocker, ...]
    warnings: tuple[str, ...]
    unseen_use: str | None
    revision: str | None


@dataclass(frozen=True, slots=True)
class RemovalPlan(Sight):
    """Attributes:
    blocked_by: All that stands against it, the programs among it.
    restore_command: What fetches the same files of it again.
    """

    blocked_by: tuple[Blocker, ...]
    restore_command: str | None


async def make_plan(database: Database, settings: Settings, model_id: str) -> RemovalPlan:
    """Raises: InvalidModelId, NotInstalled."""
    seen = await look(database, settings, model_id)
    async with database.read() as session:
        blocked_by = await blockers(session, settings.node, model_id)
        command = await restore_command(session, settings.node, model_id, seen.revision)
    return RemovalPlan(
        model_id,
        seen.freed_bytes,
        seen.processes,
        seen.warnings,
        seen.unseen_use,
        seen.revision,
        blocked_by=(*blocked_by, *seen.processes),
        restore_command=command,
    )


async def look(database: Database, settings: Settings, model_id: str) -> Sight:
    """Raises: InvalidModelId, NotInstalled, CacheAway."""
    check_listed_id(model_id)
    async with database.read() as session:
        worker = await nodes.worker_of(session, settings.node)
    try:
        return await asyncio.to_thread(_look, settings, model_id, worker)
    except NotInstalled:
        await check_in_sight(database, settings.cache_dir, settings.node)
        raise


def _look(settings: Settings, model_id: str, worker: Owner | None) -> Sight:
    on_disk = footprint(settings.cache_dir, model_id)
    in_use = look_for_use(settings, model_id, worker)
    return Sight(
        model_id,
        on_disk.freed_bytes,
        tuple(map(as_blocker, in_use.processes)),
        on_disk.warnings,
        in_use.unseen,
        on_disk.restore_revision,
    )


def look_for_use(settings: Settings, model_id: str, worker: Owner | None) -> LiveUse:
    """Which programs have the model open on its node; Modelshelf's own work does not count.
    Blocks: use a thread.

    Args:
        worker: The node's worker, if one is at work.
    """
    if worker is not None and not worker.is_here:
        return LiveUse(
            unseen=f"The programs of {settings.node} cannot be seen from here. Its worker looks "
            "once more before it deletes."
        )
    ours = {os.getpid()} | ({worker.pid} if worker else set())
    return live_use(RepoFolder(settings.cache_dir, model_id).root, ours)


def as_blocker(process: Process) -> Blocker:
    return Blocker(
        BlockerKind.PROCESS,
        process.command,
        process.user,
        "Stop that program first."
        if process.pid
        else "It has it open. Which it is, only its user or root can see (`lsof`, `fuser`).",
        process.pid,
    )


async def collections_of(session: AsyncSession, model_id: str) -> tuple[Blocker, ...]:
    return tuple(
        Blocker(
            BlockerKind.COLLECTION,
            use.name,
            use.owner,
            f"It uses the model as {use.role_of_model}. Change or remove the collection first.",
        )
        for use in await users_of(session, model_id)
    )


async def blockers(session: AsyncSession, node: str, model_id: str) -> tuple[Blocker, ...]:
    """The collections that use a model, and the operation that occupies it."""
    collections = await collections_of(session, model_id)
    running = await repository.active_on(session, node, model_id)
    if running is None:
        return collections
    operation = Blocker(
        BlockerKind.OPERATION,
        f"{running.kind} ({running.status})",
        running.requested_by,
        "Wait until it ends, or cancel it.",
    )
    return (*collections, operation)


def refuse_blocked(model_id: str, blocked_by: Sequence[Blocker], *, forced: bool = False) -> None:
    """Raise what stands against a deletion; a forced one heeds no processes, but all else.

    Raises:
        ModelInUse, ModelBusy.
    """
    by_kind = {kind: [b for b in blocked_by if b.kind is kind] for kind in BlockerKind}
    collections, processes = by_kind[BlockerKind.COLLECTION], by_kind[BlockerKind.PROCESS]
    facts = {
        "collections": [{"name": b.name, "owner": b.owner} for b in collections],
        "processes": [{"pid": b.pid, "command": b.name, "user": b.owner} for b in processes],
    }
    if collections:
        named = ", ".join(f"{b.name} ({b.owner})" for b in collections)
        raise ModelInUse(
            f"{model_id} is used by {named}. Change or remove these collections first.", **facts
        )
    for blocker in by_kind[BlockerKind.OPERATION]:
        raise ModelBusy(f"{model_id} is busy: {blocker.name}. {blocker.detail}")
    if processes and not forced:
        named = ", ".join(
            f"{b.name} (process {b.pid} of {b.owner})" if b.pid else b.name for b in processes
        )
        raise ModelInUse(
            f"{model_id} is open in {named}. Stop that first; an administrator can also delete it "
            "all the same.",
            **facts,
        )
