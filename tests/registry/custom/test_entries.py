"""Adding, changing and removing one's own models, beside a Hub on loopback."""

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete

from modelshelf.accounts.models import Role, User
from modelshelf.audit.deeds import Outcome
from modelshelf.audit.repository import AuditQuery, newest
from modelshelf.cache.indexing.indexer import Indexer
from modelshelf.kit.database import Database
from modelshelf.registry.curated import Curated
from modelshelf.registry.on_disk import describer
from modelshelf.registry.service import offered
from tests.accounts.site import Site, add_user
from tests.cache.generate import make_repo
from tests.registry.custom.entries import (
    CURATED,
    E5,
    NODE,
    added,
    own_offers,
)


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
