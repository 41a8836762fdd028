"""What the account routes take and give."""

import uuid
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from modelshelf.accounts.models import Role
from modelshelf.accounts.passwords import LONGEST_PASSWORD
from modelshelf.accounts.service import Account, SignedIn

Username = Annotated[str, Field(min_length=1, max_length=64)]
Password = Annotated[str, Field(min_length=1, max_length=LONGEST_PASSWORD)]


class LoginIn(BaseModel):
    username: Username
    password: Password


class SetupIn(BaseModel):
    code: Annotated[str, Field(max_length=64, description="The code that `serve` printed.")]
    username: Username
    password: Password


class AccountOut(BaseModel):
    id: uuid.UUID
    username: str
    role: Role

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls(id=account.id, username=account.username, role=account.role)


class SignedInOut(AccountOut):
    access_token: str
    token_type: Literal["bearer"] = Field(default="bearer")

    @classmethod
    def of_sign_in(cls, signed_in: SignedIn) -> Self:
        account = signed_in.account
        return cls(
            access_token=signed_in.token,
            id=account.id,
            username=account.username,
            role=account.role,
        )
