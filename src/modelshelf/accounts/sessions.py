"""Where somebody is signed in, as they see it themselves."""

import uuid
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts import repository
from modelshelf.accounts.account import Account
from modelshelf.accounts.errors import SessionNotFound
from modelshelf.accounts.models import SignIn
from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Deed
from modelshelf.kit.clock import now


async def listed(session: AsyncSession, account: Account) -> Sequence[SignIn]:
    """The last used first."""
    return await repository.sign_ins(session, account.id, now())


async def end(session: AsyncSession, sign_in_id: uuid.UUID, *, by: Account) -> None:
    """Raises: SessionNotFound, also for somebody else's."""
    if not await repository.end(session, sign_in_id, by.id):
        raise SessionNotFound("You have no such session. It may have ended already.")
    await audit.record(
        session, by.actor, Deed.SESSION_END, by.username, about_id=by.id, sessions_ended=1
    )


async def end_others(session: AsyncSession, *, by: Account) -> int:
    """End all of one's sessions but the one in use; gives how many ended."""
    ended = await repository.end_all(session, by.id, but=by.credential_id)
    if ended:
        await audit.record(
            session, by.actor, Deed.SESSION_END, by.username, about_id=by.id, sessions_ended=ended
        )
    return ended
