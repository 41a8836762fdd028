"""Doing a download: the transfer, told as an operation, within what disk and hours allow."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

from modelshelf.cache.inventory import verifications
from modelshelf.cache.inventory.sight import check_in_sight
from modelshelf.downloads import wrong_files
from modelshelf.downloads.foreign import with_foreign_classes
from modelshelf.downloads.hours import BigDownloads
from modelshelf.downloads.row import files_of
from modelshelf.downloads.space import Room, Space
from modelshelf.hub.door import Hub, TokenSource
from modelshelf.hub.errors import DiskFull, HubOffline
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.elsewhere import copy_from_caches
from modelshelf.hub.transfer.engine import transfer
from modelshelf.hub.transfer.job import TransferJob
from modelshelf.hub.transfer.limit import RateLimiter
from modelshelf.hub.transfer.patience import Patience
from modelshelf.hub.transfer.progress import Phase, Progress
from modelshelf.hub.transfer.remains import discard
from modelshelf.hub.transfer.whole import are_right, holds_only
from modelshelf.hub.transfer.xet import fetch_by_xet
from modelshelf.kit.amounts import size
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.race import first_to_end
from modelshelf.kit.settings import Settings
from modelshelf.operations import repository
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status
from modelshelf.operations.schemas import RECONNECTING
from modelshelf.operations.work import Postponed, Work
from modelshelf.policy.rules import Policy

LOOK_SECONDS = 0.5

Arrived = Callable[[Operation], Awaitable[None]]


class DownloadHandler:
    """Runs downloads; implements `operations.handler.Handler`.

    Args:
        hub: Asked once more where a rule of the operator needs it.
        big: When big ones may run.
        hub_token: Gives the token to send to the Hub, if there is one.
        arrived: Awaited when every file is in its place, before the operation is completed.
        changed: Awaited when files were removed after a cancellation.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        hub: Hub,
        big: BigDownloads,
        *,
        hub_token: TokenSource,
        arrived: Arrived,
        changed: Arrived,
    ) -> None:
        self._database = database
        self._space = Space(settings)
        self._settings = settings
        self._hub_token = hub_token
        self._hub = hub
        self._policy = Policy.of(settings)
        self._arrived = arrived
        self._changed = changed
        self._big = big
        self._patience = Patience.within(settings.stall_seconds, settings.give_up_seconds)
        rate = settings.rate_limit
        self._limiter = RateLimiter(rate, settings.cache_dir) if rate else None

    async def run(self, work: Work) -> None:
        operation = work.operation
        if self._settings.offline:
            raise HubOffline(
                f"Modelshelf is set to work offline, so {operation.model_id} is not downloaded. "
                "Unset MODELSHELF_OFFLINE and HF_HUB_OFFLINE, then retry the download."
            )
        await check_in_sight(self._database, self._settings.cache_dir, operation.node)
        await self._check_policy(operation)
        await wrong_files.throw_away(self._database, self._folder(operation), operation)
        await self._check_space(operation)
        found = set[str]()
        await first_to_end(self._transfer(work, found), self._watch(work))
        await wrong_files.absolve_links(self._database, operation)
        if await asyncio.to_thread(self._has_seen_all, operation, found):
            async with self._database.write() as session:
                await verifications.compared(
                    session, operation.node, operation.model_id, files_of(operation)
                )
        await self._arrived(operation)

    async def clear(self, operation: Operation) -> None:
        await asyncio.to_thread(discard, self._folder(operation), files_of(operation))
        await self._changed(operation)

    def _has_seen_all(self, operation: Operation, found: Collection[str]) -> bool:
        """Whether there is nothing in the model's folder but what was compared with its checksum.

        Args:
            found: Paths of what lay there whole, whoever made it: it is read now, where that is
                little.
        """
        folder, files = self._folder(operation), files_of(operation)
        return are_right(folder, [file for file in files if file.path in found]) and holds_only(
            folder, operation.sha or "", files
        )

    async def _transfer(self, work: Work, found: set[str]) -> None:
        """Args: found: Is filled with the paths of files that nobody compared in this attempt."""
        operation, notes = work.operation, list[str]()

        def report(progress: Progress) -> None:
            if progress.phase is Phase.DONE:
                found.update(file.path for file in progress.files if file.found)
            verifying = progress.phase is Phase.VERIFYING
            work.report(
                progress.bytes_done,
                [file.bytes_done for file in progress.files],
                Status.VERIFYING if verifying else Status.DOWNLOADING,
                (*notes, *progress.notes),
                progress.phase if progress.connected else RECONNECTING,
                [file.phase for file in progress.files],
            )

        job = await self._job(operation)
        notes += await copy_from_caches(
            job, self._settings.extra_cache_dirs, report, self._patience
        )
        if self._settings.transfer == "xet" and self._limiter is None:
            await fetch_by_xet(job, report, self._patience)
        await transfer(
            job,
            report,
            limiter=self._limiter,
            patience=self._patience,
            renew_token=self._hub_token,
        )

    async def _check_space(self, operation: Operation) -> None:
        """Since it was asked for, others may have filled the disk."""
        async with self._database.read() as session:
            promised = await repository.bytes_of_running(session, operation.node, operation.id)
        await self._make_room(operation, _bytes_to_come(operation), promised)

    async def _watch(self, work: Work) -> None:
        """Look until cancelled whether it may go on.

        Raises:
            DiskFull: The next bytes would go into the reserve.
            Postponed: It is big, and the hours of big downloads are over.
        """
        operation = work.operation
        before = operation.bytes_done
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if until := self._big.wait_until(operation, now()):
                raise Postponed(until)
            # Until the next look as much may arrive as since the last one, and more.
            arrived, before = max(0, operation.bytes_done - before), operation.bytes_done
            await self._make_room(operation, min(2 * arrived, _bytes_to_come(operation)))

    async def _make_room(
        self, operation: Operation, size_bytes: int, promised_bytes: int = 0
    ) -> None:
        found = await self._space.make_room(size_bytes, promised_bytes)
        if size_bytes and found.short(size_bytes):
            raise _disk_full(operation, found)

    async def _check_policy(self, operation: Operation) -> None:
        """The rules hold for whoever made the operation, and when: they may have changed since."""
        policy, model_id = self._policy, operation.model_id
        wanted = [file.path for file in files_of(operation)]
        refusal = policy.refusal_by_name(model_id) or policy.refusal_by_files(model_id, wanted)
        if refusal is None and policy.asks_the_hub:
            repo = await self._hub.look_up(model_id, operation.sha)
            repo = await with_foreign_classes(self._hub, repo)
            refusal = policy.refusal(repo, wanted)
        if refusal is not None:
            raise refusal

    async def _job(self, operation: Operation) -> TransferJob:
        return TransferJob(
            endpoint=self._settings.hub_endpoint,
            folder=self._folder(operation),
            sha=operation.sha or "",
            files=files_of(operation),
            refs=tuple(operation.refs),
            token=await self._hub_token(),
            connections=self._settings.connections,
        )

    def _folder(self, operation: Operation) -> RepoFolder:
        return RepoFolder(self._settings.cache_dir, operation.model_id)


def _bytes_to_come(operation: Operation) -> int:
    return operation.bytes_total - operation.bytes_done


def _disk_full(operation: Operation, found: Room) -> DiskFull:
    to_come = _bytes_to_come(operation)
    return DiskFull(
        f"{operation.model_id} stopped at {size(operation.bytes_done)} of "
        f"{size(operation.bytes_total)}: {size(found.short(to_come))} are missing on "
        f"the disk. {size(found.free_bytes)} are free, other downloads that run will take "
        f"{size(found.promised_bytes)}, and {size(found.reserve_bytes)} stay reserved. "
        "What arrived is kept: free some space, then retry the download."
    )
