"""Who may change a collection: whoever owns it, or an administrator.

CollectionOwner     role at least member; a token needs the scope `download`
"""

import uuid
from typing import Annotated

from fastapi import Depends, Request

from modelshelf.accounts.access import Downloader, record_refusal
from modelshelf.accounts.account import Account
from modelshelf.kit.web import DatabaseOf
from modelshelf.usage import service
from modelshelf.usage.errors import NotYourCollection


async def _owner(
    collection_id: uuid.UUID, request: Request, database: DatabaseOf, account: Downloader
) -> Account:
    # A transaction of its own, which ends before the one that changes the collection begins: the
    # refusal has to be recorded beside it, and a collection never changes its owner.
    async with database.read() as session:
        owned = await service.get(session, collection_id)
    if account.is_admin or account.id == owned.collection.owner_id:
        return account
    problem = NotYourCollection.of(owned.collection.name)
    await record_refusal(request, database, account, problem.code)
    raise problem


CollectionOwner = Annotated[Account, Depends(_owner)]
