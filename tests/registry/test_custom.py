"""Adding, changing and removing one's own models, beside a Hub on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import APIRouter
from sqlalchemy import delete

from modelshelf.accounts.models import Role, User
from modelshelf.cache.indexer import Indexer
from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.registry.curated import load
from modelshelf.registry.inspection import Inspector
from modelshelf.registry.kinds import Origin
from modelshelf.registry.offer import Offer
from modelshelf.registry.on_disk import describer
from modelshelf.registry.router import router
from modelshelf.registry.service import offered
from tests.accounts.site import Site, add_user
from tests.cache.generate import make_repo
from tests.hub.repository import LocalHub
from tests.hub.server import HubServer, running_hub

CURATED = load()
NODE = "local"
E5 = {"model_id": "lab/e5", "model_type": "embedding"}


MODULES = [
    {"type": "sentence_transformers.models.Transformer", "path": ""},
    {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"},
]
POOLING = {"word_embedding_dimension": 384, "pooling_mode_cls_token": True}
SENTENCES = {
    "config.json": json.dumps({"model_type": "bert", "hidden_size": 384}),
    "modules.json": json.dumps(MODULES),
    "1_Pooling/config.json": json.dumps(POOLING),
    "sentence_bert_config.json": json.dumps({"max_seq_length": 256}),
    "model.safetensors": b"w" * 100,
}


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
        hub=remote,
        inspector=Inspector(remote, tmp_path),
        curated=CURATED,
        settings=Settings(node=NODE, hub_endpoint=hub.url),
    )
    await remote.close()


@pytest.fixture
async def hubless_site(database: Database, tmp_path: Path) -> AsyncIterator[Site]:
    nowhere = RemoteHub("http://127.0.0.1:9")
    inspector, settings = Inspector(nowhere, tmp_path), Settings(node=NODE)
    yield Site(
        database, router, hub=nowhere, inspector=inspector, curated=CURATED, settings=settings
    )
    await nowhere.close()


async def own_offers(site: Site, client: httpx2.AsyncClient) -> list[Offer]:
    owner_id = (await client.get("/auth/me")).json()["id"]
    async with site.database.read() as session:
        offers = await offered(session, CURATED, UUID(owner_id))
    return [offer for offer in offers if offer.origin is Origin.CUSTOM]


async def test_added_model_is_offered_to_its_owner_only(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada, site.signed_in("bob", Role.ADMIN) as bob:
        body = {**E5, "dimension": 768, "pooling_method": "mean", "query_prefix": "query: "}
        answer = await ada.post("/models/custom", json=body)
        assert answer.status_code == 201, answer.text
        receipt = answer.json()
        assert (receipt["success"], receipt["model_id"]) == (True, "lab/e5")
        (offer,) = await own_offers(site, ada)
        assert await own_offers(site, bob) == []
    assert (offer.id, offer.name, offer.licence) == ("lab/e5", "e5", "mit")
    assert str(offer.custom_model_id) == receipt["custom_model_id"]
    assert (offer.traits.dimension, offer.traits.query_prefix) == (768, "query: ")


async def test_same_model_twice_even_at_once(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada, site.signed_in("bob", Role.MEMBER) as bob:
        answers = await asyncio.gather(
            *(client.post("/models/custom", json=E5) for client in (ada, ada, ada, bob))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409]
        assert (await ada.post("/models/custom", json=E5)).json()["code"] == "already_registered"
        assert len(await own_offers(site, ada)) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({**E5, "model_id": "BAAI/bge-large-en-v1.5"}, 409, "already_registered"),
        ({**E5, "model_id": "lab/none"}, 404, "model_not_found"),
        ({**E5, "model_id": "lab/gated"}, 403, "model_gated"),
        ({**E5, "model_id": "../x"}, 422, "invalid_model_id"),
        ({**E5, "model_id": "lab/e5\x00"}, 422, "invalid_model_id"),
        ({**E5, "dimension": 0}, 422, None),
        ({**E5, "dimension": True}, 422, None),
        ({**E5, "dimension": 10**30}, 422, None),
        ({**E5, "pooling_method": "median"}, 422, None),
        ({**E5, "query_prefix": "\x00"}, 422, None),
        ({**E5, "context_window": 8}, 422, None),
        ({**E5, "dimention": 8}, 422, None),
        ({"model_id": "lab/llm", "model_type": "llm", "pooling_method": "mean"}, 422, None),
        ({"model_id": "lab/llm", "model_type": "vision"}, 422, None),
        ({"model_id": "lab/llm"}, 422, None),
    ],
)
async def test_what_cannot_be_added(
    site: Site, body: dict[str, Any], status: int, code: str | None
) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        answer = await ada.post("/models/custom", json=body)
        assert answer.status_code == status, answer.text
        assert answer.json().get("code") == code
        assert await own_offers(site, ada) == []


async def test_what_is_left_out_is_detected_from_the_repository(site: Site, hub: HubServer) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        address = f"{hub.url}/lab/told/tree/main"
        body = {"model_id": address, "model_type": "embedding", "max_sequence_length": 128}
        answer = await ada.post("/models/custom", json=body)
        assert answer.status_code == 201, answer.text
        (offer,) = await own_offers(site, ada)
    assert offer.id == "lab/told"
    assert (offer.traits.dimension, offer.traits.pooling_method) == (384, "cls")
    assert offer.traits.max_sequence_length == 128


async def test_what_is_on_the_disk_is_adopted_without_the_hub(
    database: Database, hubless_site: Site, tmp_path: Path
) -> None:
    modules = [{"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"}]
    pooling = {"word_embedding_dimension": 384, "pooling_mode_cls_token": True}
    made: dict[str, bytes | int] = {
        "config.json": b"{}",
        "model.safetensors": 1000,
        "modules.json": json.dumps(modules).encode(),
        "1_Pooling/config.json": json.dumps(pooling).encode(),
    }
    make_repo(tmp_path, "lab/mine", made)
    await Indexer(database, tmp_path, NODE, nobody, describer(CURATED)).look_over()
    site = hubless_site
    async with site.signed_in("ada", Role.MEMBER) as ada:
        answer = await ada.post(
            "/models/custom", json={"model_id": "lab/mine", "model_type": "embedding"}
        )
        assert answer.status_code == 201, answer.text
        (offer,) = await own_offers(site, ada)
    assert (offer.traits.dimension, offer.traits.pooling_method) == (384, "cls")


async def nobody(_: list[str]) -> None:
    """Nobody listens."""


async def test_hub_that_is_away_is_said_so(hubless_site: Site) -> None:
    async with hubless_site.signed_in("ada", Role.MEMBER) as ada:
        answer = await ada.post("/models/custom", json=E5)
    assert (answer.status_code, answer.json()["code"]) == (503, "hub_unreachable")


async def test_null_is_nothing_said(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        body = {"model_id": "lab/llm", "model_type": "llm", "dimension": None, "query_prefix": None}
        answer = await ada.post("/models/custom", json={**body, "context_window": 4096})
        assert answer.status_code == 201, answer.text
        (offer,) = await own_offers(site, ada)
    assert (offer.traits.context_window, offer.traits.dimension) == (4096, None)


async def test_owner_and_administrator_may_change_and_remove(site: Site) -> None:
    async with (
        site.signed_in("ada", Role.MEMBER) as ada,
        site.signed_in("eve", Role.MEMBER) as eve,
        site.signed_in("root", Role.ADMIN) as root,
    ):
        created = (await ada.post("/models/custom", json={**E5, "dimension": 768})).json()
        entry = f"/models/custom/{created['custom_model_id']}"
        for answer in (await eve.patch(entry, json={"dimension": 1}), await eve.delete(entry)):
            assert (answer.status_code, answer.json()["code"]) == (404, "custom_model_not_found")

        changed = await ada.patch(entry, json={"query_prefix": "query: ", "dimension": None})
        assert (changed.json()["query_prefix"], changed.json()["dimension"]) == ("query: ", None)
        changed = await root.patch(entry, json={"dimension": 384})
        assert (changed.json()["query_prefix"], changed.json()["dimension"]) == ("query: ", 384)
        refused = await ada.patch(entry, json={"context_window": 8})
        assert (refused.status_code, refused.json()["fields"]) == (422, ["context_window"])
        assert (await ada.patch(entry, json={"dimension": -1})).status_code == 422

        assert (await root.delete(entry)).json()["success"] is True
        assert (await ada.delete(entry)).status_code == 404
        assert await own_offers(site, ada) == []


async def test_viewer_adds_nothing(site: Site) -> None:
    async with site.signed_in("ada", Role.VIEWER) as ada:
        assert (await ada.post("/models/custom", json=E5)).status_code == 403


async def test_organisation_named_custom_is_not_swallowed(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        for path in ("custom/model", "custom%2Fmodel", "custom"):
            answer = await ada.delete(f"/models/{path}")
            assert answer.json() == path.replace("%2F", "/")


async def test_entries_go_with_their_owner(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        await ada.post("/models/custom", json=E5)
        owner_id = (await own_offers(site, ada))[0].custom_model_id
        assert owner_id is not None
        async with site.database.write() as session:
            await session.execute(delete(User))
    bob = await add_user(site.database, "bob", Role.ADMIN)
    async with site.database.read() as session:
        assert len(await offered(session, CURATED, bob.id)) == len(CURATED.models)
