"""The door to the Hub: what the rest of the product asks of it, in our own words."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from pydantic import SecretStr

from modelshelf.hub.errors import InvalidModelId, InvalidRevision

Gated: TypeAlias = Literal["auto", "manual"] | None

# The Hub's own rule: letters, digits, `-`, `_`, `.`; at most 96 characters a part; no leading or
# trailing `-` or `.`, no `--` and no `..` (huggingface_hub/utils/_validators.py).
_PART = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?"
_MODEL_ID = re.compile(rf"{_PART}(?:/{_PART})?")
_REVISION = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_./-]{0,254}")
_SHA = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a repository at one revision.

    Attributes:
        path: Its place in the repository, with `/` between folders.
        size_bytes: Its exact size.
        blob: Its name among the cache's blobs: the sha256 of an LFS file, else the git blob sha1.
        sha256: For an LFS file the sha256 of its content (then equal to `blob`), else None.
    """

    path: str
    size_bytes: int
    blob: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class HubRepo:
    """What the Hub says of one model at one revision, from a single request.

    Attributes:
        sha: The commit that the asked revision stands for.
        parameters: Number of parameters per stored dtype (`F32`, `BF16` …); empty when unknown.
    """

    model_id: str
    sha: str
    files: tuple[HubFile, ...]
    gated: Gated = None
    private: bool = False
    licence: str | None = None
    tags: tuple[str, ...] = ()
    library: str | None = None
    pipeline: str | None = None
    parameters: dict[str, int] = field(default_factory=dict)
    last_modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Whose a token is at the Hub, and what the Hub's list of tokens says of it."""

    account: str
    token_name: str | None = None
    token_kind: str | None = None


TokenSource: TypeAlias = Callable[[], Awaitable[SecretStr | None]]
"""Gives the token to send to the Hub now; asked anew for every question."""


class Hub(Protocol):
    """What we ask of a Hub. `remote.RemoteHub` asks a real one over HTTP."""

    async def look_up(self, model_id: str, revision: str | None = None) -> HubRepo:
        """One model at one revision (default: `main`).

        Raises:
            ModelNotFound, RevisionNotFound, ModelGated, TokenInvalid, HubUnreachable (after ten
            seconds at most), HubOffline (offline by setting).
        """
        ...

    async def check_access(self, model_id: str) -> None:
        """Ask whether the files of a gated or private model may be fetched; raises as `look_up`."""
        ...


def check_model_id(model_id: str) -> str:
    """Give the id back, or raise InvalidModelId when no repository can have that name."""
    if "--" in model_id or ".." in model_id or model_id.endswith(".git"):
        raise InvalidModelId.of(model_id)
    if len(model_id) > 96 or not _MODEL_ID.fullmatch(model_id):
        raise InvalidModelId.of(model_id)
    return model_id


def check_revision(revision: str) -> str:
    """Give the revision back, or raise InvalidRevision when nothing can be named so."""
    segments = revision.split("/")
    if not _REVISION.fullmatch(revision) or any(s in ("", ".", "..") for s in segments):
        raise InvalidRevision.of(revision)
    return revision


def is_commit(revision: str) -> bool:
    """Whether a revision is a full commit id, which never moves, and not a branch or a tag."""
    return _SHA.fullmatch(revision) is not None
