"""Collections, and the models that they keep from being deleted."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from modelshelf.accounts.models import Role, User
from modelshelf.audit.deeds import Deed
from modelshelf.audit.repository import AuditQuery, newest
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.registry.kinds import ModelType
from modelshelf.usage.router import router
from modelshelf.usage.service import users_of, uses_by_model
from tests.accounts.site import Site

SHA = "a" * 40
DOCS = {
    "name": "docs",
    "embedding_model": "lab/e5",
    "embedding_revision": SHA,
    "llm_model": "lab/llm",
}


@pytest.fixture
def site(database: Database) -> Site:
    return Site(database, router, parts=[Settings(node="local")])


async def test_everybody_sees_owner_and_administrator_change(site: Site) -> None:
    async with (
        site.signed_in("ada", Role.MEMBER) as ada,
        site.signed_in("eve", Role.MEMBER) as eve,
        site.signed_in("vic", Role.VIEWER) as vic,
        site.signed_in("root", Role.ADMIN) as root,
    ):
        created = await ada.post("/collections", json=DOCS)
        assert created.status_code == 201, created.text
        assert created.json()["owner"] == "ada"
        path = f"/collections/{created.json()['id']}"

        assert (await vic.get(path)).json() == created.json()
        assert (await vic.get("/collections")).json() == {
            "collections": [created.json()],
            "to_reindex": 0,
            "next_cursor": None,
        }
        assert (await vic.post("/collections", json=DOCS)).status_code == 403
        for answer in (await eve.patch(path, json={"name": "mine"}), await eve.delete(path)):
            assert (answer.status_code, answer.json()["code"]) == (403, "not_your_collection")
        async with site.database.read() as session:
            refused = await newest(session, AuditQuery(deeds=[Deed.ACCESS], about=f"PATCH {path}"))
        assert [(entry.actor, entry.outcome) for entry in refused] == [("eve", "refused")]

        assert (await ada.patch(path, json={"name": "wiki"})).json()["name"] == "wiki"
        assert (await root.patch(path, json={"llm_model": None})).json()["llm_model"] is None
        assert (await root.delete(path)).status_code == 204
        assert (await ada.get(path)).json()["code"] == "collection_not_found"


async def test_another_model_forgets_the_revision_of_the_old_one(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        path = f"/collections/{(await ada.post('/collections', json=DOCS)).json()['id']}"
        same = await ada.patch(path, json={"embedding_model": "lab/e5", "name": None})
        assert (same.json()["embedding_revision"], same.json()["name"]) == (SHA, "docs")
        other = await ada.patch(path, json={"embedding_model": "lab/bge"})
        assert other.json()["embedding_revision"] is None
        rebuilt = await ada.patch(
            path, json={"embedding_model": "lab/e6", "embedding_revision": "b" * 40}
        )
        assert rebuilt.json()["embedding_revision"] == "b" * 40


async def test_name_is_taken_once_per_owner_even_at_once(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada, site.signed_in("bob", Role.MEMBER) as bob:
        answers = await asyncio.gather(
            *(client.post("/collections", json=DOCS) for client in (ada, ada, ada, bob))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409]
        other = await ada.post("/collections", json={**DOCS, "name": "other"})
        renamed = await ada.patch(f"/collections/{other.json()['id']}", json={"name": "docs"})
        assert (renamed.status_code, renamed.json()["code"]) == (409, "collection_exists")


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "  "},
        {"name": "two\nlines"},
        {"name": "nul\x00"},
        {"name": "x" * 101},
        {"name": "do\u202ecs"},
        {"embedding_model": "../x"},
        {"embedding_model": None},
        {"llm_model": "nul\x00"},
        {"reranker_model": "a" * 300},
        {"embedding_revision": "main"},
        {"embeding_model": "lab/e5"},
    ],
)
async def test_nonsense_is_refused(site: Site, change: dict[str, Any]) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        assert (await ada.post("/collections", json={**DOCS, **change})).status_code == 422
        assert (await ada.get("/collections")).json()["collections"] == []


async def test_a_name_has_one_spelling_and_nothing_unseen(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        made = await ada.post("/collections", json={**DOCS, "name": " A\u0308pfel "})
        assert made.json()["name"] == "Äpfel"
        again = await ada.post("/collections", json={**DOCS, "name": "Äpfel"})
        assert (again.status_code, again.json()["code"]) == (409, "collection_exists")
        for name in ("do\u202ecs", "do\u200bcs", ""):
            answers = (
                await ada.post("/collections", json={**DOCS, "name": name}),
                await ada.patch(f"/collections/{made.json()['id']}", json={"name": name}),
            )
            assert {(a.status_code, a.json()["code"]) for a in answers} == {(422, "invalid_name")}


async def test_they_are_shown_in_pages_also_those_that_use_one_model(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada, site.signed_in("bob", Role.MEMBER) as bob:
        for name in ("docs", "mail", "wiki"):
            for client in (ada, bob):  # The same names: their ids say which comes first.
                await client.post("/collections", json=DOCS | {"name": name})
        other = {"name": "logs", "embedding_model": "lab/other", "llm_model": "lab/chat"}
        await bob.post("/collections", json=other)

        async def shown(limit: int, **asked: str) -> list[list[tuple[str, str]]]:
            pages, cursor = [], dict[str, str]()
            while True:
                page = (
                    await ada.get("/collections", params={"limit": limit, **cursor, **asked})
                ).json()
                pages.append([(one["name"], one["owner"]) for one in page["collections"]])
                if page["next_cursor"] is None:
                    return pages
                cursor = {"cursor": page["next_cursor"]}

        (whole,) = await shown(7)
        assert [name for name, _ in whole] == ["docs"] * 2 + ["logs"] + ["mail"] * 2 + ["wiki"] * 2
        assert len(set(whole)) == 7
        for limit in (1, 2, 3):
            assert [one for page in await shown(limit) for one in page] == whole
        assert await shown(1, model_id="lab/chat") == [[("logs", "bob")]]
        assert [len(page) for page in await shown(4, model_id="lab/e5")] == [4, 2]


async def test_who_uses_a_model(site: Site) -> None:
    both = {"name": "both", "embedding_model": "lab/e5", "reranker_model": "lab/e5"}
    async with site.signed_in("ada", Role.MEMBER) as ada, site.signed_in("bob", Role.MEMBER) as bob:
        await ada.post("/collections", json=DOCS)
        await bob.post("/collections", json=both)
    async with site.database.read() as session:
        uses = await users_of(session, "lab/e5")
        assert [(use.name, use.owner, use.role_of_model, use.revision) for use in uses] == [
            ("both", "bob", ModelType.EMBEDDING, None),
            ("both", "bob", ModelType.RERANKER, None),
            ("docs", "ada", ModelType.EMBEDDING, SHA),
        ]
        assert await users_of(session, "lab/unused") == []
        assert await uses_by_model(session, ["lab/e5", "lab/llm", "lab/unused"]) == {
            "lab/e5": ["both", "docs"],
            "lab/llm": ["docs"],
        }
        assert await uses_by_model(session, []) == {}


async def test_account_cannot_take_the_protection_with_it(site: Site) -> None:
    async with site.signed_in("ada", Role.MEMBER) as ada:
        await ada.post("/collections", json=DOCS)
    with pytest.raises(IntegrityError):
        async with site.database.write() as session:
            await session.execute(delete(User))
