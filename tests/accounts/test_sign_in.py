"""Signing in and out, as a browser and as a program."""

import asyncio
from datetime import timedelta
from functools import partial

from sqlalchemy import func, select, update

from modelshelf.accounts import passwords
from modelshelf.accounts.models import Role, SignIn, User
from modelshelf.accounts.service import SESSION_LIFETIME
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from tests.accounts.site import PASSWORD, Site, add_user
from tests.support.locks import waiting
from tests.support.wait import until

ADA = {"username": "ada", "password": PASSWORD}


async def test_cookie_and_bearer_token_open_the_same_session(database: Database) -> None:
    site = Site(database)
    ada = await add_user(database, "ada", Role.MEMBER)
    async with site.browser() as browser, site.browser() as program:
        answer = await browser.post("/auth/login", json=ADA)
        body = answer.json()
        account: dict[str, object] = {"id": str(ada.id), "username": "ada", "role": "member"}
        account["scopes"] = ["read", "download", "manage"]
        assert body == {**account, "access_token": body["access_token"], "token_type": "bearer"}
        assert (await browser.get("/auth/me")).json() == account
        bearer = {"Authorization": f"Bearer {body['access_token']}"}
        assert (await program.get("/auth/me", headers=bearer)).json() == account

        assert (await browser.post("/auth/logout")).status_code == 204
        assert (await browser.get("/auth/me")).json()["code"] == "not_signed_in"
        assert (await program.get("/auth/me", headers=bearer)).json()["code"] == "not_signed_in"


async def test_a_page_learns_who_is_there_without_being_refused(database: Database) -> None:
    site = Site(database)
    nobody = {"account": None, "setup_required": False}
    async with site.browser() as browser:
        answer = await browser.get("/auth/session")
        assert (answer.status_code, answer.json()) == (200, {**nobody, "setup_required": True})

        await add_user(database, "ada", Role.MEMBER)
        assert (await browser.get("/auth/session")).json() == nobody
        assert (await browser.post("/auth/login", json=ADA)).is_success
        me = (await browser.get("/auth/me")).json()
        assert (await browser.get("/auth/session")).json() == {**nobody, "account": me}

        async with database.write() as session:
            await session.execute(update(SignIn).values(expires_at=now() - timedelta(seconds=1)))
        answer = await browser.get("/auth/session")
        assert (answer.status_code, answer.json()) == (200, nobody)


async def test_cookie_is_out_of_reach_for_scripts_and_plain_http(sqlite_database: Database) -> None:
    site = Site(sqlite_database)
    await add_user(sqlite_database, "ada", Role.VIEWER)
    async with site.browser("http://shelf.test") as plain, site.browser("https://s.test") as tls:
        over_http = (await plain.post("/auth/login", json=ADA)).headers["set-cookie"]
        over_https = (await tls.post("/auth/login", json=ADA)).headers["set-cookie"]
    for cookie in (over_http, over_https):
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert "Secure" in over_https and "Secure" not in over_http
    assert over_https.startswith("__Host-modelshelf_session=") and "Path=/" in over_https
    assert over_http.startswith("modelshelf_session=")


async def test_installations_on_two_ports_of_a_machine_leave_each_other_signed_in(
    sqlite_database: Database,
) -> None:
    """A browser has one store of cookies for all ports of a host."""
    site = Site(sqlite_database)
    await add_user(sqlite_database, "ada", Role.VIEWER)
    here, there = "http://shelf.test:8000", "http://shelf.test:8710"
    async with site.browser() as browser:
        for installation in (here, there):
            answer = await browser.post(f"{installation}/auth/login", json=ADA)
            assert answer.status_code == 200
        await browser.post(f"{there}/auth/logout")
        assert (await browser.get(f"{there}/auth/me")).status_code == 401
        assert (await browser.get(f"{here}/auth/me")).status_code == 200


async def test_a_neighbours_cookie_does_not_sign_in_over_https(sqlite_database: Database) -> None:
    """Who rules another host of the same domain can set a cookie for all of it, but for no name
    that begins with `__Host-`."""
    site = Site(sqlite_database)
    await add_user(sqlite_database, "ada", Role.VIEWER)
    async with site.browser("https://s.test") as browser:
        token = (await browser.post("/auth/login", json=ADA)).json()["access_token"]
        browser.cookies.clear()
        browser.cookies.set("modelshelf_session", token)
        assert (await browser.get("/auth/me")).status_code == 401


async def test_as_much_is_hashed_for_names_that_nobody_has(sqlite_database: Database) -> None:
    site = Site(sqlite_database)
    await add_user(sqlite_database, "ada", Role.MEMBER)
    await add_user(sqlite_database, "gone", Role.MEMBER, disabled=True)
    async with sqlite_database.write() as session:
        session.add(User(username="sso", username_folded="sso", role=Role.MEMBER))
    async with site.browser() as browser:
        for name in ("ada", "gone", "sso", "nobody", "a\x00b", "x y", "ﬃ" * 60):
            before = passwords.checks_done()
            body = {"username": name, "password": "not the one"}
            assert (await browser.post("/auth/login", json=body)).status_code == 401
            assert passwords.checks_done() == before + 1, name


