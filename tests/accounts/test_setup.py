"""The first start: the one-time code, or an administrator from the settings."""

import asyncio

import pytest
from sqlalchemy import func, select

from modelshelf.accounts import repository, users
from modelshelf.accounts.errors import AlreadySetUp, WeakPassword
from modelshelf.accounts.models import Role, User
from modelshelf.accounts.setup import ensure_admin
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from tests.accounts.site import PASSWORD, Site, add_user


def setup_body(site: Site, **changes: str) -> dict[str, str]:
    return {"code": site.setup_code.text, "username": "ada", "password": PASSWORD, **changes}


async def count_users(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count(User.id))) or 0


async def test_first_visitor_with_the_code_becomes_administrator(database: Database) -> None:
    site = Site(database)
    async with site.browser() as browser:
        assert (await browser.get("/auth/me")).json()["code"] == "setup_required"
        lazily_typed = site.setup_code.text.lower().replace("-", " ")
        answer = await browser.post("/auth/setup", json=setup_body(site, code=lazily_typed))
        assert answer.json()["role"] == "admin"
        assert (await browser.get("/auth/me")).json()["username"] == "ada"
        again = await browser.post("/auth/setup", json=setup_body(site, username="eve"))
        assert (again.status_code, again.json()["code"]) == (409, "already_set_up")


async def test_only_one_of_many_setups_at_once_succeeds(database: Database) -> None:
    site = Site(database)
    async with site.browser() as browser:
        answers = await asyncio.gather(
            *(
                browser.post("/auth/setup", json=setup_body(site, username=f"admin{number}"))
                for number in range(4)
            )
        )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert await count_users(database) == 1


async def test_second_founder_waits_for_the_first_and_loses(database: Database) -> None:
    async def found(username: str) -> None:
        async with database.write() as session:
            await repository.add_founder(session, new_admin(username))

    async with database.write() as session:
        await repository.add_founder(session, new_admin("first"))
        second = asyncio.create_task(found("second"))
        # The first is written and not yet committed: the second cannot see it, only run into it.
        await asyncio.wait({second}, timeout=0.5)
    with pytest.raises(AlreadySetUp):
        await second
    assert await count_users(database) == 1


def new_admin(username: str) -> User:
    return User(username=username, username_folded=username, role=Role.ADMIN)


async def test_code_is_spent_after_ten_wrong_tries(database: Database) -> None:
    site = Site(database)
    async with site.browser() as browser:
        for left in range(9, -1, -1):
            answer = await browser.post("/auth/setup", json=setup_body(site, code="AAAA"))
            assert (answer.status_code, answer.json()["tries_left"]) == (403, left)
        answer = await browser.post("/auth/setup", json=setup_body(site))
        assert answer.json()["code"] == "setup_code_spent"
    assert await count_users(database) == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "short"}, "weak_password"),
        ({"username": "two words"}, "invalid_username"),
        ({"username": "nul\x00"}, "invalid_username"),
        ({"username": "ada\u202e"}, "invalid_username"),
        ({"username": "a\u200bda"}, "invalid_username"),
        ({"username": "\ufdfa" * 64}, "invalid_username"),
    ],
)
async def test_poor_choices_are_refused_with_the_reason(
    database: Database, change: dict[str, str], code: str
) -> None:
    site = Site(database)
    async with site.browser() as browser:
        answer = await browser.post("/auth/setup", json=setup_body(site, **change))
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await count_users(database) == 0


@pytest.mark.parametrize("username", ["\u0130pek", "\u00df" * 64], ids=["dotted", "long"])
async def test_a_name_that_grows_where_it_is_compared_signs_in_again(
    database: Database, username: str
) -> None:
    site = Site(database)
    async with site.browser() as browser:
        await browser.post("/auth/setup", json=setup_body(site, username=username))
        await browser.post("/auth/logout")
        again = await browser.post("/auth/login", json={"username": username, "password": PASSWORD})
    assert again.status_code == 200
    async with database.read() as session:
        assert (await users.find(session, username)).username == username


def admin_settings(**given: str) -> Settings:
    return Settings.model_validate({"admin_username": None, "admin_password": None, **given})


async def test_administrator_of_the_settings_is_created_once(database: Database) -> None:
    settings = admin_settings(admin_username="root", admin_password=PASSWORD)
    assert await asyncio.gather(*(ensure_admin(database, settings) for _ in range(3))) == [True] * 3
    assert await count_users(database) == 1
    site = Site(database)
    async with site.browser() as browser:
        answer = await browser.post("/auth/login", json={"username": "root", "password": PASSWORD})
    assert answer.json()["role"] == "admin"


async def test_settings_change_nothing_once_there_is_an_account(database: Database) -> None:
    await add_user(database, "ada", Role.MEMBER)
    settings = admin_settings(admin_username="root", admin_password=PASSWORD)
    assert await ensure_admin(database, settings)
    assert await count_users(database) == 1


async def test_without_settings_the_page_has_to_set_up(database: Database) -> None:
    assert not await ensure_admin(database, admin_settings(admin_username="root"))
    with pytest.raises(WeakPassword):
        await ensure_admin(database, admin_settings(admin_username="root", admin_password="123"))
