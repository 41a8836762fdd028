"""What the tests of custom models share."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2

from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.database import Database
from modelshelf.registry.curated import load
from modelshelf.registry.inspection import Inspector
from modelshelf.registry.kinds import Origin
from modelshelf.registry.offer import Offer
from modelshelf.registry.service import CustomModels, offered
from tests.accounts.site import Site
from tests.hub.repository import Source

CURATED = load()
NODE = "local"
E5 = {"model_id": "lab/e5", "model_type": "embedding"}


MODULES = [
    {"type": "sentence_transformers.models.Transformer", "path": ""},
    {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"},
]
POOLING = {"word_embedding_dimension": 384, "pooling_mode_cls_token": True}
SENTENCES: dict[str, Source] = {
    "config.json": json.dumps({"model_type": "bert", "hidden_size": 384}),
    "modules.json": json.dumps(MODULES),
    "1_Pooling/config.json": json.dumps(POOLING),
    "sentence_bert_config.json": json.dumps({"max_seq_length": 256}),
    "model.safetensors": b"w" * 100,
}


def custom_models(database: Database, hub: RemoteHub, cache_dir: Path) -> CustomModels:
    return CustomModels(database, hub, Inspector(hub, cache_dir), CURATED, NODE)


async def own_offers(site: Site, client: httpx2.AsyncClient) -> list[Offer]:
    owner_id = (await client.get("/auth/me")).json()["id"]
    async with site.database.read() as session:
        offers = await offered(session, CURATED, UUID(owner_id))
    return [offer for offer in offers if offer.origin is Origin.CUSTOM]


async def added(client: httpx2.AsyncClient, body: dict[str, Any]) -> str:
    """Its address."""
    answer = await client.post("/models/custom", json=body)
    assert answer.status_code == 201, answer.text
    return f"/models/custom/{answer.json()['custom_model_id']}"
