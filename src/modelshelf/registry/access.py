"""Who may change a custom model: whoever added it, or an administrator.

CustomModelOwner    role at least member; a token needs the scope `manage`

To others there is no such entry, so they get a 404. That they tried is recorded all the same.
"""

import uuid
from typing import Annotated

from fastapi import Depends, Request

from modelshelf.accounts.access import Member, record_refusal
from modelshelf.accounts.account import Account
from modelshelf.kit.web import DatabaseOf
from modelshelf.registry import repository
from modelshelf.registry.errors import CustomModelNotFound


async def _owner(
    custom_model_id: uuid.UUID, request: Request, database: DatabaseOf, account: Member
) -> Account:
    # A transaction of its own, which ends before the one that changes the entry begins: the
    # refusal has to be recorded beside it, and an entry never changes its owner.
    async with database.read() as session:
        model = await repository.by_id(session, custom_model_id)
    if model is not None and not account.is_admin and model.owner_id != account.id:
        problem = CustomModelNotFound.of(custom_model_id)
        await record_refusal(request, database, account, problem.code)
        raise problem
    return account


CustomModelOwner = Annotated[Account, Depends(_owner)]
