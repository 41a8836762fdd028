"""The parts put together, once per process."""

from dataclasses import dataclass
from typing import Self

from modelshelf.cache.extra.index import ExtraIndexer
from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.credentials.service import HubTokens
from modelshelf.downloads.service import Downloads
from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.kit.queue import Delivery
from modelshelf.kit.settings import Settings
from modelshelf.memory.service import Estimator
from modelshelf.operations.handler import Handler
from modelshelf.operations.moves import Kind
from modelshelf.operations.news import News
from modelshelf.operations.runner import Runner
from modelshelf.registry.curated import Curated
from modelshelf.registry.extra import load_registry
from modelshelf.registry.inspection import Inspector
from modelshelf.registry.on_disk import describer
from modelshelf.registry.service import CustomModels
from modelshelf.removal.deed import Deeds
from modelshelf.removal.handler import RemovalHandler, RestoreHandler
from modelshelf.removal.keeper import TrashKeeper


@dataclass(frozen=True, slots=True)
class Shelf:
    """What every process of the product needs."""

    settings: Settings
    database: Database
    hub: RemoteHub
    hub_tokens: HubTokens
    publisher: Publisher
    delivery: Delivery
    news: News
    downloads: Downloads
    curated: Curated
    inspector: Inspector
    estimator: Estimator
    custom_models: CustomModels

    @classmethod
    def open(cls, settings: Settings) -> Self:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = Database(settings.sqlalchemy_url)
        hub_tokens = HubTokens(database, settings)
        hub = RemoteHub(settings.hub_endpoint, hub_tokens.current, offline=settings.offline)
        publisher = Publisher(settings.messages_url)
        delivery = Delivery(settings.broker_url)
        curated = load_registry(
            settings.registry_extra, settings.data_dir, offline=settings.offline
        )
        inspector = Inspector(hub, settings.cache_dir)
        return cls(
            settings=settings,
            database=database,
            hub=hub,
            hub_tokens=hub_tokens,
            publisher=publisher,
            delivery=delivery,
            news=News(database, publisher, delivery),
            downloads=Downloads(database, hub, settings),
            curated=curated,
            inspector=inspector,
            estimator=Estimator(database, inspector, settings, curated),
            custom_models=CustomModels(database, hub, inspector, curated, settings.node),
        )

    def indexer(self) -> Indexer:
        """Keeps the list of this node's cache true, or reads single models again."""
        return Indexer(
            self.database,
            self.settings.cache_dir,
            self.settings.node,
            on_change=self.tell_change,
            describer=describer(self.curated),
        )

    def extra_indexer(self) -> ExtraIndexer:
        """Keeps what is known of this node's extra caches true, or looks at them once."""
        settings = self.settings
        return ExtraIndexer(self.database, settings.node, settings.extra_cache_dirs)

    def short_handlers(self, indexer: Indexer, keeper: TrashKeeper) -> dict[Kind, Handler]:
        """Of what is short and somebody waits for, which each process of the node does itself."""
        return {
            Kind.DELETE: RemovalHandler(self.database, self.settings, indexer, keeper),
            Kind.RESTORE: RestoreHandler(self.database, self.settings, indexer),
        }

    def deeds(self, runner: Runner) -> Deeds:
        """Does short operations that somebody waits for; the runner is the one of this process."""
        return Deeds(self.database, runner, self.news.moved)

    async def tell_change(self, model_ids: list[str]) -> None:
        """Tell everybody whose files on the disk have changed."""
        await self.publisher.publish("models", {"model_ids": model_ids})

    async def close(self) -> None:
        await self.hub.close()
        await self.publisher.close()
        await self.database.close()
