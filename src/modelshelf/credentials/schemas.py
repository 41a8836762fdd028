"""The Hub's token on the wire: what is known of it, and never the token."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from modelshelf.credentials.service import Source, TokenState


class HubTokenIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    token: Annotated[SecretStr, Field(min_length=1, max_length=500)]


class HubTokenOut(BaseModel):
    """`source` says which token is in use: `HF_TOKEN` (`environment`) wins over a saved one."""

    source: Source
    is_saved: bool
    account: str | None
    name: str | None
    kind: str | None
    saved_by: str | None
    saved_at: datetime | None
    readable: bool

    @classmethod
    def of(cls, state: TokenState) -> Self:
        return cls(**{name: getattr(state, name) for name in cls.model_fields})
