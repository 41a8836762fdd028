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
from modelshelf.audit.deeds import Outcome
from modelshelf.audit.repository import AuditQuery, newest
from modelshelf.cache.indexer import Indexer
from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.registry.curated import Curated, load
from modelshelf.registry.inspection import Inspector
from modelshelf.registry.kinds import Origin
from modelshelf.registry.offer import Offer
from modelshelf.registry.on_disk import describer
from modelshelf.registry.router import router
from modelshelf.registry.service import CustomModels, offered
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
        custom_models=custom_models(database, remote, tmp_path),
        settings=Settings(node=NODE, hub_endpoint=hub.url),
    )
    await remote.close()


def custom_models(database: Database, hub: RemoteHub, cache_dir: Path) -> CustomModels:
    return CustomModels(database, hub, Inspector(hub, cache_dir), CURATED, NODE)


@pytest.fixture
async def hubless_site(database: Database, tmp_path: Path) -> AsyncIterator[Site]:
    nowhere = RemoteHub("http://127.0.0.1:9")
    models = custom_models(database, nowhere, tmp_path)
    yield Site(database, router, custom_models=models, settings=Settings(node=NODE))
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


async def test_what_is_set_wins_and_what_was_detected_is_shown(site: Site, hub: HubServer) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        address = f"{hub.url}/lab/told/tree/main"
        body = {"model_id": address, "model_type": "embedding", "max_sequence_length": 128}
        answer = await ada.post("/models/custom", json=body)
        assert answer.status_code == 201, answer.text
        (offer,) = await own_offers(site, ada)
        (entry,) = (await ada.get("/models/custom")).json()["models"]
    assert offer.id == entry["model_id"] == "lab/told"
    assert (offer.traits.dimension, offer.traits.pooling_method) == (384, "cls")
    assert offer.traits.max_sequence_length == entry["max_sequence_length"] == 128
    longest, pooling = entry["traits"]["max_sequence_length"], entry["traits"]["pooling_method"]
    assert (longest["value"], longest["set"], longest["detected"]["value"]) == (128, 128, 256)
    assert (pooling["value"], pooling["set"]) == ("cls", None)
    assert pooling["detected"]["confidence"] == "certain"
    assert pooling["detected"]["evidence"][0]["source"] == "1_Pooling/config.json"
    assert entry["traits"]["query_prefix"] == {"value": None, "set": None, "detected": None}
    assert (entry["owner"], entry["detected_type"]["value"]) == ("ada", "embedding")
    assert entry["revision"] == hub.hub.repos["lab/told"].branches["main"]


async def added(client: httpx2.AsyncClient, body: dict[str, Any]) -> str:
    """Its address."""
    answer = await client.post("/models/custom", json=body)
    assert answer.status_code == 201, answer.text
    return f"/models/custom/{answer.json()['custom_model_id']}"


