"""Mending a model: what is missing or wrong is fetched, and nothing else.

A repair is a download of the commit that is on the disk, of the files that lie there and those
that are missing. The download itself fetches only what is not there at its exact size, and throws
away first what a checksum has condemned.
"""

import asyncio
from pathlib import Path

from modelshelf.audit.deeds import Actor
from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.reading.repo import RepoOnDisk, Status
from modelshelf.cache.reading.walk import walk_files
from modelshelf.downloads.service import Downloads
from modelshelf.hub.door import check_revision
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.plan import Paths, Selection
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Conflict
from modelshelf.kit.settings import Settings
from modelshelf.operations.begin import Tell
from modelshelf.operations.models import Operation
from modelshelf.upkeep.on_disk import on_disk


class NotRepairable(Conflict):
    code = "not_repairable"
    title = "A download cannot mend it"


class Repairs:
    """Repairs the models of one node."""

    def __init__(self, database: Database, settings: Settings, downloads: Downloads) -> None:
        self._database = database
        self._settings = settings
        self._downloads = downloads

    async def start(
        self,
        model_id: str,
        revision: str | None = None,
        *,
        by: Actor,
        confirmed: bool = False,
        tell: Tell | None = None,
    ) -> Operation | None:
        """Ask for a repair.

        Args:
            revision: The commit to mend, one of those on the disk; default: the one that programs
                load.
            confirmed: Somebody was told of its risks and wants it.
            tell: As in `operations.begin`.

        Returns:
            A download, or the one under way; None when nothing is missing or wrong.

        Raises:
            InvalidModelId, NotInstalled, NotRepairable, and what `Downloads.start` raises.
        """
        if revision is not None:
            check_revision(revision)
        repo = await on_disk(self._database, self._settings, model_id)
        if repo.status is Status.INSTALLED and revision is None:
            return None
        sha = revision or repo.revision
        selection = await asyncio.to_thread(self._selection, repo, sha)
        operation = await self._downloads.start(
            model_id, sha, selection, by=by, confirmed=confirmed, tell=tell
        )
        if operation is None and repo.status is Status.DAMAGED and revision is None:
            raise NotRepairable(
                f"Every file of {model_id} is there as it should be, and still something is "
                f"wrong: {' '.join(repo.problems)} Mend it by hand, or delete the model and "
                "download it again."
            )
        return operation

    async def needing(self) -> list[str]:
        """Models on the disk that are partial or damaged, by id."""
        async with self._database.read() as session:
            repos = await inventory.list_repos(session, self._settings.node, "model")
        return [r.model_id for r in repos if r.status in (Status.PARTIAL, Status.DAMAGED)]

    def _selection(self, repo: RepoOnDisk, sha: str | None) -> Selection:
        if sha is None:
            return "needed"
        folder = RepoFolder(self._settings.cache_dir, repo.model_id)
        here = _paths_in(folder.snapshot(sha))
        missing = frozenset(repo.missing) if sha == repo.revision else frozenset()
        # A snapshot of which no file is known to be missing may still be no model.
        return Paths(here | missing, needed=repo.status is Status.PARTIAL and not missing)


def _paths_in(snapshot: Path) -> frozenset[str]:
    """All that lies in a snapshot, links to nothing as well."""
    return frozenset(path for path, _ in walk_files(str(snapshot)))
