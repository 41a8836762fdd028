"""What a deletion would free, and what stands against it."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.remove import footprint
from modelshelf.hub.door import check_model_id
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations import repository
from modelshelf.usage.service import users_of


class BlockerKind(StrEnum):
    COLLECTION = "collection"
    OPERATION = "operation"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that needs the model as it is; `owner` is a user's name where there is one."""

    kind: BlockerKind
    name: str
    owner: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class RemovalPlan:
    """Attributes:
    freed_bytes: What the disk gains; content shared with other repositories stays.
    warnings: What a person should know first.
    revision: The commit that is on disk, if it is one that can be fetched again.
    """

    model_id: str
    freed_bytes: int
    blocked_by: tuple[Blocker, ...]
    warnings: tuple[str, ...]
    revision: str | None

    @property
    def restore_command(self) -> str | None:
        if self.revision is None:
            return None
        return f"modelshelf pull {self.model_id} --revision {self.revision}"


async def make_plan(database: Database, settings: Settings, model_id: str) -> RemovalPlan:
    """Raises: InvalidModelId, NotInstalled."""
    check_model_id(model_id)
    on_disk = await asyncio.to_thread(footprint, settings.cache_dir, model_id)
    async with database.read() as session:
        blocked_by = await blockers(session, settings.node, model_id)
    return RemovalPlan(
        model_id=model_id,
        freed_bytes=on_disk.freed_bytes,
        blocked_by=blocked_by,
        warnings=on_disk.warnings,
        revision=on_disk.restore_revision,
    )


async def blockers(session: AsyncSession, node: str, model_id: str) -> tuple[Blocker, ...]:
    collections = [
        Blocker(
            BlockerKind.COLLECTION,
            use.name,
            use.owner,
            f"It uses the model as {use.role_of_model}. Change or remove the collection first.",
        )
        for use in await users_of(session, model_id)
    ]
    running = await repository.active_on(session, node, model_id)
    if running is None:
        return tuple(collections)
    operation = Blocker(
        BlockerKind.OPERATION,
        f"{running.kind} ({running.status})",
        running.requested_by,
        "Wait until it ends, or cancel it.",
    )
    return (*collections, operation)
