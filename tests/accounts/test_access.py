"""Who may call what, and from where."""

import pytest
from fastapi import APIRouter

from modelshelf.accounts.access import Admin, Downloader, Member, Oneself, Viewer
from modelshelf.accounts.models import Role
from modelshelf.audit.deeds import Deed
from modelshelf.audit.repository import AuditQuery, newest
from modelshelf.kit.database import Database
from tests.accounts.site import PASSWORD, Site, add_user

guarded = APIRouter()


@guarded.get("/see")
async def see(account: Viewer) -> str:
    return account.username


@guarded.post("/fetch")
async def fetch(account: Downloader) -> str:
    return account.username


@guarded.post("/mine")
async def mine(account: Oneself) -> str:
    return account.username


@guarded.post("/change")
async def change(account: Member) -> str:
    return account.username


@guarded.post("/rule")
async def rule(account: Admin) -> str:
    return account.username


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        (Role.VIEWER, [200, 403, 403]),
        (Role.MEMBER, [200, 200, 403]),
        (Role.ADMIN, [200, 200, 200]),
    ],
)
async def test_each_role_may_what_is_below_it(
    sqlite_database: Database, role: Role, statuses: list[int]
) -> None:
    async with Site(sqlite_database, guarded).signed_in("ada", role) as browser:
        answers = [
            await browser.get("/see"),
            await browser.post("/change"),
            await browser.post("/rule"),
        ]
    assert [answer.status_code for answer in answers] == statuses
    refused = [answer.json() for answer in answers if answer.status_code == 403]
    assert all(problem["needed_role"] in problem["detail"] for problem in refused)


async def test_stranger_is_asked_to_sign_in(sqlite_database: Database) -> None:
    await add_user(sqlite_database, "ada", Role.VIEWER)
    async with Site(sqlite_database, guarded).browser() as browser:
        for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"}):
            answer = await browser.get("/see", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://shelf.test"}, 200),
        ({"Origin": "http://shelf.test:81"}, 403),
        ({"Origin": "https://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://evil.test", "Authorization": "Basic YTpi"}, 403),
    ],
)
async def test_another_sites_page_cannot_use_the_cookie(
    sqlite_database: Database, headers: dict[str, str], status: int
) -> None:
    async with Site(sqlite_database, guarded).signed_in("ada", Role.MEMBER) as browser:
        answer = await browser.post("/change", headers=headers)
        assert answer.status_code == status
        assert status == 200 or answer.json()["code"] == "cross_origin"
        assert (await browser.get("/see", headers=headers)).status_code == 200


async def test_bearer_token_works_from_anywhere(sqlite_database: Database) -> None:
    site = Site(sqlite_database, guarded)
    async with site.signed_in("ada", Role.MEMBER) as browser, site.browser() as program:
        token = browser.cookies["modelshelf_session"]
        headers = {"Authorization": f"Bearer {token}", "Origin": "https://elsewhere.test"}
        assert (await program.post("/change", headers=headers)).status_code == 200


async def test_the_record_holds_a_refusal_once_a_minute_for_each_account_and_route(
    sqlite_database: Database,
) -> None:
    site = Site(sqlite_database, guarded)
    async with site.signed_in("eve", Role.VIEWER) as eve, site.signed_in("bob", Role.VIEWER) as bob:
        for browser in (eve, eve, eve, bob):
            for path in ("/change", "/rule"):
                assert (await browser.post(path)).status_code == 403
    async with sqlite_database.read() as session:
        entries = await newest(session, AuditQuery(deeds=[Deed.ACCESS]))
    assert sorted((entry.actor, entry.about) for entry in entries) == [
        (name, f"POST {path}") for name in ("bob", "eve") for path in ("/change", "/rule")
    ]


async def test_the_record_holds_wrong_set_up_codes_once_a_minute(
    sqlite_database: Database,
) -> None:
    body = {"code": "WRONG", "username": "eve", "password": PASSWORD}
    async with Site(sqlite_database).browser() as browser:
        answers = [await browser.post("/auth/setup", json=body) for _ in range(12)]
    assert {answer.status_code for answer in answers} == {403}
    async with sqlite_database.read() as session:
        entries = await newest(session, AuditQuery(deeds=[Deed.SET_UP]))
    assert [entry.code for entry in entries] == ["wrong_setup_code"]
