"""Who asks for a download."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.audit.deeds import Actor
from modelshelf.operations import repository
from modelshelf.operations.begin import Tell
from modelshelf.operations.models import Operation


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a download, and how."""

    by: Actor
    as_admin: bool
    hurry: bool
    tell: Tell | None

    async def may_move(self, session: AsyncSession, row: Operation) -> bool:
        """What somebody paused is theirs to resume; so is what they let wait for its hours."""
        # Without an account it is the machine's own user, or Modelshelf itself.
        return (
            self.as_admin
            or self.by.account_id is None
            or await repository.are_of(session, [row], self.by)
        )
