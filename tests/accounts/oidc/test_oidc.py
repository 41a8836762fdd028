"""Signing in at a provider: to it and back, what is believed of it, and into which account."""

import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from modelshelf.accounts.models import Role
from modelshelf.accounts.oidc.router import router
from modelshelf.audit import service as audit
from modelshelf.audit.repository import AuditQuery
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from tests.accounts.oidc.door import Door
from tests.accounts.oidc.idp import (
    CLIENT_ID,
    Idp,
    signed_with_the_public_key,
    unsigned,
)
from tests.accounts.site import PASSWORD, Site, add_user


async def test_a_newcomer_gets_an_account_and_comes_back_to_it(
    database: Database, idp: Idp, tmp_path: Path
) -> None:
    door = Door(database, idp, tmp_path)
    async with door.browser() as browser:
        assert (await browser.get("/auth/methods")).json()["oidc"]["name"] == "Single sign-on"
        assert await door.come_in(browser) == "/"
        me = (await browser.get("/auth/me")).json()
        assert (me["username"], me["role"]) == ("grace", "viewer")
        idp.claims["preferred_username"] = "renamed"  # The subject counts, and not the name.
        assert await door.come_in(browser) == "/"
        assert (await browser.get("/auth/me")).json() == me
        password = {"username": "grace", "password": PASSWORD}
        assert (await browser.post("/auth/login", json=password)).status_code == 401
        change = {"current_password": PASSWORD, "new_password": "another one!"}
        none = await browser.post("/auth/password", json=change)
        assert (none.status_code, none.json()["code"]) == (409, "no_password")
    async with database.read() as session:
        entries, _ = await audit.read(session, AuditQuery(about="grace"))
    assert [e.deed.value for e in reversed(entries)][:3] == [
        "user.create",
        "user.link",
        "account.sign_in",
    ]


FALSE_CLAIMS: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "guessed"},
    "no nonce": {"nonce": None},
    "expired": {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200},
    "no expiry": {"exp": None},
    "not yet valid": {"nbf": int(time.time()) + 3600},
    "another audience": {"aud": "somebody-else"},
    "audience of several, made for another": {"aud": [CLIENT_ID, "x"], "azp": "x"},
    "another issuer": {"iss": "https://evil.example"},
    "no subject": {"sub": None},
    "a subject that is none": {"sub": {"a": 1}},
    "a subject that not every database can hold": {"sub": "4\0002"},
    "another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("lie", list(FALSE_CLAIMS))
async def test_a_token_with_false_claims_signs_nobody_in(
    sqlite_database: Database, idp: Idp, tmp_path: Path, lie: str
) -> None:
    idp.lie = FALSE_CLAIMS[lie]
    await _refused(Door(sqlite_database, idp, tmp_path), "oidc_not_trusted")


@pytest.mark.parametrize("forgery", ["none", "public key as secret", "another key", "no token"])
async def test_a_forged_token_signs_nobody_in(
    sqlite_database: Database, idp: Idp, tmp_path: Path, forgery: str
) -> None:
    idp.forge = {
        "none": unsigned,
        "public key as secret": lambda claims: signed_with_the_public_key(idp, claims),
        "another key": lambda claims: Idp(
            key=type(idp.key).generate_key("P-256", {"kid": "first"})
        ).sign(claims),
        "no token": lambda _: None,
    }[forgery]
    await _refused(Door(sqlite_database, idp, tmp_path), "oidc_not_trusted")


async def _refused(door: Door, code: str) -> None:
    async with door.browser() as browser:
        assert await door.come_in(browser) == f"/sign-in?problem={code}"
        assert (await browser.get("/auth/me")).status_code == 401


async def test_new_keys_of_the_provider_are_fetched(
    sqlite_database: Database, idp: Idp, tmp_path: Path
) -> None:
    door = Door(sqlite_database, idp, tmp_path)
    async with door.browser() as browser:
        assert await door.come_in(browser) == "/"
        idp.change_keys()
        assert await door.come_in(browser) == "/"


