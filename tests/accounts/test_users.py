"""Accounts as administrators manage them, and as people manage their own."""

import asyncio
from contextlib import AsyncExitStack

import httpx2
import pytest

from modelshelf.accounts.models import Role
from modelshelf.audit import service as audit
from modelshelf.audit.repository import AuditQuery
from modelshelf.kit.database import Database
from modelshelf.usage.models import Collection
from tests.accounts.site import PASSWORD, Site, add_user

NEW_PASSWORD = "a new and longer one"


async def sign_in(browser: httpx2.AsyncClient, username: str, password: str = PASSWORD) -> int:
    body = {"username": username, "password": password}
    return (await browser.post("/auth/login", json=body)).status_code


async def test_accounts_are_shown_in_pages(database: Database) -> None:
    for name in ("Cleo", "ada", "bob", "Dan"):
        await add_user(database, name, Role.VIEWER)
    site = Site(database)
    async with site.signed_in("root", Role.ADMIN) as root:
        pages: list[list[str]] = []
        cursor: dict[str, str] = {}
        while True:
            page = (await root.get("/users", params={"limit": 2, **cursor})).json()
            pages.append([user["username"] for user in page["users"]])
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
    assert pages == [["ada", "bob"], ["Cleo", "Dan"], ["root"]]


async def test_an_administrator_makes_changes_and_removes_accounts(database: Database) -> None:
    site = Site(database)
    async with site.signed_in("root", Role.ADMIN) as root, site.browser() as bob:
        body = {"username": "Bob", "password": PASSWORD, "role": "viewer"}
        made = (await root.post("/users", json=body)).json()
        assert (made["username"], made["role"], made["disabled"]) == ("Bob", "viewer", False)
        again = await root.post("/users", json=body | {"username": "BOB"})
        assert (again.status_code, again.json()["code"]) == (409, "username_taken")

        assert await sign_in(bob, "bob") == 200
        changed = await root.patch(f"/users/{made['id']}", json={"role": "member"})
        assert changed.json()["role"] == "member"
        assert (await bob.get("/auth/me")).json()["role"] == "member"  # At once, and signed in.

        listed = (await root.get("/users")).json()["users"]
        assert [(u["username"], u["sessions"]) for u in listed] == [("Bob", 1), ("root", 1)]
        assert listed[0]["last_seen_at"] is not None

        assert (await root.delete(f"/users/{made['id']}")).status_code == 204
        assert (await bob.get("/auth/me")).status_code == 401
        assert (await root.delete(f"/users/{made['id']}")).json()["code"] == "user_not_found"
    async with database.read() as session:
        entries, _ = await audit.read(session, AuditQuery(about="Bob", limit=100))
    assert [entry.deed.value for entry in reversed(entries)] == [
        "user.create",
        "account.sign_in",
        "user.role",
        "user.delete",
    ]
    assert entries[1].details == {"before": "viewer", "now": "member"}


async def test_disabling_ends_sessions_and_refuses_tokens(sqlite_database: Database) -> None:
    site = Site(sqlite_database)
    async with (
        site.signed_in("root", Role.ADMIN) as root,
        site.signed_in("bob", Role.MEMBER) as bob,
        site.browser() as program,
    ):
        me = (await bob.get("/auth/me")).json()
        made = await bob.post("/tokens", json={"name": "t", "scopes": ["read"]})
        program.headers["Authorization"] = f"Bearer {made.json()['token']}"
        assert (await program.get("/auth/me")).status_code == 200

        await root.patch(f"/users/{me['id']}", json={"disabled": True})
        assert (await bob.get("/auth/me")).status_code == 401
        assert (await program.get("/auth/me")).status_code == 401
        assert await sign_in(bob, "bob") == 403

        await root.patch(f"/users/{me['id']}", json={"disabled": False})
        assert (await bob.get("/auth/me")).status_code == 401
        assert (await program.get("/auth/me")).status_code == 200
        assert await sign_in(bob, "bob") == 200


@pytest.mark.parametrize(
    "change", [{"role": "member"}, {"disabled": True}, {"role": "viewer", "disabled": False}, None]
)
async def test_the_last_administrator_stays(
    sqlite_database: Database, change: dict[str, object] | None
) -> None:
    await add_user(sqlite_database, "gone", Role.ADMIN, disabled=True)
    async with Site(sqlite_database).signed_in("root", Role.ADMIN) as root:
        me = (await root.get("/auth/me")).json()["id"]
        if change is None:
            answer = await root.delete(f"/users/{me}")
        else:
            answer = await root.patch(f"/users/{me}", json=change)
        assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")
        assert (await root.get("/auth/me")).json()["role"] == "admin"
        refused = await root.get("/users")
    assert refused.status_code == 200


