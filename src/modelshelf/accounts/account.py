"""Who is asking: an account, by which credential, and from where."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from modelshelf.accounts.models import Role, Scope, User
from modelshelf.audit.deeds import Actor, Channel

EVERYTHING = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Account:
    """Who is asking.

    Attributes:
        scopes: What the credential is for; a session is for everything.
        credential_id: The session, or the API token, that is used.
        valid_until: When an API token ends; None for one without an end, and for sessions.
    """

    id: uuid.UUID
    username: str
    role: Role
    scopes: frozenset[Scope] = EVERYTHING
    credential_id: uuid.UUID | None = None
    valid_until: datetime | None = None
    address: str | None = None
    channel: Channel = Channel.SESSION

    @property
    def actor(self) -> Actor:
        """The same, as the record of deeds names people."""
        return Actor(self.username, self.channel, self.id, self.address)

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN

    @property
    def by_token(self) -> bool:
        """Whether a personal API token was used, and not a session."""
        return self.channel is Channel.TOKEN


@dataclass(frozen=True, slots=True)
class Client:
    """What somebody signs in from: an address and a program, as far as they are known."""

    address: str | None = None
    agent: str | None = None

    def as_actor(self, user: User | None) -> Actor:
        """Whoever signs in from here; somebody unknown where there is no such account."""
        if user is None:
            return Actor(None, Channel.SESSION, address=self.address)
        return Actor(user.username, Channel.SESSION, user.id, self.address)
