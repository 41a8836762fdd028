"""Two processes of one node, put together in one loop: a server that is asked, and a worker."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts.account import Account
from modelshelf.accounts.models import Role, User
from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.cache.inventory.listings import store_listing
from modelshelf.downloads.handler import DownloadHandler
from modelshelf.downloads.hours import BigDownloads
from modelshelf.downloads.row import files_of
from modelshelf.downloads.service import Downloads
from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.kit.settings import Settings
from modelshelf.operations import repository as operations
from modelshelf.operations.handler import Handler
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import ACTIVE, Kind
from modelshelf.operations.runner import Runner
from modelshelf.operations.work import Work
from modelshelf.removal.deed import Deeds
from modelshelf.removal.handler import RemovalHandler, RestoreHandler
from modelshelf.removal.keeper import TrashKeeper
from modelshelf.removal.service import Consent, Removal
from modelshelf.removal.trash import Trash
from modelshelf.upkeep.verify.handler import VerifyHandler
from modelshelf.upkeep.verify.service import Verifications
from modelshelf.usage import service as usage
from modelshelf.usage.models import Collection
from tests.operations.stage import ADA
from tests.support.wait import PATIENCE_SECONDS, until

LOOK_SECONDS = 0.05


class Watched:
    """A real handler, and who else is at work on the same model while it is."""

    def __init__(self, handler: Handler, at_work: Counter[str], seen: list[str]) -> None:
        self._handler = handler
        self._at_work = at_work
        self._seen = seen

    async def run(self, work: Work) -> None:
        with self._alone(work.operation):
            await self._handler.run(work)

    async def clear(self, operation: Operation) -> None:
        with self._alone(operation):
            await self._handler.clear(operation)

    @contextmanager
    def _alone(self, operation: Operation) -> Iterator[None]:
        if self._at_work.total():
            self._seen.append(f"{operation.kind} beside {[*self._at_work.elements()]}")
        self._at_work[operation.kind] += 1
        try:
            yield
        finally:
            self._at_work[operation.kind] -= 1


class Contest:
    """One model that several people want different things of.

    Attributes:
        together: Work that was done on it while other work on it was under way.
    """

    def __init__(
        self,
        server: Database,
        worker: Database,
        hub: RemoteHub,
        publisher: Publisher,
        cache_dir: Path,
        node: str,
    ) -> None:
        self.database = server
        self.settings = settings = Settings(
            cache_dir=cache_dir,
            data_dir=cache_dir.parent,
            node=node,
            hub_endpoint=hub.endpoint,
            disk_reserve=0,
            connections=2,
        )
        self.together: list[str] = []
        self._hub = hub
        self._at_work: Counter[str] = Counter()
        self.indexer = _indexer(server, settings)
        self._worker = self._runner(worker, publisher)
        deeds = Deeds(
            server,
            self._runner(server, publisher),
            self._take,
            patience_seconds=PATIENCE_SECONDS,
        )
        self._downloads = Downloads(server, hub, settings)
        self._removal = Removal(server, settings, deeds)
        self._trash = Trash(server, settings, deeds)
        self._verifications = Verifications(server, settings)

    async def delete(self, model_id: str) -> None:
        await self._removal.delete(model_id, Consent(as_admin=True, confirmed=True), by=ADA)

    async def restore(self, model_id: str) -> None:
        await self._trash.restore(model_id, by=ADA)

    async def download(self, model_id: str) -> None:
        if (asked := await self._downloads.start(model_id, by=ADA)) is not None:
            await self._take(asked)

    async def verify(self, model_id: str) -> None:
        await self._take(await self._verifications.start(model_id, by=ADA))

    async def register(self, model_id: str) -> None:
        """Come to need it, as somebody new."""
        async with self.database.write() as session:
            user = User(
                username="rag", username_folded="rag", role=Role.MEMBER, password_hash="none"
            )
            session.add(user)
            await session.flush()
            account = Account(user.id, user.username, user.role)
            fields: dict[str, str | None] = {"name": "notes", "embedding_model": model_id}
            await usage.create(session, fields, owner=account, by=account.actor)

    async def forget_collections(self) -> None:
        async with self.database.write() as session:
            for table in (Collection, User):
                await session.execute(delete(table))

    @asynccontextmanager
    async def worker_looking(self) -> AsyncIterator[None]:
        """What a worker does every few seconds without being told, more often."""
        over = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look_until(over))
            try:
                yield
                await until(self._is_quiet)
            finally:
                over.set()

    async def _look_until(self, over: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as tasks:
            while not over.is_set():
                for operation_id in await self._worker.look():
                    tasks.create_task(self._worker.run(operation_id))
                await asyncio.sleep(LOOK_SECONDS)

    async def operations(self, session: AsyncSession) -> list[Operation]:
        """All on this node, in the order in which they were asked for."""
        rows = await operations.newest(session)
        return [row for row in reversed(rows) if row.node == self.settings.node]

    async def _take(self, operation: Operation) -> None:
        await self._worker.run(operation.id)

    async def _is_quiet(self) -> bool:
        async with self.database.read() as session:
            rows = await self.operations(session)
        return not any(row.status in ACTIVE or row.owner or row.debris for row in rows)

    def _runner(self, database: Database, publisher: Publisher) -> Runner:
        settings, indexer = self.settings, _indexer(database, self.settings)

        async def refresh(operation: Operation) -> None:
            await indexer.refresh(operation.model_id)

        async def arrived(operation: Operation) -> None:
            sha = operation.sha or ""
            async with database.write() as session:
                await store_listing(
                    session, operation.node, operation.model_id, sha, files_of(operation)
                )
            await refresh(operation)

        keeper = TrashKeeper(settings, indexer)
        handlers: dict[Kind, Handler] = {
            Kind.DOWNLOAD: DownloadHandler(
                database,
                settings,
                self._hub,
                BigDownloads.of(settings),
                hub_token=_no_token,
                arrived=arrived,
                changed=refresh,
            ),
            Kind.DELETE: RemovalHandler(database, settings, indexer, keeper),
            Kind.RESTORE: RestoreHandler(database, settings, indexer),
            Kind.VERIFY: VerifyHandler(database, settings, refresh),
        }
        watched = {
            kind: Watched(handler, self._at_work, self.together)
            for kind, handler in handlers.items()
        }
        return Runner(database, publisher, settings.node, watched, max_downloads=2)


def _indexer(database: Database, settings: Settings) -> Indexer:
    async def tell(_: list[str]) -> None: ...

    return Indexer(database, settings.cache_dir, settings.node, tell)


async def _no_token() -> None:
    return None