async def test_two_administrators_cannot_demote_each_other(database: Database) -> None:
    site = Site(database)
    async with AsyncExitStack() as stack:
        admins = [
            await stack.enter_async_context(site.signed_in(name, Role.ADMIN)) for name in "ab"
        ]
        ids = [(await admin.get("/auth/me")).json()["id"] for admin in admins]
        answers = await asyncio.gather(
            *(
                admin.patch(f"/users/{other}", json={"role": "viewer"})
                for admin, other in zip(admins, reversed(ids), strict=True)
            )
        )
        left = [(await admin.get("/auth/me")).json()["role"] for admin in admins]
    assert sorted(left) == ["admin", "viewer"]
    assert sorted(answer.status_code for answer in answers)[0] == 200


async def test_whoever_owns_collections_is_not_removed(database: Database) -> None:
    bob = await add_user(database, "bob", Role.MEMBER)
    async with database.write() as session:
        session.add(Collection(name="docs", owner_id=bob.id, embedding_model="a/b"))
    async with Site(database).signed_in("root", Role.ADMIN) as root:
        answer = await root.delete(f"/users/{bob.id}")
        assert (answer.status_code, answer.json()["code"]) == (409, "owns_collections")
        assert len((await root.get("/users")).json()["users"]) == 2


async def test_a_change_that_is_half_wrong_changes_nothing(sqlite_database: Database) -> None:
    bob = await add_user(sqlite_database, "bob", Role.MEMBER)
    async with Site(sqlite_database).signed_in("root", Role.ADMIN) as root:
        change = {"role": "viewer", "password": "short"}
        answer = await root.patch(f"/users/{bob.id}", json=change)
        assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")
        roles = {u["username"]: u["role"] for u in (await root.get("/users")).json()["users"]}
    assert roles["bob"] == "member"


async def test_changing_ones_password_ends_all_other_sessions(database: Database) -> None:
    site = Site(database)
    async with site.signed_in("ada", Role.VIEWER) as here, site.browser() as there:
        await sign_in(there, "ada")
        before = here.cookies["modelshelf_session"]
        change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}

        wrong = await here.post("/auth/password", json=change | {"current_password": "guess"})
        assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_credentials")
        weak = await here.post("/auth/password", json=change | {"new_password": "short"})
        assert (weak.status_code, weak.json()["code"]) == (422, "weak_password")
        assert (await there.get("/auth/me")).status_code == 200

        done = await here.post("/auth/password", json=change)
        assert done.status_code == 200
        assert (await here.get("/auth/me")).status_code == 200
        assert (await there.get("/auth/me")).status_code == 401
        assert done.json()["access_token"] == here.cookies["modelshelf_session"] != before
        assert await sign_in(there, "ada") == 401
        assert await sign_in(there, "ada", NEW_PASSWORD) == 200


async def test_guessing_the_current_password_is_braked(sqlite_database: Database) -> None:
    async with Site(sqlite_database).signed_in("ada", Role.VIEWER) as ada:
        change = {"current_password": "guess", "new_password": NEW_PASSWORD}
        answers = [await ada.post("/auth/password", json=change) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]


async def test_an_administrators_new_password_for_somebody_ends_their_sessions(
    sqlite_database: Database,
) -> None:
    site = Site(sqlite_database)
    async with (
        site.signed_in("root", Role.ADMIN) as root,
        site.signed_in("bob", Role.MEMBER) as bob,
    ):
        bobs_id = (await bob.get("/auth/me")).json()["id"]
        await root.patch(f"/users/{bobs_id}", json={"password": NEW_PASSWORD})
        assert (await bob.get("/auth/me")).status_code == 401
        assert await sign_in(bob, "bob", NEW_PASSWORD) == 200


async def test_people_see_and_end_their_own_sessions_only(sqlite_database: Database) -> None:
    site = Site(sqlite_database)
    async with (
        site.signed_in("ada", Role.VIEWER) as here,
        site.browser() as there,
        site.browser() as third,
        site.signed_in("eve", Role.ADMIN) as eve,
    ):
        await sign_in(there, "ada")
        await sign_in(third, "ada")
        seen = (await here.get("/auth/sessions")).json()["sessions"]
        assert sorted(session["current"] for session in seen) == [False, False, True]
        assert {session["program"] for session in seen} == {"python-httpx2"}
        other = next(session["id"] for session in seen if not session["current"])

        refused = await eve.delete(f"/auth/sessions/{other}")
        assert (refused.status_code, refused.json()["code"]) == (404, "session_not_found")
        assert (await here.delete(f"/auth/sessions/{other}")).status_code == 204
        assert len((await here.get("/auth/sessions")).json()["sessions"]) == 2
        assert (await here.delete("/auth/sessions")).json() == {"ended": 1}
        left = [(await b.get("/auth/me")).status_code for b in (here, there, third)]
        assert left == [200, 401, 401]