async def test_an_answer_that_was_not_begun_in_this_browser(
    sqlite_database: Database, idp: Idp, tmp_path: Path
) -> None:
    door = Door(sqlite_database, idp, tmp_path)
    ours = "/sign-in?problem=oidc_not_begun_here"
    async with door.browser() as mine, door.site.browser() as theirs:
        back = await door.to_provider(theirs)
        assert (await mine.get(back)).headers["location"] == ours  # Another browser's.
        begun = await door.to_provider(mine)
        state = parse_qs(urlsplit(begun).query)["state"][0]
        foreign = back.replace(parse_qs(urlsplit(back).query)["state"][0], "x" * 64)
        assert (await mine.get(foreign)).headers["location"] == ours  # Another state.
        begun = await door.to_provider(mine)
        other = begun.replace("iss=http", "iss=https")
        assert (await mine.get(other)).headers["location"] == ours  # Another provider.
        assert (await mine.get("/auth/me")).status_code == 401
        assert state not in str(dict(mine.cookies))


async def test_a_code_counts_once_and_a_refusal_is_told(
    sqlite_database: Database, idp: Idp, tmp_path: Path
) -> None:
    door = Door(sqlite_database, idp, tmp_path)
    async with door.browser() as browser:
        back = await door.to_provider(browser)
        sealed = dict(browser.cookies)
        assert (await browser.get(back)).headers["location"] == "/"
        browser.cookies.update(sealed)
        again = (await browser.get(back)).headers["location"]
        assert again == "/sign-in?problem=oidc_refused"
    async with door.site.browser() as another:
        back = await door.to_provider(another)
        state = parse_qs(urlsplit(back).query)["state"][0]
        denied = await another.get(f"/auth/oidc/callback?error=access_denied&state={state}")
        assert denied.headers["location"] == "/sign-in?problem=oidc_refused"


@pytest.mark.parametrize("fault", ["away", "another issuer", "no issuer", "broken"])
async def test_a_provider_that_does_not_answer_as_it_should(
    sqlite_database: Database, idp: Idp, tmp_path: Path, fault: str
) -> None:
    settings = {"oidc_issuer": "http://127.0.0.1:9"} if fault == "away" else {}
    says: dict[str, str | int] = {"another issuer": "https://evil.example", "no issuer": 5}
    idp.issuer_says = says.get(fault)
    idp.refuse_with = 500 if fault == "broken" else None
    await _refused_at_once(Door(sqlite_database, idp, tmp_path, **settings))


async def _refused_at_once(door: Door) -> None:
    async with door.browser() as browser:
        back = await door.to_provider(browser)
        if back.startswith("http"):
            back = str((await browser.get(back)).headers["location"])
        assert back == "/sign-in?problem=oidc_unreachable"


async def test_a_name_that_is_taken_opens_nobodys_account(
    sqlite_database: Database, idp: Idp, tmp_path: Path
) -> None:
    door = Door(sqlite_database, idp, tmp_path)
    idp.claims |= {"preferred_username": "ROOT", "email": "root@example.org"}
    await _refused(door, "username_taken")


async def test_whoever_is_signed_in_links_the_two(
    sqlite_database: Database, idp: Idp, tmp_path: Path
) -> None:
    door = Door(sqlite_database, idp, tmp_path)
    async with door.browser() as browser, door.site.browser() as elsewhere:
        nobody = await door.to_provider(elsewhere, "?link=true")
        assert nobody == "/sign-in?problem=not_signed_in"
        account = {"username": "root", "password": PASSWORD}
        await browser.post("/auth/login", json=account)
        assert await door.come_in(browser, "?link=true") == "/"
        assert await door.come_in(elsewhere) == "/"
        assert (await elsewhere.get("/auth/me")).json()["username"] == "root"
        await add_user(sqlite_database, "eve", Role.MEMBER)
        await elsewhere.post("/auth/login", json=account | {"username": "eve"})
        taken = await door.come_in(elsewhere, "?link=true")
        assert taken == "/sign-in?problem=oidc_identity_taken"


