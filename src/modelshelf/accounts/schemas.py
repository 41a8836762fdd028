"""What the account routes take and give."""

import uuid
from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from modelshelf.accounts.account import Account
from modelshelf.accounts.errors import NotSignedIn, SetupRequired
from modelshelf.accounts.models import ApiToken, Role, Scope, SignIn, User
from modelshelf.accounts.passwords import LONGEST_PASSWORD
from modelshelf.accounts.program import Program
from modelshelf.accounts.repository import Member
from modelshelf.accounts.service import SignedIn
from modelshelf.accounts.tokens import NewToken
from modelshelf.kit.clock import now
from modelshelf.kit.names import NameIn

Username = Annotated[str, Field(min_length=1, max_length=64)]
Password = Annotated[str, Field(min_length=1, max_length=LONGEST_PASSWORD)]


class LoginIn(BaseModel):
    username: Username
    password: Password


class SetupIn(BaseModel):
    code: Annotated[str, Field(max_length=64, description="The code that `serve` printed.")]
    username: Username
    password: Password


class PasswordIn(BaseModel):
    current_password: Password
    new_password: Password


class AccountOut(BaseModel):
    id: uuid.UUID
    username: str
    role: Role


class MeOut(AccountOut):
    scopes: list[Scope] = Field(description="What the credential in use is for.")

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls(
            id=account.id,
            username=account.username,
            role=account.role,
            scopes=[scope for scope in Scope if scope in account.scopes],
        )


class CurrentSessionOut(BaseModel):
    account: MeOut | None = Field(description="Of whoever asks; null if nobody is signed in.")
    setup_required: bool = Field(
        description="There is no account yet, and the administrator has to be created."
    )

    @classmethod
    def of(cls, visitor: Account | NotSignedIn | SetupRequired) -> Self:
        return cls(
            account=MeOut.of(visitor) if isinstance(visitor, Account) else None,
            setup_required=isinstance(visitor, SetupRequired),
        )


class SignedInOut(MeOut):
    access_token: str
    token_type: Literal["bearer"] = Field(default="bearer")

    @classmethod
    def of_sign_in(cls, signed_in: SignedIn) -> Self:
        return cls(access_token=signed_in.token, **MeOut.of(signed_in.account).model_dump())


class SessionOut(BaseModel):
    id: uuid.UUID
    created_at: datetime
    last_used_at: datetime = Field(description="To five minutes.")
    expires_at: datetime
    address: str | None
    program: str | None = Field(description="With which it was made, such as Firefox or curl.")
    system: str | None = Field(description="What that runs on, such as Linux.")
    agent: str | None = Field(description="What the program said of itself, in full.")
    current: bool = Field(description="Whether it is the one in use.")

    @classmethod
    def of(cls, sign_in: SignIn, account: Account) -> Self:
        program = Program.of(sign_in.agent)
        return cls(
            id=sign_in.id,
            created_at=sign_in.created_at,
            last_used_at=sign_in.last_used_at,
            expires_at=sign_in.expires_at,
            address=sign_in.address,
            program=program.name if program else None,
            system=program.system if program else None,
            agent=sign_in.agent,
            current=sign_in.id == account.credential_id,
        )


class SessionsOut(BaseModel):
    sessions: list[SessionOut]


class EndedOut(BaseModel):
    ended: int


class UserOut(AccountOut):
    disabled: bool
    has_password: bool
    created_at: datetime

    @classmethod
    def of_user(cls, user: User) -> Self:
        return cls(
            id=user.id,
            username=user.username,
            role=user.role,
            disabled=user.disabled,
            has_password=user.password_hash is not None,
            created_at=user.created_at,
        )


class MemberOut(UserOut):
    """An account in the list of accounts."""

    sessions: int = Field(description="How many can be used now.")
    tokens: int = Field(description="How many can be used now.")
    identities: int = Field(description="How many accounts of a provider are linked to it.")
    last_seen_at: datetime | None = Field(description="To five minutes.")

    @classmethod
    def of_member(cls, member: Member) -> Self:
        return cls(
            **UserOut.of_user(member.user).model_dump(),
            sessions=member.sessions,
            tokens=member.tokens,
            identities=member.identities,
            last_seen_at=member.last_seen_at,
        )


class UsersOut(BaseModel):
    users: list[MemberOut]
    next_cursor: str | None


class NewUser(BaseModel):
    model_config = ConfigDict(extra="forbid")

    username: Username
    password: Password
    role: Role = Role.MEMBER


class UserChanges(BaseModel):
    """Only what is given changes."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    disabled: bool | None = None
    password: Password | None = None


class TokenIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: NameIn
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    expires_in_days: Annotated[
        int | None, Field(ge=1, le=3650, description="Null: it does not end by itself.")
    ] = 90

    @property
    def expires_at(self) -> datetime | None:
        return now() + timedelta(days=self.expires_in_days) if self.expires_in_days else None


class TokenOut(BaseModel):
    id: uuid.UUID
    name: str
    username: str = Field(description="Whose it is.")
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    expired: bool
    last_used_at: datetime | None = Field(description="To within five minutes.")
    last_address: str | None

    @classmethod
    def of(cls, token: ApiToken, username: str) -> Self:
        return cls(
            id=token.id,
            name=token.name,
            username=username,
            scopes=token.scopes,
            created_at=token.created_at,
            expires_at=token.expires_at,
            expired=token.expires_at is not None and token.expires_at <= now(),
            last_used_at=token.last_used_at,
            last_address=token.last_address,
        )


class TokensOut(BaseModel):
    tokens: list[TokenOut]


class NewTokenOut(TokenOut):
    token: str = Field(description="It is shown this once.")

    @classmethod
    def of_new(cls, new: NewToken, username: str) -> Self:
        return cls(**TokenOut.of(new.row, username).model_dump(), token=new.token)
