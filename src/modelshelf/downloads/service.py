"""Deciding on a download: what it would fetch, whether it may begin, and beginning it.

A transaction never spans a question to the Hub or the disk: each function asks first and writes
in a short transaction of its own.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.cache.disk import disk_usage
from modelshelf.cache.empty import give_up
from modelshelf.cache.trash import held_bytes
from modelshelf.downloads.errors import InsufficientStorage
from modelshelf.hub.door import Hub, HubFile, check_model_id, check_revision, is_commit
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.plan import Plan, Selection, make_plan
from modelshelf.hub.transfer.remains import on_disk
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.operations import repository
from modelshelf.operations import service as operations
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status

DEFAULT_BRANCH = "main"


@dataclass(frozen=True, slots=True)
class Budget:
    """What the disk can take.

    Attributes:
        free_bytes: Free now.
        trash_bytes: What deleted models hold that can be brought back: it is given up first.
        promised_bytes: What unfinished downloads will still write.
        reserve_bytes: What must stay free.
    """

    free_bytes: int
    trash_bytes: int
    promised_bytes: int
    reserve_bytes: int

    @property
    def to_give_up_bytes(self) -> int:
        """How much of the trash must go, so that what is promised fits."""
        missing = self.reserve_bytes - (self.free_bytes - self.promised_bytes)
        return min(max(missing, 0), self.trash_bytes)

    def after(self, download_bytes: int) -> int:
        """What is free when all is downloaded and the trash is empty."""
        return self.free_bytes + self.trash_bytes - self.promised_bytes - download_bytes

    def fits(self, download_bytes: int) -> bool:
        return download_bytes == 0 or self.after(download_bytes) >= self.reserve_bytes


class Downloads:
    """The downloads of one node, seen from whoever asks for them."""

    def __init__(self, database: Database, hub: Hub, settings: Settings) -> None:
        self._database = database
        self._hub = hub
        self._settings = settings

    async def plan(
        self, model_id: str, revision: str | None = None, selection: Selection = "needed"
    ) -> Plan:
        """What a download would do now. Raises what `Hub.look_up` and `make_plan` raise."""
        repo = await self._hub.look_up(model_id, revision)
        folder = RepoFolder(self._settings.cache_dir, model_id)
        here = await asyncio.to_thread(on_disk, folder, repo.files)
        # Many patterns on many files take a while, in which others want an answer.
        return await asyncio.to_thread(make_plan, repo, selection, here)

    async def budget(self) -> Budget:
        disk = await asyncio.to_thread(disk_usage, self._settings.cache_dir)
        trash_bytes = await asyncio.to_thread(held_bytes, self._settings.cache_dir)
        async with self._database.read() as session:
            promised = await repository.bytes_still_to_come(session, self._settings.node)
        return Budget(disk.free_bytes, trash_bytes, promised, self._settings.disk_reserve)

    async def make_room(self) -> None:
        """Give up as much of the trash as the downloads that were accepted need."""
        budget = await self.budget()
        if budget.to_give_up_bytes:
            await asyncio.to_thread(give_up, self._settings.cache_dir, budget.to_give_up_bytes)

    async def start(
        self,
        model_id: str,
        revision: str | None = None,
        selection: Selection = "needed",
        *,
        by: Actor,
    ) -> Operation | None:
        """Ask for a download.

        Returns:
            Its operation, which is the running one if the model has one (a paused one goes on);
            None when every file is there already.

        Raises:
            What `plan` raises, ModelGated, InsufficientStorage.
        """
        async with audit.refusals(
            self._database, by, Deed.DOWNLOAD_START, model_id, revision=revision
        ):
            return await self._start(model_id, revision, selection, by)

    async def _start(
        self, model_id: str, revision: str | None, selection: Selection, by: Actor
    ) -> Operation | None:
        check_model_id(model_id)
        if revision is not None:
            check_revision(revision)
        if (running := await self._join(model_id, by)) is not None:
            return running
        plan = await self.plan(model_id, revision, selection)
        if plan.repo.gated or plan.repo.private:
            await self._hub.check_access(model_id)
        folder = RepoFolder(self._settings.cache_dir, model_id)
        refs = await asyncio.to_thread(_refs, folder, revision)
        if await asyncio.to_thread(is_installed, folder, plan.repo.sha, plan.wanted, refs):
            return None
        budget = await self.budget()
        if not budget.fits(plan.download_bytes):
            raise _no_space(model_id, plan.download_bytes, budget)
        began_empty = not await asyncio.to_thread(folder.root.exists)
        return await self._create(plan, refs, by, began_empty=began_empty)

    async def under_way(self, model_id: str) -> Operation | None:
        """The operation that occupies the model, if any."""
        async with self._database.read() as session:
            return await repository.active_on(session, self._settings.node, model_id)

    async def _join(self, model_id: str, by: Actor) -> Operation | None:
        """The download of this model that is under way; a paused one is resumed."""
        async with self._database.write() as session:
            row = await repository.active_on(session, self._settings.node, model_id)
            if row is None:
                return None
            if row.kind is not Kind.DOWNLOAD:
                raise operations.ModelBusy.of(row)
            if row.status is Status.PAUSED:
                # Of several who ask at once only one moves it; all get the same operation.
                if await repository.move(session, row.id, Status.PENDING):
                    await audit.record(
                        session, by, Deed.DOWNLOAD_RESUME, model_id, operation_id=row.id
                    )
                await session.refresh(row)
            return row

    async def _create(
        self, plan: Plan, refs: Sequence[str], by: Actor, *, began_empty: bool
    ) -> Operation:
        moment = now()
        row = Operation(
            id=uuid4(),
            node=self._settings.node,
            model_id=plan.repo.model_id,
            kind=Kind.DOWNLOAD,
            status=Status.PENDING,
            sha=plan.repo.sha,
            files=[_file_as_json(file) for file in plan.wanted],
            files_done=[f.bytes_here for f in plan.wanted_files],
            refs=list(refs),
            began_empty=began_empty,
            bytes_total=plan.total_bytes,
            bytes_done=plan.cached_bytes,
            notes=[],
            requested_by=by.label,
            created_at=moment,
            updated_at=moment,
        )
        try:
            async with self._database.write() as session:
                session.add(row)
                await session.flush()
                await audit.record(
                    session,
                    by,
                    Deed.DOWNLOAD_START,
                    row.model_id,
                    operation_id=row.id,
                    revision=row.sha,
                    files=len(row.files),
                    download_bytes=plan.download_bytes,
                )
        except IntegrityError:
            # Somebody asked for the same model at the same moment, and was first.
            if (running := await self._join(plan.repo.model_id, by)) is None:
                raise
            return running
        return row


def is_installed(
    folder: RepoFolder, sha: str, files: Sequence[HubFile], refs: Sequence[str]
) -> bool:
    """Whether a snapshot holds these files at their exact sizes, and the refs point to it."""
    try:
        return all(
            (folder.snapshot(sha) / file.path).stat().st_size == file.size_bytes for file in files
        ) and all(folder.ref(ref).read_text() == sha for ref in refs)
    except OSError:
        return False


def files_of(operation: Operation) -> tuple[HubFile, ...]:
    return tuple(HubFile(**file) for file in operation.files)


def _refs(folder: RepoFolder, revision: str | None) -> tuple[str, ...]:
    """The refs that shall point to the download.

    Whatever is fetched becomes the local `main` too where there is none yet: without it no library
    would find the model by its plain name.
    """
    if revision is None:
        return (DEFAULT_BRANCH,)
    named = () if is_commit(revision) else (revision,)
    if (folder.refs / DEFAULT_BRANCH).exists() or DEFAULT_BRANCH in named:
        return named
    return (*named, DEFAULT_BRANCH)


def _no_space(model_id: str, download_bytes: int, budget: Budget) -> InsufficientStorage:
    missing = budget.reserve_bytes - budget.after(download_bytes)
    return InsufficientStorage(
        f"{model_id} needs {_gb(download_bytes)} and {_gb(missing)} are missing: "
        f"{_gb(budget.free_bytes + budget.trash_bytes)} are free or in the trash, other downloads "
        f"will take {_gb(budget.promised_bytes)}, and {_gb(budget.reserve_bytes)} stay reserved. "
        "Delete a model, or choose fewer files.",
        needed_bytes=download_bytes,
        missing_bytes=missing,
        free_bytes=budget.free_bytes,
        trash_bytes=budget.trash_bytes,
        promised_bytes=budget.promised_bytes,
        reserve_bytes=budget.reserve_bytes,
    )


def _gb(size_bytes: int) -> str:
    return f"{size_bytes / 1e9:.2f} GB"


def _file_as_json(file: HubFile) -> dict[str, object]:
    return {
        "path": file.path,
        "size_bytes": file.size_bytes,
        "blob": file.blob,
        "sha256": file.sha256,
    }
