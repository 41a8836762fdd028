"""Seeing and unlinking accounts of the provider: by oneself, by an administrator, and never the
last way in."""

import asyncio
import uuid
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest

from modelshelf.accounts.models import Role
from modelshelf.accounts.oidc import repository
from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Deed
from modelshelf.audit.repository import AuditQuery
from modelshelf.kit.database import Database
from tests.accounts.oidc.door import Door
from tests.accounts.oidc.idp import Idp
from tests.accounts.site import PASSWORD, add_user
from tests.support.locks import waiting
from tests.support.wait import until

ROOT = {"username": "root", "password": PASSWORD}


async def _linked(browser: httpx2.AsyncClient, of: str = "/auth") -> list[dict[str, Any]]:
    answer = await browser.get(f"{of}/identities")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["identities"])


async def test_who_unlinks_comes_in_by_it_no_more_and_all_other_sessions_end(
    database: Database, idp: Idp, tmp_path: Path
) -> None:
    door = Door(database, idp, tmp_path)
    async with (
        door.browser() as here,
        door.site.browser() as there,
        door.site.browser() as third,
        door.site.browser() as fourth,
    ):
        await here.post("/auth/login", json=ROOT)
        await door.come_in(here, "?link=true")
        (linked,) = await _linked(here)
        assert (linked["issuer"], linked["subject"], linked["signs_in"]) == (idp.url, "42", True)
        await door.come_in(there)
        await third.post("/auth/login", json=ROOT)
        await fourth.post("/auth/login", json=ROOT)
        assert (await there.get("/auth/me")).json()["username"] == "root"

        # Whoever came in by it linked another account of theirs, and holds a session by that one.
        idp.claims["sub"] = "43"
        await door.come_in(fourth, "?link=true")
        idp.claims["sub"] = "42"
        # The session in use stays; who unlinks is not thrown out by it.
        assert (await here.delete(f"/auth/identities/{linked['id']}")).status_code == 204
        assert [one["subject"] for one in await _linked(here)] == ["43"]
        for ended in (there, third, fourth):
            assert (await ended.get("/auth/me")).status_code == 401
        assert await door.come_in(there) == "/"
        assert (await there.get("/auth/me")).json()["username"] == "grace"
        again = await here.delete(f"/auth/identities/{linked['id']}")
        assert (again.status_code, again.json()["code"]) == (404, "identity_not_found")
    async with database.read() as session:
        entries, _ = await audit.read(session, AuditQuery(deeds=(Deed.USER_UNLINK,)))
    done = entries[-1]
    assert (done.actor, done.about, done.outcome.value) == ("root", "root", "done")
    assert done.details == {"issuer": idp.url, "subject": "42", "sessions_ended": 5}


async def test_the_last_way_in_stays(database: Database, idp: Idp, tmp_path: Path) -> None:
    door = Door(database, idp, tmp_path)
    async with door.browser() as grace, door.site.browser() as root:
        await door.come_in(grace)
        await root.post("/auth/login", json=ROOT)
        me = (await grace.get("/auth/me")).json()["id"]
        (linked,) = await _linked(grace)
        for browser, path in ((grace, "/auth"), (root, f"/users/{me}")):
            answer = await browser.delete(f"{path}/identities/{linked['id']}")
            assert (answer.status_code, answer.json()["code"]) == (409, "last_way_in")
        assert await _linked(grace) == [linked]

        await root.patch(f"/users/{me}", json={"password": PASSWORD})
        answer = await root.delete(f"/users/{me}/identities/{linked['id']}")
        assert answer.status_code == 204
        found = (await root.get("/users")).json()["users"]
        assert {user["username"]: user["identities"] for user in found} == {"grace": 0, "root": 0}


async def test_of_two_unlinked_at_once_one_stays(
    database: Database, idp: Idp, tmp_path: Path
) -> None:
    door = Door(database, idp, tmp_path)
    async with door.browser() as grace:
        await door.come_in(grace)
        idp.claims["sub"] = "43"
        await door.come_in(grace, "?link=true")
        both = await _linked(grace)
        assert [one["subject"] for one in both] == ["42", "43"]
        answers = await asyncio.gather(
            *(grace.delete(f"/auth/identities/{one['id']}") for one in both)
        )
        assert sorted(answer.status_code for answer in answers) == [204, 409]
        assert len(await _linked(grace)) == 1


