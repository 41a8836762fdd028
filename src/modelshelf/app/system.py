"""`GET /system`: what runs here, on what, and how it is set."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field

from modelshelf.accounts.access import Viewer
from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.inventory.repository import CacheState
from modelshelf.cache.reading.disk import Disk
from modelshelf.kit.settings import Settings
from modelshelf.kit.shown import Shown, shown_settings
from modelshelf.kit.web import DatabaseOf, SettingsOf
from modelshelf.machine.accelerators import Accelerator
from modelshelf.machine.memory import Memory
from modelshelf.machine.report import installed_versions
from modelshelf.operations import nodes
from modelshelf.operations.nodes import Node

router = APIRouter(tags=["system"])


class NodeDiskOut(BaseModel):
    free_bytes: int
    total_bytes: int = Field(description="Without what the file system keeps for root.")


class NodeMemoryOut(BaseModel):
    total_bytes: int = Field(description="What programs there may take together.")
    available_bytes: int
    limited: bool = Field(description="Whether a container or service allows less than there is.")


class AcceleratorOut(BaseModel):
    kind: Literal["nvidia", "apple"]
    name: str
    total_bytes: int
    free_bytes: int
    unified: bool = Field(description="Its memory is part of the main memory.")


class NodeOut(BaseModel):
    """A machine with a cache; what its worker has not told yet is null."""

    name: str
    at_work: bool = Field(description="Whether its worker lives.")
    seen_at: datetime
    cache_dir: str | None
    disk: NodeDiskOut | None
    memory: NodeMemoryOut | None
    accelerators: list[AcceleratorOut] | None
    cores: int | None
    system: str | None
    versions: dict[str, str] | None

    @classmethod
    def of(cls, node: Node, cache: CacheState | None) -> Self:
        machine = node.machine
        return cls(
            name=node.name,
            at_work=node.at_work,
            seen_at=node.seen_at,
            cache_dir=cache.cache_dir if cache else None,
            disk=_disk(cache.disk) if cache else None,
            memory=_memory(machine.memory) if machine else None,
            accelerators=[_accelerator(a) for a in machine.accelerators] if machine else None,
            cores=machine.cores if machine else None,
            system=machine.system if machine else None,
            versions=dict(machine.versions) if machine else None,
        )


class SettingOut(BaseModel):
    name: str
    value: str | int | bool | None = Field(description="Of a secret only `set`, or null.")
    is_default: bool
    is_secret: bool
    description: str

    @classmethod
    def of(cls, shown: Shown) -> Self:
        return cls.model_validate(shown, from_attributes=True)


class System(BaseModel):
    """`disk`, `memory` and `accelerators` are those of the server's own node."""

    node: str
    versions: dict[str, str]
    database: Literal["sqlite", "postgresql"]
    hub_endpoint: str
    offline: bool
    disk: NodeDiskOut | None
    memory: NodeMemoryOut | None
    accelerators: list[AcceleratorOut] | None
    nodes: list[NodeOut]
    settings: list[SettingOut] | None = Field(description="For administrators only.")

    @classmethod
    def of(
        cls,
        settings: Settings,
        found: list[NodeOut],
        versions: Mapping[str, str],
        *,
        is_sqlite: bool,
        with_settings: bool,
    ) -> Self:
        own = next((node for node in found if node.name == settings.node), None)
        shown = [SettingOut.of(each) for each in shown_settings(settings)]
        return cls(
            node=settings.node,
            versions=dict(versions),
            database="sqlite" if is_sqlite else "postgresql",
            hub_endpoint=settings.hub_endpoint,
            offline=settings.offline,
            disk=own.disk if own else None,
            memory=own.memory if own else None,
            accelerators=own.accelerators if own else None,
            nodes=found,
            settings=shown if with_settings else None,
        )


@router.get("/system")
async def system(viewer: Viewer, database: DatabaseOf, settings: SettingsOf) -> System:
    """Nothing is measured for this: each node's worker tells what its machine is."""
    async with database.read() as session:
        known = await nodes.all_nodes(session)
        found = [NodeOut.of(n, await inventory.get_state(session, n.name)) for n in known]
    return System.of(
        settings,
        found,
        installed_versions(),
        is_sqlite=database.is_sqlite,
        with_settings=viewer.is_admin,
    )


def _disk(disk: Disk) -> NodeDiskOut:
    return NodeDiskOut.model_validate(disk, from_attributes=True)


def _memory(memory: Memory) -> NodeMemoryOut:
    return NodeMemoryOut.model_validate(memory, from_attributes=True)


def _accelerator(accelerator: Accelerator) -> AcceleratorOut:
    return AcceleratorOut.model_validate(accelerator, from_attributes=True)