async def test_a_link_that_was_begun_ends_with_its_session(
    database: Database, idp: Idp, tmp_path: Path
) -> None:
    door = Door(database, idp, tmp_path)
    async with door.browser() as owner, door.site.browser() as thief:
        account = {"username": "root", "password": PASSWORD}
        await owner.post("/auth/login", json=account)
        await thief.post("/auth/login", json=account)
        begun = await door.to_provider(thief, "?link=true")
        assert (await owner.delete("/auth/sessions")).json() == {"ended": 1}
        answer = await thief.get(begun)
        assert answer.headers["location"] == "/sign-in?problem=not_signed_in"
        assert await door.come_in(thief) == "/"
        assert (await thief.get("/auth/me")).json()["username"] == "grace"


async def test_another_sites_page_begins_no_link(
    sqlite_database: Database, idp: Idp, tmp_path: Path
) -> None:
    door = Door(sqlite_database, idp, tmp_path)
    async with door.browser() as browser:
        await browser.post("/auth/login", json={"username": "root", "password": PASSWORD})
        for site, begins in (("same-site", False), ("same-origin", True), ("none", True)):
            browser.headers["Sec-Fetch-Site"] = site
            start = await browser.get("/auth/oidc/start?link=true")
            assert start.headers["location"].startswith(idp.url) is begins


@pytest.mark.parametrize(
    ("claim", "role"),
    [
        ({"groups": ["people", "shelf-admins"]}, "admin"),
        ({"groups": "shelf-members"}, "member"),
        ({"groups": ["people"]}, None),
        ({}, None),
        ({"groups": {"shelf-admins": 1}}, None),
    ],
)
async def test_roles_by_a_claim(
    sqlite_database: Database, idp: Idp, tmp_path: Path, claim: dict[str, Any], role: str | None
) -> None:
    settings = {
        "oidc_role_claim": "groups",
        "oidc_admins": "shelf-admins",
        "oidc_members": "shelf-members,others",
        "oidc_default_role": "none",
    }
    door = Door(sqlite_database, idp, tmp_path, **settings)
    idp.claims |= claim
    if role is None:
        await _refused(door, "oidc_no_role")
        return
    async with door.browser() as browser:
        await door.come_in(browser)
        assert (await browser.get("/auth/me")).json()["role"] == role


async def test_a_role_follows_the_claim_but_never_the_last_administrators(
    sqlite_database: Database, idp: Idp, tmp_path: Path
) -> None:
    settings = {"oidc_role_claim": "realm_access.roles", "oidc_admins": "boss"}
    door = Door(sqlite_database, idp, tmp_path, **settings)
    async with door.browser() as browser, door.site.browser() as root:
        idp.claims["realm_access"] = {"roles": ["boss"]}
        await door.come_in(browser)
        assert (await browser.get("/auth/me")).json()["role"] == "admin"
        idp.claims["realm_access"] = {"roles": []}
        await door.come_in(browser)
        assert (await browser.get("/auth/me")).json()["role"] == "viewer"

        await root.post("/auth/login", json={"username": "root", "password": PASSWORD})
        idp.claims |= {"sub": "root's", "realm_access": {"roles": []}}
        await door.come_in(root, "?link=true")
        await door.come_in(root)
        assert (await root.get("/auth/me")).json()["role"] == "admin"


async def test_disabled_is_disabled_and_nobody_comes_before_the_first(
    sqlite_database: Database, idp: Idp, tmp_path: Path
) -> None:
    door = Door(sqlite_database, idp, tmp_path)
    async with door.site.browser() as first:
        assert await door.come_in(first) == "/sign-in?problem=setup_required"
    async with door.browser() as browser, door.site.browser() as root:
        await door.come_in(browser)
        me = (await browser.get("/auth/me")).json()["id"]
        await root.post("/auth/login", json={"username": "root", "password": PASSWORD})
        await root.patch(f"/users/{me}", json={"disabled": True})
        assert await door.come_in(browser) == "/sign-in?problem=account_disabled"


async def test_it_is_off_unless_it_is_set_up(sqlite_database: Database) -> None:
    site = Site(sqlite_database, router, parts=[Settings()])
    async with site.browser() as browser:
        assert (await browser.get("/auth/methods")).json() == {"password": True, "oidc": None}
        for path in ("/auth/oidc/start", "/auth/oidc/callback?code=x&state=y"):
            answer = await browser.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "oidc_off")
