"""Why something in the cache must stay, as far as the tables know."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.removing.leftovers import Needs
from modelshelf.hub.layout import RepoFolder
from modelshelf.operations import repository as operations
from modelshelf.usage import pins
from modelshelf.usage.leases import held_files
from modelshelf.usage.revisions import revisions_in_use


@dataclass(frozen=True, slots=True)
class KnownNeeds:
    """Attributes:
    busy: Repositories that an operation occupies, as `RepoFolder.hub_path` names them: what looks
        left over may be what it is about.
    revisions: Commits of each model that collections were built on, or that it is pinned to.
    whole: Folders whose revision that programs load is complete.
    """

    busy: frozenset[str]
    revisions: Mapping[str, frozenset[str | None]]
    whole: frozenset[str]

    def of(self, folder: RepoFolder) -> Needs:
        revisions = self.revisions.get(folder.hub_path, frozenset())
        return Needs(revisions, folder.root.name in self.whole)

    def unless_busy(self, folder: RepoFolder) -> Needs | None:
        return None if folder.hub_path in self.busy else self.of(folder)


async def read_needs(session: AsyncSession, node: str) -> KnownNeeds:
    in_use = await revisions_in_use(session)
    pinned = await pins.all_pinned(session, node)
    held: dict[str, set[str | None]] = {model_id: {sha} for model_id, sha in pinned.items()}
    return KnownNeeds(
        busy=frozenset(await operations.busy_models(session, node)),
        revisions={
            model_id: frozenset(in_use.get(model_id, set()) | held.get(model_id, set()))
            for model_id in {*in_use, *held}
        },
        whole=frozenset(await inventory.whole_folders(session, node)),
    )


def is_open(path: Path) -> bool:
    """Whether some program surely has a file open. Blocks: use a thread."""
    held = held_files([os.fspath(path)])
    return bool(held) and held.certain
