"""A model's own page: what the list says of it, and what lies on the disk."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import UUID

from modelshelf.cache.reading.repo import RepoOnDisk, printable
from modelshelf.cache.reading.walk import walk_files
from modelshelf.hub.layout import RepoFolder, check_listed_id
from modelshelf.hub.reference import page_at_hub
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.library.listing import Page, read_one
from modelshelf.registry.curated import Curated
from modelshelf.registry.loading import Loading, read_loading
from modelshelf.upkeep.updates.schemas import UpdateOut
from modelshelf.upkeep.updates.service import looked_up
from modelshelf.usage import pins

_MOST_FILES = 20_000


@dataclass(frozen=True, slots=True)
class File:
    """A file of a snapshot. `size_bytes` is None where it cannot be read: a link to nothing."""

    path: str
    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class Details:
    """Attributes:
    page: The list's own page of this one model.
    cache_dir: Where downloads go to.
    folder, snapshot: Where it lies; None where it does not.
    files: Those of the revision that programs load, by path.
    loading: What its files tell those who load it; None where it does not lie here.
    hub_page: The address of its page at the Hub.
    update: What the Hub said last about a newer revision; None where nobody asked.
    """

    page: Page
    cache_dir: Path
    folder: Path | None
    snapshot: Path | None
    files: Sequence[File]
    loading: Loading | None
    hub_page: str
    pinned_revision: str | None
    update: UpdateOut | None

    @property
    def repo(self) -> RepoOnDisk | None:
        return self.page.entries[0].on_disk

    @property
    def refs_by_sha(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = defaultdict(list)
        for name, sha in (self.repo.refs if self.repo else {}).items():
            names[sha].append(name)
        return names


async def read_details(
    database: Database, curated: Curated, settings: Settings, owner_id: UUID, model_id: str
) -> Details:
    """Everything here about one model, which may be one that nobody has offered or downloaded.

    Raises:
        InvalidModelId.
    """
    check_listed_id(model_id)
    async with database.read() as session:
        page = await read_one(session, curated, settings.node, owner_id, model_id)
        held = await pins.pinned(session, settings.node, [model_id])
        known = await looked_up(session, settings.node, model_id)
    repo = page.entries[0].on_disk
    folder = RepoFolder(settings.cache_dir, model_id) if repo else None
    snapshot = folder.snapshot(repo.revision) if folder and repo and repo.revision else None
    files, loading = await asyncio.to_thread(_look_at, snapshot) if snapshot else ((), None)
    return Details(
        page=page,
        cache_dir=settings.cache_dir,
        folder=folder.root if folder else None,
        snapshot=snapshot,
        files=files,
        loading=loading,
        hub_page=page_at_hub(settings.hub_endpoint, model_id),
        pinned_revision=held.get(model_id),
        update=UpdateOut.of(known[0]) if known else None,
    )


def _look_at(snapshot: Path) -> tuple[list[File], Loading | None]:
    if snapshot.is_symlink() or snapshot.parent.is_symlink():
        return [], None  # What lies elsewhere is nobody's to see here.
    return files_in(snapshot), read_loading(str(snapshot))


def files_in(snapshot: Path) -> list[File]:
    found = []
    for path, entry in islice(walk_files(str(snapshot)), _MOST_FILES):
        size_bytes = None
        with suppress(OSError):
            size_bytes = entry.stat().st_size
        found.append(File(printable(path), size_bytes))
    return sorted(found, key=lambda file: file.path)