async def test_what_is_forgotten_is_as_detected_again(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        body = {"model_id": "lab/told", "model_type": "embedding", "dimension": 8}
        entry = await added(ada, body)
        assert (await ada.get(entry)).json()["dimension"] == 8

        forgotten = (await ada.patch(entry, json={"dimension": None})).json()

    assert forgotten["dimension"] == 384
    assert forgotten["traits"]["dimension"]["set"] is None


async def test_another_type_forgets_what_it_has_no_use_for(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        body = {
            "model_id": "lab/told",
            "model_type": "embedding",
            "query_prefix": "q: ",
            "max_sequence_length": 64,
        }
        entry = await added(ada, body)

        refused = await ada.patch(entry, json={"model_type": "reranker", "dimension": 8})
        assert (refused.status_code, refused.json()["fields"]) == (422, ["dimension"])
        changed = (await ada.patch(entry, json={"model_type": "reranker"})).json()
        assert (changed["model_type"], changed["max_sequence_length"]) == ("reranker", 64)
        assert changed["traits"].keys() == {"max_sequence_length", "default_query_instruction"}
        assert changed["detected_type"]["value"] == "embedding"
        assert (changed["query_prefix"], changed["dimension"]) == (None, None)
        (offer,) = await own_offers(site, ada)
        assert offer.model_type == "reranker"

        back = (await ada.patch(entry, json={"model_type": "embedding"})).json()
        assert (back["dimension"], back["query_prefix"]) == (384, None)


async def test_a_repository_is_looked_at_again_also_a_moment_later(
    site: Site, hub: HubServer
) -> None:
    repo = hub.hub.add("lab/moves", {**SENTENCES, "README.md": "moves"})
    async with site.signed_in("ada", Role.MEMBER) as ada:
        body = {"model_id": repo.id, "model_type": "embedding", "query_prefix": "q: "}
        entry = await added(ada, body)
        sha = repo.commit({"sentence_bert_config.json": json.dumps({"max_seq_length": 77})})

        seen = (await ada.post(f"{entry}/detect")).json()

    assert (seen["max_sequence_length"], seen["query_prefix"]) == (77, "q: ")
    assert seen["revision"] == sha


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
        (shown,) = (await root.get("/models/custom?everybody=true")).json()["models"]
        assert shown["owner"] == "ada"
        for others in ("/models/custom", "/models/custom?everybody=true"):
            assert (await eve.get(others)).json() == {"models": []}
        refusals = [
            await eve.get(entry),
            await eve.patch(entry, json={"dimension": 1}),
            await eve.post(f"{entry}/detect"),
            await eve.delete(entry),
        ]
        for answer in refusals:
            assert (answer.status_code, answer.json()["code"]) == (404, "custom_model_not_found")
        async with site.database.read() as session:
            recorded = await newest(session, AuditQuery(actor="eve", outcome=Outcome.REFUSED))
        assert [(one.about, one.code) for one in reversed(recorded)] == [
            (asked, "custom_model_not_found")
            for asked in (f"PATCH {entry}", f"POST {entry}/detect", f"DELETE {entry}")
        ]

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


LIST = """\
schema_version: 1
custom_models:
  - {model_id: lab/e5, model_type: embedding, dimension: 9, query_prefix: 'query: '}
  - {model_id: lab/llm, model_type: llm, context_window: 4096}
  - {model_id: lab/none, model_type: llm}
  - {model_id: BAAI/bge-large-en-v1.5, model_type: embedding}
  - {model_id: lab/told, model_type: embedding, context_window: 1}
  - nonsense
"""
YAML = {"Content-Type": "application/yaml"}


async def test_a_list_goes_out_as_yaml_and_in_again(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada, site.signed_in("bob", Role.MEMBER) as bob:
        answer = await ada.post("/models/custom/import", content=LIST, headers=YAML)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert [(e["model_id"], e["outcome"], e["code"]) for e in told["entries"]] == [
            ("lab/e5", "added", None),
            ("lab/llm", "added", None),
            ("lab/none", "failed", "model_not_found"),
            ("BAAI/bge-large-en-v1.5", "failed", "already_registered"),
            ("lab/told", "failed", "invalid_entry"),
            ("without model_id", "failed", "invalid_entry"),
        ]
        assert told["counts"] == {"added": 2, "replaced": 0, "kept": 0, "failed": 4}

        exported = await ada.get("/models/custom/export")
        assert exported.headers["Content-Type"].startswith("application/yaml")
        assert "custom-models.yaml" in exported.headers["Content-Disposition"]
        first = await bob.post("/models/custom/import", content=exported.text, headers=YAML)
        assert first.json()["counts"]["added"] == 2
        assert (await bob.get("/models/custom/export")).text == exported.text


async def test_what_is_in_the_list_is_kept_or_replaced(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        await ada.post("/models/custom", json={**E5, "dimension": 768, "document_prefix": "d: "})
        text = "\n".join(LIST.splitlines()[:3])

        kept = await ada.post("/models/custom/import", content=text, headers=YAML)
        (entry,) = (await ada.get("/models/custom")).json()["models"]
        assert (kept.json()["counts"]["kept"], entry["dimension"]) == (1, 768)

        path = "/models/custom/import?existing=replace"
        replaced = await ada.post(path, content=text, headers=YAML)
        (entry,) = (await ada.get("/models/custom")).json()["models"]
        assert replaced.json()["counts"]["replaced"] == 1
        # What the file does not say is not set any more.
        assert (entry["dimension"], entry["document_prefix"]) == (9, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "a: [",
        "schema_version: 2\ncustom_models: []",
        "schema_version: 1\ncustom_models: [" + "a," * 201 + "]",
        "x" * 300_000,
    ],
)
async def test_what_is_no_list_changes_nothing(site: Site, text: str) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        answer = await ada.post("/models/custom/import", content=text, headers=YAML)
        assert answer.status_code == 422
        assert (await ada.get("/models/custom")).json() == {"models": []}


async def test_a_list_is_taken_in_without_the_hub(hubless_site: Site) -> None:
    async with hubless_site.signed_in("ada", Role.MEMBER) as ada:
        text = "\n".join(LIST.splitlines()[:3])
        answer = await ada.post("/models/custom/import", content=text, headers=YAML)
        (entry,) = (await ada.get("/models/custom")).json()["models"]
    assert answer.json()["counts"]["added"] == 1
    assert (entry["dimension"], entry["revision"]) == (9, None)


async def test_ones_own_entry_stands_above_a_list_that_has_the_model_later(site: Site) -> None:
    entry = CURATED.models[0].model_copy(update={"id": "lab/e5", "name": "From the operator"})
    later = CURATED.extended_by(Curated((entry,)))
    async with site.signed_in("ada", Role.MEMBER) as ada, site.signed_in("bob", Role.MEMBER) as bob:
        await added(ada, {**E5, "dimension": 7})
        found = {}
        for name, client in (("ada", ada), ("bob", bob)):
            owner_id = UUID((await client.get("/auth/me")).json()["id"])
            async with site.database.read() as session:
                offers = await offered(session, later, owner_id)
            found[name] = [(o.name, o.traits.dimension) for o in offers if o.id == "lab/e5"]
    assert found == {"ada": [("e5", 7)], "bob": [("From the operator", 1024)]}


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
