"""API tokens: shown once, for what they are for, until they end."""

import asyncio
import uuid
from collections import Counter
from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import select, update

from modelshelf.accounts import tokens
from modelshelf.accounts.models import ApiToken, Role
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from tests.accounts.site import Site
from tests.accounts.test_access import guarded


async def make(browser: httpx2.AsyncClient, *scopes: str, days: int | None = 90) -> httpx2.Response:
    body = {"name": "for tests", "scopes": list(scopes), "expires_in_days": days}
    return await browser.post("/tokens", json=body)


async def bearer(browser: httpx2.AsyncClient, *scopes: str) -> dict[str, str]:
    made = await make(browser, *scopes)
    assert made.status_code == 201, made.text
    return {"Authorization": f"Bearer {made.json()['token']}"}


async def test_a_token_is_shown_once_and_stored_hashed(database: Database) -> None:
    async with Site(database, guarded).signed_in("ada", Role.MEMBER) as ada:
        token = (await make(ada, "read")).json()["token"]
        assert token.startswith("msh_")
        assert token not in (await ada.get("/tokens")).text
        (listed,) = (await ada.get("/tokens")).json()["tokens"]
    assert (listed["name"], listed["username"], listed["last_used_at"]) == (
        "for tests",
        "ada",
        None,
    )
    assert listed["expired"] is False
    async with database.read() as session:
        row = (await session.scalars(select(ApiToken))).one()
    assert token not in str(vars(row))
    assert row.expires_at is not None
    assert timedelta(days=89) < row.expires_at - now() <= timedelta(days=90)


@pytest.mark.parametrize(
    ("scopes", "statuses"),
    [
        (["read"], [200, 403, 403, 403]),
        (["download"], [200, 200, 403, 403]),
        (["read", "download"], [200, 200, 403, 403]),
        (["manage"], [200, 200, 200, 403]),
    ],
)
async def test_a_token_is_for_its_scope_and_never_more_than_the_role(
    sqlite_database: Database, scopes: list[str], statuses: list[int]
) -> None:
    site = Site(sqlite_database, guarded)
    async with site.signed_in("ada", Role.MEMBER) as ada, site.browser() as program:
        program.headers |= await bearer(ada, *scopes)
        answers = [
            await program.get("/see"),
            await program.post("/fetch"),
            await program.post("/change"),
            await program.post("/rule"),
        ]
        own = await program.post("/mine")
        listing = await program.get("/tokens")
    assert [answer.status_code for answer in answers] == statuses
    assert own.status_code == listing.status_code == (200 if "manage" in scopes else 403)
    refused = {answer.json()["code"] for answer in answers if answer.status_code == 403}
    assert refused == ({"forbidden"} if "manage" in scopes else {"forbidden", "scope_missing"})


async def test_a_token_cannot_make_itself_more_or_longer(sqlite_database: Database) -> None:
    site = Site(sqlite_database)
    async with site.signed_in("ada", Role.MEMBER) as ada, site.browser() as program:
        program.headers |= await bearer(ada, "manage")
        longer = await make(program, "read", days=None)
        assert (longer.status_code, longer.json()["code"]) == (403, "more_than_yours")
        assert (await make(program, "manage", days=1)).status_code == 201
        password = {"current_password": "x", "new_password": "a long new password"}
        refused = await program.post("/auth/password", json=password)
        assert (refused.status_code, refused.json()["code"]) == (403, "session_required")
        assert (await program.post("/auth/logout")).status_code == 204
        assert (await program.get("/auth/me")).status_code == 200


async def test_a_token_ends(sqlite_database: Database) -> None:
    site = Site(sqlite_database)
    async with site.signed_in("ada", Role.MEMBER) as ada, site.browser() as program:
        program.headers |= await bearer(ada, "read")
        assert (await program.get("/auth/me")).json()["scopes"] == ["read"]
        async with sqlite_database.write() as session:
            await session.execute(update(ApiToken).values(expires_at=now()))
        assert (await program.get("/auth/me")).json()["code"] == "not_signed_in"
        (listed,) = (await ada.get("/tokens")).json()["tokens"]
        assert listed["expired"] is True
        assert listed["last_used_at"] is not None


async def test_a_revoked_token_is_refused_at_once(database: Database) -> None:
    site = Site(database)
    async with (
        site.signed_in("ada", Role.MEMBER) as ada,
        site.signed_in("eve", Role.MEMBER) as eve,
        site.signed_in("root", Role.ADMIN) as root,
        site.browser() as program,
    ):
        made = [(await make(ada, "read")).json() for _ in range(2)]
        program.headers["Authorization"] = f"Bearer {made[0]['token']}"
        for token in made:
            answer = await eve.delete(f"/tokens/{token['id']}")
            assert (answer.status_code, answer.json()["code"]) == (404, "token_not_found")
        assert (await program.get("/auth/me")).status_code == 200
        assert (await ada.delete(f"/tokens/{made[0]['id']}")).status_code == 204
        assert (await program.get("/auth/me")).status_code == 401
        assert (await eve.get("/tokens?everyone=true")).status_code == 403
        everyone = (await root.get("/tokens?everyone=true")).json()["tokens"]
        assert [(t["id"], t["username"]) for t in everyone] == [(made[1]["id"], "ada")]
        assert (await root.delete(f"/tokens/{made[1]['id']}")).status_code == 204


@pytest.mark.parametrize(
    "body",
    [
        {"name": "t", "scopes": []},
        {"name": "t", "scopes": ["everything"]},
        {"name": " ", "scopes": ["read"]},
        {"name": "a\nb", "scopes": ["read"]},
        {"name": "ci\u202ekcab", "scopes": ["read"]},
        {"name": "t", "scopes": ["read"], "expires_in_days": 0},
        {"name": "t", "scopes": ["read"], "owner": "root"},
    ],
)
async def test_what_cannot_be_a_token(sqlite_database: Database, body: dict[str, object]) -> None:
    async with Site(sqlite_database).signed_in("ada", Role.MEMBER) as ada:
        assert (await ada.post("/tokens", json=body)).status_code == 422


async def test_a_hundred_and_no_more_also_when_several_are_made_at_once(
    database: Database,
) -> None:
    async with Site(database, guarded).signed_in("ada", Role.MEMBER) as ada:
        first = (await make(ada, "read")).json()["id"]
        async with database.write() as session:
            row = await session.get(ApiToken, uuid.UUID(first))
            assert row is not None
            session.add_all(
                ApiToken(user_id=row.user_id, name="x", token_hash=f"{n}", scopes=["read"])
                for n in range(tokens.MOST_TOKENS - 2)
            )
        made = await asyncio.gather(*(make(ada, "read") for _ in range(8)))
        assert Counter(answer.status_code for answer in made) == {201: 1, 409: 7}
        refused = (answer.json()["code"] for answer in made if answer.status_code == 409)
        assert set(refused) == {"too_many_tokens"}
