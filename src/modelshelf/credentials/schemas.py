"""The Hub's token on the wire: what is known of it, and never the token."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from modelshelf.credentials.service import Source, TokenState
from modelshelf.kit.errors import Problem


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


class ClosedOut(BaseModel):
    """Why the Hub does not let us have a model's files, and where that can be changed."""

    code: str = Field(description="`model_gated`, `token_invalid` or `model_not_found`.")
    reason: str | None = Field(
        description="Of a gate: `no_token`, `licence_not_accepted`, `awaiting_review`, `denied` or "
        "`token_too_narrow`."
    )
    detail: str
    licence_url: str | None = Field(description="Where the licence is accepted.")
    tokens_url: str | None = Field(description="Where tokens are made at the Hub.")

    @classmethod
    def of(cls, problem: Problem | None) -> Self | None:
        if problem is None:
            return None
        said = {name: problem.fields.get(name) for name in ("reason", "licence_url", "tokens_url")}
        return cls(code=problem.code, detail=problem.detail, **said)
