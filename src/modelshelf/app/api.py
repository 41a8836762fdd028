"""The application: every router in its place, and the shared objects they reach for."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import get_args

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from modelshelf import __version__
from modelshelf.accounts.access import Viewer
from modelshelf.accounts.attempts import SignInAttempts
from modelshelf.accounts.oidc.links_router import router as linked_accounts
from modelshelf.accounts.oidc.provider import Provider
from modelshelf.accounts.oidc.router import router as oidc
from modelshelf.accounts.router import router as accounts
from modelshelf.accounts.tokens_router import router as tokens
from modelshelf.accounts.users_router import router as users
from modelshelf.app import audit, docs, headers, health, hosts, limits, metrics, page, problems
from modelshelf.app.shelf import Shelf
from modelshelf.app.system import router as system
from modelshelf.credentials.router import router as hub_token
from modelshelf.discovery.router import router as discovery
from modelshelf.discovery.service import Discovery
from modelshelf.downloads.router import router as downloads
from modelshelf.kit.events import Broadcast
from modelshelf.kit.throttle import Throttle
from modelshelf.kit.web import Parts
from modelshelf.library.router import router as library
from modelshelf.memory.router import router as memory
from modelshelf.operations.live import Streams
from modelshelf.operations.router import router as operations
from modelshelf.operations.runner import Runner
from modelshelf.registry.router import router as custom_models
from modelshelf.removal.keeper import TrashKeeper
from modelshelf.removal.router import router as removal
from modelshelf.removal.service import Removal
from modelshelf.removal.trash import Trash
from modelshelf.trial.router import router as trial
from modelshelf.trial.service import Trials
from modelshelf.upkeep.reclaim.router import router as reclaim
from modelshelf.upkeep.reclaim.service import Reclaim
from modelshelf.upkeep.repair.router import router as repairs
from modelshelf.upkeep.repair.service import Repairs
from modelshelf.upkeep.updates.router import router as updates
from modelshelf.upkeep.updates.service import Updates
from modelshelf.upkeep.verify.router import router as verifications
from modelshelf.upkeep.verify.service import Verifications
from modelshelf.usage.router import router as collections
from modelshelf.usage.used_router import router as used

PREFIX = "/api/v2"
# A list of models packs to a twelfth. Little effort has most of that; and what is short, as an
# answer with a token in it, is sent as it is.
_PACKED_FROM_BYTES = 2_000
_PACKING_EFFORT = 3


def create_app(shelf: Shelf) -> FastAPI:
    """The page and the API of one installation. Closes the shelf when it ends."""
    broadcast = Broadcast(shelf.settings.messages_url)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        listening = asyncio.create_task(broadcast.run())
        shelf.delivery.warm_up()
        try:
            yield
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            parts = Parts.of(app)
            await parts[Runner].stop()
            await parts[TrashKeeper].finish()
            await parts[Throttle].close()
            await shelf.close()

    app = FastAPI(
        title="Modelshelf",
        version=__version__,
        summary="Browse, download, watch, protect and delete models in the Hugging Face cache.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses=problems.answers(401, 403, 422),
    )
    _share(app, shelf, broadcast)
    app.add_middleware(
        GZipMiddleware, minimum_size=_PACKED_FROM_BYTES, compresslevel=_PACKING_EFFORT
    )
    problems.install(app)
    limits.install(app)
    hosts.install(app, shelf.settings)
    headers.install(app)
    app.include_router(_api(), prefix=PREFIX)
    app.include_router(health.router)
    metrics_guard = [] if shelf.settings.metrics_public else [get_args(Viewer)[1]]
    app.include_router(metrics.router, dependencies=metrics_guard)
    docs.install(app, f"{PREFIX}/docs")
    page.install(app, shelf.hub.warm_up)
    return app


def _api() -> APIRouter:
    """All routes, tried in this order: first what is asked for all the time. `removal` comes last:
    its `DELETE /models/{model_id}` takes any path that is left, and a custom model's address must
    be tried before."""
    api = APIRouter()
    for router in (
        library,
        accounts,
        oidc,
        linked_accounts,
        users,
        tokens,
        hub_token,
        audit.router,
        operations,
        downloads,
        custom_models,
        discovery,
        collections,
        used,
        memory,
        trial,
        system,
        verifications,
        repairs,
        reclaim,
        updates,
        removal,
    ):
        api.include_router(router)
    return api


def _share(app: FastAPI, shelf: Shelf, broadcast: Broadcast) -> None:
    """Give the application what routers name as parameters."""
    settings = shelf.settings
    indexer = shelf.indexer()
    keeper = TrashKeeper(settings, indexer)
    runner = Runner(
        shelf.database,
        shelf.publisher,
        settings.node,
        handlers=shelf.short_handlers(indexer, keeper),
        max_downloads=None,
    )
    deeds = shelf.deeds(runner)
    throttle = Throttle(settings.messages_url)
    database = shelf.database
    parts = Parts(
        app,
        shelf,
        settings,
        database,
        shelf.hub,
        shelf.hub_tokens,
        shelf.curated,
        shelf.inspector,
        shelf.custom_models,
        shelf.estimator,
        shelf.news,
        shelf.downloads,
        broadcast,
        Streams(),
        runner,
        keeper,
        throttle,
        SignInAttempts(throttle),
        Discovery(database, shelf.hub, shelf.curated, settings.node),
        Trials(database, settings),
        Removal(database, settings, deeds),
        Trash(database, settings, deeds),
        Verifications(database, settings),
        Updates(database, shelf.hub, settings, shelf.downloads),
        Reclaim(database, settings),
        Repairs(database, settings, shelf.downloads),
    )
    if settings.provider is not None:
        parts.add(Provider(settings))
