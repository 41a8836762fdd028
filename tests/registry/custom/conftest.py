"""Sites with custom models: one beside a Hub on loopback, one without a Hub."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter

from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.registry.router import router
from tests.accounts.site import Site
from tests.hub.repository import LocalHub
from tests.hub.server import HubServer, running_hub
from tests.registry.custom.entries import NODE, SENTENCES, custom_models


@pytest.fixture(scope="module")
def hub() -> Iterator[HubServer]:
    local = LocalHub()
    local.add("lab/e5", {"README.md": "---\nlicense: mit\n---\n", "config.json": "{}"})
    local.add("lab/told", SENTENCES)
    local.add("lab/llm", {"config.json": "{}"})
    local.add("custom/model", {"config.json": "{}"})
    local.add("lab/gated", {"config.json": "{}"}, gated="manual")
    with running_hub(local) as server:
        yield server


whole_id = APIRouter()


@whole_id.delete("/models/{model_id:path}")
async def delete_whole(model_id: str) -> str:
    return model_id


@pytest.fixture
async def site(database: Database, hub: HubServer, tmp_path: Path) -> AsyncIterator[Site]:
    remote = RemoteHub(hub.url)
    yield Site(
        database,
        router,
        whole_id,
        parts=[
            custom_models(database, remote, tmp_path),
            Settings(node=NODE, hub_endpoint=hub.url),
        ],
    )
    await remote.close()


@pytest.fixture
async def hubless_site(database: Database, tmp_path: Path) -> AsyncIterator[Site]:
    nowhere = RemoteHub("http://127.0.0.1:9")
    models = custom_models(database, nowhere, tmp_path)
    yield Site(database, router, parts=[models, Settings(node=NODE)])
    await nowhere.close()
