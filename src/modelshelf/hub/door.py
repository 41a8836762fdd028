"""The door to the Hub: what the rest of the product asks of it, in our own words."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from modelshelf.hub.errors import InvalidModelId, InvalidRevision

if TYPE_CHECKING:  # A process that only reads folders starts without it.
    from pydantic import SecretStr

# The branch that programs load when they name none.
DEFAULT_BRANCH = "main"

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
class ConfigSummary:
    """What the Hub tells of a model's `config.json`.

    Attributes:
        family: `model_type`, such as `bert`.
        remote_code: Where `auto_map` says that the model's code is, such as
            `modeling_x.XModel` or `other/repo--modeling_x.XModel`.
        quantization: `quant_method`, such as `awq`.
    """

    architectures: tuple[str, ...] = ()
    family: str | None = None
    remote_code: tuple[str, ...] = ()
    quantization: str | None = None
    has_chat_template: bool = False


@dataclass(frozen=True, slots=True)
class GgufSummary:
    """What the Hub read in the header of a GGUF file; `parameters` is the number of weights."""

    architecture: str | None = None
    context_length: int | None = None
    parameters: int | None = None


@dataclass(frozen=True, slots=True)
class ScanIssue:
    """One file that the Hub's scanners object to; `level` in the Hub's words, such as `unsafe`."""

    path: str
    level: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What the Hub's own scanners say of a repository."""

    finished: bool
    issues: tuple[ScanIssue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What the Hub says of a model, whether one was looked up or many were searched for.

    Attributes:
        licence: As the Hub spells it; its own name where that is `other`.
        parameters: Number of parameters per stored dtype (`F32`, `BF16` …); empty when unknown.
    """

    model_id: str
    gated: Gated = None
    private: bool = False
    licence: str | None = None
    tags: tuple[str, ...] = ()
    library: str | None = None
    pipeline: str | None = None
    parameters: dict[str, int] = field(default_factory=dict)
    last_modified: datetime | None = None
    created_at: datetime | None = None
    downloads: int | None = None
    likes: int | None = None
    config: ConfigSummary = ConfigSummary()
    gguf: GgufSummary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRepo(Described):
    """One model at one revision, from a single request.

    Attributes:
        sha: The commit that the asked revision stands for.
        base_models: What the card says that it was made from.
        languages: As the card spells them.
        licence_url: Where the card says that the licence can be read.
        scan: None where the Hub says nothing.
        answer_bytes: How long the Hub's answer was.
        foreign_classes: Classes outside of sentence-transformers that its own files ask for, each
            with its file, and those of these files that could not be read; none before somebody
            has looked.
    """

    sha: str
    files: tuple[HubFile, ...]
    base_models: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    licence_url: str | None = None
    scan: Scan | None = None
    foreign_classes: tuple[str, ...] = ()
    answer_bytes: int = 0


class SearchOrder(StrEnum):
    """What comes first; `recent` is the last change."""

    DOWNLOADS = "downloads"
    LIKES = "likes"
    RECENT = "recent"
    TRENDING = "trending"


@dataclass(frozen=True, slots=True)
class SearchAsk:
    """One question to the Hub's search; what is None does not matter.

    Attributes:
        text: Words in the id.
        tags: All of them, also `license:mit` and the like.
        min_parameters, max_parameters: Number of weights.
        cursor: Of an earlier page of the same question.
    """

    text: str = ""
    author: str | None = None
    pipeline: str | None = None
    tags: tuple[str, ...] = ()
    min_parameters: int | None = None
    max_parameters: int | None = None
    order: SearchOrder = SearchOrder.TRENDING
    limit: int = 20
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Described):
    """One hit of a search; `paths` are the files on `main`, without their sizes."""

    trending_score: float | None = None
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How many questions the Hub still takes in this window, as it said last."""

    remaining: int
    resets_in_seconds: float
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of hits in the Hub's order; `cursor` leads to the next, and `answer_bytes` says how
    long the Hub's answer was."""

    hits: tuple[Found, ...]
    cursor: str | None = None
    answer_bytes: int = 0


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Whose a token is at the Hub, and what the Hub's list of tokens says of it."""

    account: str
    token_name: str | None = None
    token_kind: str | None = None


class TokenSource(Protocol):
    """Gives the token to send to the Hub now; asked anew for every question."""

    async def __call__(self) -> "SecretStr | None": ...


class Hub(Protocol):
    """What we ask of a Hub. `remote.RemoteHub` asks a real one over HTTP.

    Each question may raise HubUnreachable (after ten seconds at most), HubOffline (offline by
    setting), HubRateLimited and TokenInvalid, besides what is said of it.
    """

    @property
    def endpoint(self) -> str:
        """Address of the Hub, without a slash at its end."""
        ...

    @property
    def rate_limit(self) -> RateLimit | None:
        """What the Hub said last of how often it may be asked; None where it says nothing."""
        ...

    async def look_up(self, model_id: str, revision: str | None = None) -> HubRepo:
        """One model at one revision (default: `main`), in one request.

        Raises:
            ModelNotFound, RevisionNotFound, ModelGated.
        """
        ...

    async def check_access(self, model_id: str) -> None:
        """Ask whether the files of a gated or private model may be fetched; raises as `look_up`."""
        ...

    async def search(self, ask: SearchAsk) -> FoundPage:
        """One page of the models that the Hub finds, in one request."""
        ...

    async def read(
        self, model_id: str, sha: str, path: str, *, start: int = 0, size_bytes: int
    ) -> bytes:
        """So many bytes of one file from a place on, in one request; fewer where it ends before.

        Raises:
            FileNotOnHub, and as `look_up`.
        """
        ...


def is_model_id(name: str) -> bool:
    """Whether a repository can have that name."""
    if "--" in name or ".." in name or name.endswith(".git"):
        return False
    return len(name) <= 96 and _MODEL_ID.fullmatch(name) is not None


def check_model_id(model_id: str) -> str:
    """Give the id back, or raise InvalidModelId when no repository can have that name."""
    if not is_model_id(model_id):
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
