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
from modelshelf.library.router import router as library
from modelshelf.memory.router import router as memory
from modelshelf.operations.live import Streams
from modelshelf.operations.moves import Kind
from modelshelf.operations.router import router as operations
from modelshelf.operations.runner import Runner
from modelshelf.registry.router import router as custom_models
from modelshelf.removal.handler import RemovalHandler, RestoreHandler
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
            await app.state.runner.stop()
            await app.state.keeper.finish()
            await app.state.throttle.close()
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
    """Put on `app.state` what routers name as parameters."""
    settings = shelf.settings
    indexer = shelf.indexer()
    keeper = TrashKeeper(settings, indexer)
    runner = Runner(
        shelf.database,
        shelf.publisher,
        settings.node,
        # These are short and somebody waits for them: the server does them itself.
        handlers={
            Kind.DELETE: RemovalHandler(shelf.database, settings, indexer, keeper),
            Kind.RESTORE: RestoreHandler(shelf.database, settings, indexer),
        },
        max_downloads=None,
    )
    app.state.shelf = shelf
    app.state.settings = settings
    app.state.database = shelf.database
    app.state.hub = shelf.hub
    app.state.hub_tokens = shelf.hub_tokens
    app.state.curated = shelf.curated
    app.state.discovery = Discovery(shelf.database, shelf.hub, shelf.curated, settings.node)
    app.state.inspector = shelf.inspector
    app.state.custom_models = shelf.custom_models
    app.state.trials = Trials(shelf.database, settings)
    app.state.estimator = shelf.estimator
    app.state.news = shelf.news
    app.state.downloads = shelf.downloads
    app.state.broadcast = broadcast
    app.state.streams = Streams()
    app.state.runner = runner
    deeds = shelf.deeds(runner)
    app.state.keeper = keeper
    app.state.removal = Removal(shelf.database, settings, deeds)
    app.state.trash = Trash(shelf.database, settings, deeds)
    app.state.throttle = throttle = Throttle(settings.messages_url)
    app.state.sign_in_attempts = SignInAttempts(throttle)
    app.state.verifications = Verifications(shelf.database, settings)
    app.state.updates = Updates(shelf.database, shelf.hub, settings, shelf.downloads)
    app.state.reclaim = Reclaim(shelf.database, settings)
    app.state.repairs = Repairs(shelf.database, settings, shelf.downloads)
    app.state.setup_code = None
    has_provider = settings.oidc_issuer is not None and settings.oidc_client_id is not None
    app.state.oidc = Provider(settings) if has_provider else None
