"""Who may move an operation: whoever asked for it, with a token that may begin such a one."""

import pytest
from fastapi import APIRouter

from modelshelf.accounts.models import Role
from modelshelf.kit.database import Database
from modelshelf.operations.access import OperationOwner
from modelshelf.operations.moves import Kind
from tests.accounts.site import Site
from tests.accounts.test_tokens import bearer
from tests.operations.stage import add

mover = APIRouter()


@mover.post("/move/{task_id}")
async def move(owner: OperationOwner) -> str:
    return owner.username


@pytest.mark.parametrize("scope", ["download", "manage"])
async def test_a_token_for_downloads_moves_nothing_but_downloads(
    sqlite_database: Database, scope: str
) -> None:
    site = Site(sqlite_database, mover)
    async with site.signed_in("ada", Role.MEMBER) as ada, site.browser() as program:
        program.headers |= await bearer(ada, scope)
        moved = {}
        for kind in Kind:
            task_id = await add(sqlite_database, f"acme/{kind}", kind=kind)
            moved[kind] = (await program.post(f"/move/{task_id}")).status_code

    only_downloads = {kind: 200 if kind is Kind.DOWNLOAD else 403 for kind in Kind}
    assert moved == (only_downloads if scope == "download" else dict.fromkeys(Kind, 200))


async def test_another_members_operation_is_theirs_and_the_administrators(
    sqlite_database: Database,
) -> None:
    site = Site(sqlite_database, mover)
    task_id = await add(sqlite_database)
    answers = {}
    for name, role in (("ada", Role.MEMBER), ("bob", Role.MEMBER), ("eve", Role.ADMIN)):
        async with site.signed_in(name, role) as browser:
            answer = await browser.post(f"/move/{task_id}")
            answers[name] = answer.json().get("code") if answer.is_error else answer.json()

    assert answers == {"ada": "ada", "bob": "not_yours", "eve": "eve"}
