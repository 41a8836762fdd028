"""Who may use this installation, and where they are signed in."""

import uuid
from datetime import datetime
from enum import StrEnum

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