async def test_nobody_learns_whether_an_account_exists(database: Database) -> None:
    site = Site(database)
    await add_user(database, "ada", Role.MEMBER)
    async with site.browser() as browser:
        answers = [
            await browser.post("/auth/login", json={"username": name, "password": "not the one"})
            for name in ("ada", "nobody", "a\x00b", "x y")
        ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["code"] == "wrong_credentials"


async def test_username_is_found_in_any_case(database: Database) -> None:
    site = Site(database)
    await add_user(database, "Ada", Role.MEMBER)
    async with site.browser() as browser:
        answer = await browser.post("/auth/login", json={**ADA, "username": "aDA"})
    assert answer.json()["username"] == "Ada"


async def test_disabled_account_is_signed_out_and_stays_out(database: Database) -> None:
    site = Site(database)
    async with site.signed_in("ada", Role.ADMIN) as browser:
        async with database.write() as session:
            await session.execute(update(User).values(disabled=True))
        assert (await browser.get("/auth/me")).status_code == 401
        assert (await browser.post("/auth/login", json=ADA)).json()["code"] == "account_disabled"


async def test_session_ends_after_its_lifetime(database: Database) -> None:
    site = Site(database)
    async with site.signed_in("ada", Role.VIEWER) as browser:
        async with database.write() as session:
            await session.execute(update(SignIn).values(expires_at=now() - timedelta(seconds=1)))
        assert (await browser.get("/auth/me")).status_code == 401
        # Signing in again clears away what has expired.
        await browser.post("/auth/login", json=ADA)
    async with database.read() as session:
        assert await session.scalar(select(func.count(SignIn.id))) == 1


async def test_session_in_use_lives_on(database: Database) -> None:
    site = Site(database)
    async with site.signed_in("ada", Role.VIEWER) as browser:
        yesterday = now() - timedelta(days=1)
        async with database.write() as session:
            await session.execute(
                update(SignIn).values(
                    last_used_at=yesterday, expires_at=now() + timedelta(minutes=1)
                )
            )
        answer = await browser.get("/auth/me")
        assert "set-cookie" in answer.headers  # The browser's copy lives on as well.
        assert "set-cookie" not in (await browser.get("/auth/me")).headers
    async with database.read() as session:
        sign_in = (await session.scalars(select(SignIn))).one()
    assert sign_in.expires_at > now() + SESSION_LIFETIME - timedelta(minutes=1)
    assert sign_in.last_used_at > yesterday


async def test_guessing_is_slowed_down_even_in_parallel(sqlite_database: Database) -> None:
    site = Site(sqlite_database)
    await add_user(sqlite_database, "ada", Role.MEMBER)
    async with site.browser() as browser:
        wrong = {"username": "ada", "password": "guess"}
        answers = await asyncio.gather(
            *(browser.post("/auth/login", json=wrong) for _ in range(12))
        )
        statuses = [answer.status_code for answer in answers]
        assert statuses.count(401) == 10 and statuses.count(429) == 2
        refused = await browser.post("/auth/login", json=ADA)
        assert refused.json()["code"] == "too_many_attempts"
        assert 0 < refused.json()["retry_after_seconds"] <= 300


async def test_password_and_token_are_stored_only_as_hashes(sqlite_database: Database) -> None:
    site = Site(sqlite_database)
    await add_user(sqlite_database, "ada", Role.MEMBER)
    async with site.browser() as browser:
        token = (await browser.post("/auth/login", json=ADA)).json()["access_token"]
    async with sqlite_database.read() as session:
        user = (await session.scalars(select(User))).one()
        sign_in = (await session.scalars(select(SignIn))).one()
    stored = [str(value) for row in (user, sign_in) for value in vars(row).values()]
    assert not [value for value in stored if token in value or PASSWORD in value]
    assert user.password_hash is not None and user.password_hash.startswith("$argon2id$")


async def test_who_knows_only_the_old_password_is_not_in_when_a_new_one_ends_all_sessions(
    postgresql_database: Database,
) -> None:
    """On PostgreSQL: SQLite has one writer at a time."""
    database = postgresql_database
    site = Site(database)
    ada = await add_user(database, "ada", Role.MEMBER)
    async with site.browser() as browser:
        async with database.write() as session:
            # The change has its row, and is not there yet for whoever looks.
            await session.execute(
                update(User).where(User.id == ada.id).values(password_hash="another")
            )
            signing_in = asyncio.create_task(browser.post("/auth/login", json=ADA))
            await until(partial(_somebody_waits, database))
        answer = await signing_in
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
    async with database.read() as session:
        assert (await session.scalars(select(SignIn))).all() == []


async def _somebody_waits(database: Database) -> bool:
    return await waiting(database) > 0
