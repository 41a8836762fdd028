"""Who may use this installation, where they are signed in, and their programs' tokens."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from modelshelf.kit.clock import now
from modelshelf.kit.database import Base


class Role(StrEnum):
    """What someone may do; each role may also do what the roles before it may."""

    VIEWER = "viewer"
    MEMBER = "member"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)


class Scope(StrEnum):
    """What an API token is for, within what its owner may; each holds those before it.

    `read` looks; `download` also fetches models and registers the collections that use them;
    `manage` also deletes, and manages whatever the role allows, accounts and tokens included.
    """

    READ = "read"
    DOWNLOAD = "download"
    MANAGE = "manage"

    def includes(self, other: "Scope") -> bool:
        order = list(Scope)
        return order.index(self) >= order.index(other)


_ROLE = Enum(
    Role,
    name="role",
    native_enum=False,
    create_constraint=True,
    length=16,
    values_callable=lambda roles: [role.value for role in roles],
)


class User(Base):
    """An account.

    Attributes:
        username_folded: The name as it is compared: `Ada` and `ada` are one account.
        password_hash: None for an account that cannot sign in with a password.
        founder: True for the administrator of the first start, None for everybody else. The
            constraint lets only one of two first starts at the same moment succeed.
    """

    __tablename__ = "users"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    username: Mapped[str] = mapped_column(String(64))
    username_folded: Mapped[str] = mapped_column(String(256), unique=True)
    role: Mapped[Role] = mapped_column(_ROLE)
    password_hash: Mapped[str | None]
    founder: Mapped[bool | None] = mapped_column(unique=True)
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class SignIn(Base):
    """One sign-in: it lasts until it is used no more, or is ended.

    Attributes:
        token_hash: sha256 (hex) of the token that the browser or program holds. The token itself
            is stored nowhere.
        address: Where it was made from; `agent`: with which program.
    """

    __tablename__ = "sessions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    address: Mapped[str | None] = mapped_column(String(64))
    agent: Mapped[str | None] = mapped_column(String(200))


class ApiToken(Base):
    """A token that somebody made for a program of theirs.

    Attributes:
        token_hash: sha256 (hex); the token itself was shown once, and is stored nowhere.
        scopes: Values of `Scope`.
        expires_at: None: it does not end by itself.
        last_used_at: To the nearest minutes; `last_address`: from where.
    """

    __tablename__ = "api_tokens"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    last_address: Mapped[str | None] = mapped_column(String(64))
