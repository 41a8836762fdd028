"""What is set of a custom model, beside what is detected."""

import json

from modelshelf.accounts.models import Role
from tests.accounts.site import Site
from tests.hub.server import HubServer
from tests.registry.custom.entries import SENTENCES, added, own_offers


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


async def test_null_is_nothing_said(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        body = {"model_id": "lab/llm", "model_type": "llm", "dimension": None, "query_prefix": None}
        answer = await ada.post("/models/custom", json={**body, "context_window": 4096})
        assert answer.status_code == 201, answer.text
        (offer,) = await own_offers(site, ada)
    assert (offer.traits.context_window, offer.traits.dimension) == (4096, None)
