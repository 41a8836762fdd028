"""Deciding on a download: what it would fetch, whether it may begin, and beginning it.

A transaction never spans a question to the Hub or the disk: each function asks first and writes
in a short transaction of its own.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.cache.extra.caches import ExtraCache, find_elsewhere
from modelshelf.cache.inventory import verifications
from modelshelf.cache.inventory.sight import check_in_sight
from modelshelf.cache.reading.condemned import NOTHING, Condemned, blob_place, is_condemned
from modelshelf.cache.reading.disk import check_writable
from modelshelf.downloads.asker import Asker
from modelshelf.downloads.errors import RevisionMoves
from modelshelf.downloads.foreign import with_foreign_classes
from modelshelf.downloads.hours import BigDownloads
from modelshelf.downloads.hurry import start_now
from modelshelf.downloads.preview import Preview
from modelshelf.downloads.refs import commits_left, is_installed, refs_to_move
from modelshelf.downloads.row import new_row
from modelshelf.downloads.space import Space
from modelshelf.downloads.without_hub import plan_here, refs_stay
from modelshelf.hub.door import DEFAULT_BRANCH, Hub, HubRepo, check_model_id, check_revision
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.plan import Plan, Selection, make_plan
from modelshelf.hub.transfer.remains import on_disk
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database, after_commit
from modelshelf.kit.errors import Problem
from modelshelf.kit.settings import Settings
from modelshelf.operations import repository
from modelshelf.operations import service as operations
from modelshelf.operations.begin import Tell, begin
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.policy.errors import PolicyRefusal
from modelshelf.policy.risks import Risks, risks_of
from modelshelf.policy.rules import Policy
from modelshelf.usage import pins
from modelshelf.usage.pins import ModelPinned
from modelshelf.usage.revisions import affected, named
from modelshelf.usage.service import CollectionUse


class Downloads:
    """The downloads of one node, seen from whoever asks for them."""

    def __init__(self, database: Database, hub: Hub, settings: Settings) -> None:
        self._database = database
        self._hub = hub
        self._settings = settings
        self._big = BigDownloads.of(settings)
        self._space = Space(settings)
        self._extra = [ExtraCache(folder) for folder in settings.extra_cache_dirs]
        self.policy = Policy.of(settings)

    async def plan(
        self, model_id: str, revision: str | None = None, selection: Selection = "needed"
    ) -> Plan:
        """What a download would do now.

        Offline only what is here whole has a plan: see `without_hub`.

        Raises:
            What `Hub.look_up`, `Hub.read` and `make_plan` raise.
        """
        check_model_id(model_id)
        revision = revision or await self._pinned(model_id)
        if self._settings.offline:
            condemned = await self._condemned(model_id)
            return await plan_here(
                self._database, self._settings, model_id, revision, selection, condemned
            )
        repo = await self._hub.look_up(model_id, revision)
        repo = await with_foreign_classes(self._hub, repo)
        condemned = await self._condemned(model_id)
        # Of a hundred thousand files this takes a while, as all does that is done in a thread
        # here, and in it others want an answer.
        plan = await asyncio.to_thread(self._choose, repo, selection, condemned)
        elsewhere, unreachable = await find_elsewhere(self._extra, model_id, plan.missing)
        return replace(plan, elsewhere=elsewhere, unreachable=unreachable)

    def _choose(self, repo: HubRepo, selection: Selection, condemned: Condemned) -> Plan:
        """The plan, by what is on the disk. Blocks."""
        here = on_disk(RepoFolder(self._settings.cache_dir, repo.model_id), repo.files)
        if condemned:
            here |= {file.path: 0 for file in repo.files if blob_place(file.blob) in condemned}
        return make_plan(repo, selection, here)

    async def check_writable(self) -> None:
        """Raises: CacheAway, CacheReadOnly, before anything is asked of the Hub."""
        settings = self._settings
        await check_in_sight(self._database, settings.cache_dir, settings.node)
        await asyncio.to_thread(check_writable, settings.cache_dir)

    async def preview(
        self, model_id: str, revision: str | None = None, selection: Selection = "needed"
    ) -> Preview:
        """What a download would do now, and what stands against it. Raises: What `plan` raises."""
        plan = await self.plan(model_id, revision, selection)
        risks, refusal, starts_at = await asyncio.to_thread(self._judge, plan)
        folder = RepoFolder(self._settings.cache_dir, model_id)
        refs = await asyncio.to_thread(refs_to_move, folder, revision)
        leaves = await asyncio.to_thread(commits_left, folder, refs, plan.repo.sha)
        async with self._database.read() as session:
            uses = await affected(session, model_id, leaves)
            promised = await repository.bytes_still_to_come(session, self._settings.node)
        return Preview(
            plan=plan,
            risks=risks,
            refusal=refusal,
            room=await self._space.room(promised),
            refs=refs,
            leaves=leaves,
            affected=tuple(uses),
            starts_at=starts_at,
            access=await self._access(plan.repo),
        )

    def _judge(self, plan: Plan) -> tuple[Risks, PolicyRefusal | None, datetime | None]:
        """What speaks against it, and when it might begin. Takes a while."""
        wanted = [file.path for file in plan.wanted]
        return (
            risks_of(plan.repo, wanted),
            self._refusal(plan.repo, wanted),
            self._big.opens_at(plan.download_bytes, now()),
        )

    def _refusal(self, repo: HubRepo, wanted: Sequence[str]) -> PolicyRefusal | None:
        if self._settings.offline:  # Nothing comes, and only the Hub would tell its licence.
            by_name = self.policy.refusal_by_name(repo.model_id)
            return by_name or self.policy.refusal_by_files(repo.model_id, wanted)
        return self.policy.refusal(repo, wanted)

    async def start(
        self,
        model_id: str,
        revision: str | None = None,
        selection: Selection = "needed",
        *,
        by: Actor,
        as_admin: bool = False,
        hurry: bool = False,
        confirmed: bool = False,
        tell: Tell | None = None,
    ) -> Operation | None:
        """Ask for a download.

        Args:
            as_admin: Whoever asks may move what others asked for.
            hurry: Begin now, also outside of the hours for big downloads.
            confirmed: Somebody was told of its risks and wants it.
            tell: As in `operations.begin`.

        Returns:
            Its operation, which is the running one if the model has one. A paused one goes on, and
            one that waits for its hours is hurried, for those who may move it; others get it as it
            is. None when every file is there already.

        Raises:
            What `plan` and `check_writable` raise, ModelGated, InsufficientStorage, PolicyRefusal;
            where not `confirmed`, RiskNotConfirmed and RevisionMoves.
        """
        asker = Asker(by, as_admin=as_admin, hurry=hurry, tell=tell)
        async with audit.refusals(
            self._database, by, Deed.DOWNLOAD_START, model_id, revision=revision
        ):
            return await self._start(model_id, revision, selection, asker, confirmed=confirmed)

    async def _start(
        self,
        model_id: str,
        revision: str | None,
        selection: Selection,
        asker: Asker,
        *,
        confirmed: bool,
    ) -> Operation | None:
        check_model_id(model_id)
        if revision is not None:
            check_revision(revision)
        if (refusal := self.policy.refusal_by_name(model_id)) is not None:
            raise refusal
        if revision == DEFAULT_BRANCH and (pinned := await self._pinned(model_id)):
            raise ModelPinned.of(model_id, pinned)
        if (running := await self._join(model_id, asker)) is not None:
            return running
        await self.check_writable()
        preview = await self.preview(model_id, revision, selection)
        if (problem := preview.problem) is not None:
            raise problem
        self.policy.check_confirmed(preview.risks, confirmed=confirmed)
        condemned = await self._condemned(model_id)
        if await asyncio.to_thread(self._is_there, preview, condemned):
            return None
        if self._settings.offline:
            raise refs_stay(preview.plan, preview.refs)
        return await self._create(preview, selection, asker, confirmed=confirmed)

    def _is_there(self, preview: Preview, condemned: Condemned) -> bool:
        """Whether nothing is left to do: every file is there and believed, and so are the refs.

        Blocks.
        """
        repo, wanted = preview.plan.repo, preview.plan.wanted
        folder = RepoFolder(self._settings.cache_dir, repo.model_id)
        if any(is_condemned(condemned, repo.sha, file) for file in wanted):
            return False
        return is_installed(folder, repo.sha, wanted, preview.refs)

    async def _access(self, repo: HubRepo) -> Problem | None:
        """What the Hub says when asked for the files of a model that not everybody may have."""
        if not (repo.gated or repo.private):
            return None
        try:
            await self._hub.check_access(repo.model_id)
        except Problem as problem:
            return problem
        return None

    async def under_way(self, model_id: str) -> Operation | None:
        """The operation that occupies the model, if any."""
        async with self._database.read() as session:
            return await repository.active_on(session, self._settings.node, model_id)

    async def _pinned(self, model_id: str) -> str | None:
        """The commit that a download without a revision is about, where somebody holds it so."""
        async with self._database.read() as session:
            return (await pins.pinned(session, self._settings.node, [model_id])).get(model_id)

    async def _condemned(self, model_id: str) -> Condemned:
        async with self._database.read() as session:
            found = await verifications.condemned(session, self._settings.node, [model_id])
        return found.get(model_id, NOTHING)

    async def _join(self, model_id: str, asker: Asker) -> Operation | None:
        """The download of this model that is under way; for whoever may move it, it goes on."""
        async with self._database.write() as session:
            row = await repository.active_on(session, self._settings.node, model_id)
            if row is None:
                return None
            if row.kind is not Kind.DOWNLOAD:
                raise operations.ModelBusy.of(row)
            if (tell := asker.tell) is not None:
                after_commit(session, lambda: tell(row))
            if not await asker.may_move(session, row):
                return row
            if row.status is Status.PAUSED:
                # Of several who ask at once only one moves it; all get the same operation.
                if await repository.move(session, row.id, Status.PENDING):
                    await audit.record(
                        session, asker.by, Deed.DOWNLOAD_RESUME, model_id, operation_id=row.id
                    )
                await session.refresh(row)
            if asker.hurry:
                return await start_now(session, row.id, by=asker.by)
            row.not_before = self._big.wait_until(row, now())
            return row

    async def _create(
        self, preview: Preview, selection: Selection, asker: Asker, *, confirmed: bool
    ) -> Operation:
        plan, node = preview.plan, self._settings.node
        folder = RepoFolder(self._settings.cache_dir, plan.repo.model_id)
        began_empty = not await asyncio.to_thread(folder.root.exists)
        row = await asyncio.to_thread(
            new_row, node, plan, selection, preview.refs, asker, began_empty=began_empty
        )
        row.not_before = self._big.wait_until(row, now())
        leaves = () if confirmed else preview.leaves

        async def check(session: AsyncSession) -> None:
            if leaves:
                _refuse_move(plan, await affected(session, row.model_id, leaves))

        try:
            return await begin(
                self._database,
                row,
                asker.by,
                check=check,
                tell=asker.tell,
                revision=row.sha,
                files=len(row.files),
                download_bytes=plan.download_bytes,
            )
        except operations.ModelBusy:
            # Somebody asked for the same model at the same moment, and was first.
            if (running := await self._join(row.model_id, asker)) is None:
                raise
            return running


def _refuse_move(plan: Plan, uses: Sequence[CollectionUse]) -> None:
    if uses:
        raise RevisionMoves(
            f"{plan.repo.model_id} would move to another revision than the one that {named(uses)} "
            "was built on, and may need re-indexing then. The old revision stays. Confirm the "
            "download if that is what you want.",
            revision=plan.repo.sha,
            collections=[
                {"name": use.name, "owner": use.owner, "built_on": use.revision} for use in uses
            ],
        )
