"""Who may move an operation: whoever asked for it, or an administrator, with a token for its kind.

OperationOwner      role at least member; a token needs the scope that starting such a one needs
"""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from modelshelf.accounts.access import Downloader, record_refusal
from modelshelf.accounts.account import Account
from modelshelf.accounts.errors import ScopeMissing
from modelshelf.accounts.models import Scope
from modelshelf.kit.web import DatabaseOf
from modelshelf.operations import service
from modelshelf.operations.errors import NotYours
from modelshelf.operations.moves import Kind

# What it takes to begin one: `download` is for downloads alone.
_SCOPES = {Kind.DOWNLOAD: Scope.DOWNLOAD}


async def _owner(
    task_id: UUID, request: Request, database: DatabaseOf, account: Downloader
) -> Account:
    # A transaction of its own, which ends before the one that moves the operation begins: who
    # asked for it never changes.
    async with database.read() as session:
        operation, is_own = await service.with_owner(session, task_id, account.actor)
    needed = _SCOPES.get(operation.kind, Scope.MANAGE)
    if not any(scope.includes(needed) for scope in account.scopes):
        problem: ScopeMissing | NotYours = ScopeMissing.of(needed)
    elif not account.is_admin and not is_own:
        problem = NotYours(
            f"The {operation.kind} of {operation.model_id} was asked for by "
            f"{operation.requested_by}. Ask them, or an administrator."
        )
    else:
        return account
    await record_refusal(request, database, account, problem.code)
    raise problem


OperationOwner = Annotated[Account, Depends(_owner)]