@pytest.mark.parametrize("first", ["comes in", "unlinks"])
@pytest.mark.parametrize("query", ["", "?link=true"])
async def test_who_comes_in_while_it_is_unlinked_does_not_stay(
    postgresql_database: Database, idp: Idp, tmp_path: Path, first: str, query: str
) -> None:
    """On PostgreSQL: SQLite has one writer at a time, which reads nothing before it is its turn."""
    door = Door(postgresql_database, idp, tmp_path)
    async with door.browser() as stranger, door.site.browser() as root:
        await root.post("/auth/login", json=ROOT)
        await door.come_in(root, "?link=true")
        await door.come_in(stranger)
        linked = await _linked(root)
        me = uuid.UUID((await root.get("/auth/me")).json()["id"])
        back = await door.to_provider(stranger, query)
        begin = {
            "comes in": lambda: stranger.get(back),
            "unlinks": lambda: root.delete(f"/auth/identities/{linked[0]['id']}"),
        }
        async with postgresql_database.write() as session:
            await repository.lock_owner(session, me)
            # Both wait for this one, in the order in which they came.
            acts = {}
            for who in sorted(begin, key=lambda who: who != first):
                acts[who] = asyncio.create_task(begin[who]())
                await until(partial(_as_many_wait, postgresql_database, len(acts)))
        entered, unlinked = await asyncio.gather(acts["comes in"], acts["unlinks"])
        assert unlinked.status_code == 204
        refused = entered.headers["location"] == "/sign-in?problem=not_signed_in"
        assert refused is (first == "unlinks")
        assert (await stranger.get("/auth/me")).status_code == 401
        assert await _linked(root) == []


async def _as_many_wait(database: Database, count: int) -> bool:
    return await waiting(database) == count


async def test_what_leads_nowhere_is_no_way_in(
    sqlite_database: Database, idp: Idp, tmp_path: Path
) -> None:
    """The provider was changed: what is linked of the old one counts for nothing."""
    door = Door(sqlite_database, idp, tmp_path)
    async with door.browser() as grace:
        await door.come_in(grace)
        former, idp.url = idp.url, idp.url.replace("127.0.0.1", "localhost")
        moved = Door(sqlite_database, idp, tmp_path)
        async with moved.site.browser() as browser:
            browser.cookies = grace.cookies
            await moved.come_in(browser, "?link=true")
            old, new = await _linked(browser)
            assert (old["issuer"], old["signs_in"], new["signs_in"]) == (former, False, True)
            kept = await browser.delete(f"/auth/identities/{new['id']}")
            assert (kept.status_code, kept.json()["code"]) == (409, "last_way_in")
            assert (await browser.delete(f"/auth/identities/{old['id']}")).status_code == 204


async def test_nobody_else_sees_or_unlinks_it(
    sqlite_database: Database, idp: Idp, tmp_path: Path
) -> None:
    door = Door(sqlite_database, idp, tmp_path)
    async with door.browser() as grace, door.site.signed_in("eve", Role.MEMBER) as eve:
        await door.come_in(grace)
        (linked,) = await _linked(grace)
        assert await _linked(eve) == []
        answer = await eve.delete(f"/auth/identities/{linked['id']}")
        assert (answer.status_code, answer.json()["code"]) == (404, "identity_not_found")
        assert await _linked(grace) == [linked]


async def test_linked_accounts_go_with_the_account(
    database: Database, idp: Idp, tmp_path: Path
) -> None:
    door = Door(database, idp, tmp_path)
    async with door.browser() as grace, door.site.browser() as root:
        await door.come_in(grace)
        me = (await grace.get("/auth/me")).json()["id"]
        await root.post("/auth/login", json=ROOT)
        assert (await root.delete(f"/users/{me}")).status_code == 204
        answer = await root.get(f"/users/{me}/identities")
        assert (answer.status_code, answer.json()["code"]) == (404, "user_not_found")
        await add_user(database, "grace", Role.MEMBER)
        assert await door.come_in(grace) == "/sign-in?problem=username_taken"
