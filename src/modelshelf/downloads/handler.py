"""Doing a download: the transfer, told as an operation."""

import asyncio
from collections.abc import Awaitable, Callable

from pydantic import SecretStr

from modelshelf.downloads.service import Downloads, files_of
from modelshelf.hub.errors import HubOffline
from modelshelf.hub.layout import RepoFolder
from modelshelf.hub.transfer.engine import transfer
from modelshelf.hub.transfer.job import TransferJob
from modelshelf.hub.transfer.limit import RateLimiter
from modelshelf.hub.transfer.progress import Phase, Progress
from modelshelf.hub.transfer.remains import discard
from modelshelf.kit.settings import Settings
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status
from modelshelf.operations.work import Work

Arrived = Callable[[Operation], Awaitable[None]]


class DownloadHandler:
    """Runs downloads; implements `operations.runner.Handler`.

    Args:
        arrived: Awaited when every file is in its place, before the operation is completed.
        changed: Awaited when files were removed after a cancellation.
    """

    def __init__(
        self, settings: Settings, downloads: Downloads, *, arrived: Arrived, changed: Arrived
    ) -> None:
        self._settings = settings
        self._downloads = downloads
        self._arrived = arrived
        self._changed = changed
        rate = settings.rate_limit
        self._limiter = RateLimiter(rate, settings.cache_dir) if rate else None

    async def run(self, work: Work) -> None:
        operation = work.operation
        if self._settings.offline:
            raise HubOffline(
                f"Modelshelf is set to work offline, so {operation.model_id} is not downloaded. "
                "Unset MODELSHELF_OFFLINE and HF_HUB_OFFLINE, then retry the download."
            )

        def report(progress: Progress) -> None:
            verifying = progress.phase is Phase.VERIFYING
            work.report(
                progress.bytes_done,
                [file.bytes_done for file in progress.files],
                Status.VERIFYING if verifying else Status.DOWNLOADING,
                progress.notes,
            )

        await self._downloads.make_room()
        await transfer(self._job(operation), report, limiter=self._limiter)
        await self._arrived(operation)

    async def clear(self, operation: Operation) -> None:
        await asyncio.to_thread(discard, self._folder(operation), files_of(operation))
        await self._changed(operation)

    def _job(self, operation: Operation) -> TransferJob:
        token: SecretStr | None = self._settings.hub_token
        return TransferJob(
            endpoint=self._settings.hub_endpoint,
            folder=self._folder(operation),
            sha=operation.sha or "",
            files=files_of(operation),
            refs=tuple(operation.refs),
            token=token,
            connections=self._settings.connections,
        )

    def _folder(self, operation: Operation) -> RepoFolder:
        return RepoFolder(self._settings.cache_dir, operation.model_id)
