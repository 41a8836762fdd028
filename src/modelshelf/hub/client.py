"""huggingface_hub's own client, asked in our words.

Synchronous, and slow to import: only `remote` uses it, in threads, from its first question on.
"""

import re
from collections.abc import Callable
from typing import TypeVar

from huggingface_hub import HfApi, set_client_factory
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import ModelInfo, RepoSibling
from pydantic import SecretStr

from modelshelf.hub.bounds import bounded_client
from modelshelf.hub.door import Gated, HubFile, HubRepo, TokenHolder, is_commit
from modelshelf.hub.errors import (
    HubOffline,
    HubUnreachable,
    ModelGated,
    ModelNotFound,
    RevisionNotFound,
    TokenInvalid,
)
from modelshelf.kit.errors import Problem

T = TypeVar("T")

SHA256_DIGITS = 64
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def bound_answers(timeout_seconds: float) -> None:
    """Once a process: the library's client gives no answer more time than this."""
    set_client_factory(lambda: bounded_client(timeout_seconds))


class Client:
    """Every method raises what `door.Hub` says, and blocks for as long as the Hub takes."""

    def __init__(self, endpoint: str, token: SecretStr | None, timeout_seconds: float) -> None:
        self.endpoint = endpoint
        self.token = token
        self._timeout_seconds = timeout_seconds
        # Without a token of ours none is sent: the library would look for one of its own log-in.
        self._api = HfApi(endpoint=endpoint, token=token.get_secret_value() if token else False)

    def look_up(self, model_id: str, revision: str | None) -> HubRepo:
        def ask() -> HubRepo:
            info = self._api.model_info(
                model_id, revision=revision, files_metadata=True, timeout=self._timeout_seconds
            )
            return _repo(model_id, info)

        return self._ask(ask, model_id, revision)

    def check_access(self, model_id: str) -> None:
        self._ask(lambda: self._api.auth_check(model_id), model_id, None)

    def who_is(self) -> TokenHolder:
        """Whose the client's token is. Raises: TokenInvalid, HubUnreachable."""
        try:
            said = self._ask(self._api.whoami, "", None)
        except (TokenInvalid, ModelGated, ModelNotFound) as error:
            raise TokenInvalid(
                f"The Hub at {self.endpoint} does not accept this token. Copy it once more from "
                "your settings there, or make a new one."
            ) from error
        auth = said.get("auth") or {}
        token = auth.get("accessToken") or {}
        return TokenHolder(
            _text(str(said["name"]))[:200],
            _short(token.get("displayName"), 200),
            _short(token.get("role"), 64),
        )

    def _ask(self, call: Callable[[], T], model_id: str, revision: str | None) -> T:
        try:
            return call()
        except Exception as error:
            problem = self._meaning(error, model_id, revision)
            if problem is None:
                raise
            raise problem from error

    def _meaning(  # noqa: PLR0911 (one line a meaning)
        self, error: Exception, model_id: str, revision: str | None
    ) -> Problem | None:
        # The order matters: GatedRepoError is a RepositoryNotFoundError, and all are HTTP errors.
        status = error.response.status_code if isinstance(error, HfHubHTTPError) else None
        match error:
            case GatedRepoError():
                return gated(model_id, self.endpoint, has_token=self.token is not None)
            case RevisionNotFoundError():
                return RevisionNotFound(f"{model_id} has no revision {revision!r} at the Hub.")
            case HfHubHTTPError() if status in (401, 403) and _names_the_token(error):
                return TokenInvalid(
                    "The Hub does not accept the token. Log in again with a valid token."
                )
            case RepositoryNotFoundError():
                hint = "" if self.token else " If it is private, log in to the Hub first."
                return ModelNotFound(f"The Hub has no model {model_id}.{hint}")
            case HfHubHTTPError() if status in (401, 403):
                return ModelGated(f"The Hub does not give you access to {model_id}.")
            case OfflineModeIsEnabled():
                return HubOffline("HF_HUB_OFFLINE is set: the Hub is not asked.")
            case HfHubHTTPError():
                return HubUnreachable(
                    f"The Hub at {self.endpoint} answered with error {status}. Try again later."
                )
            case _ if type(error).__module__.split(".")[0] in ("httpx2", "httpcore2"):
                return HubUnreachable(
                    f"The Hub at {self.endpoint} cannot be reached ({type(error).__name__}). "
                    "Check the network and the setting HUB_ENDPOINT."
                )
            case _ if isinstance(error, _ODD_ANSWER):
                return HubUnreachable(
                    f"What answers at {self.endpoint} does not speak as a Hub does. "
                    "Check the setting HUB_ENDPOINT."
                )
            case _:
                return None


# What reading an answer raises that is no JSON, or not in the shape it should have.
_ODD_ANSWER = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


def gated(model_id: str, endpoint: str, *, has_token: bool) -> ModelGated:
    page = f"{endpoint}/{model_id}"
    if has_token:
        detail = f"{model_id} is gated and your token has no access. Ask for it at {page}."
    else:
        detail = f"{model_id} is gated. Accept its licence at {page} and log in to the Hub."
    return ModelGated(detail, licence_url=page)


def _names_the_token(error: HfHubHTTPError) -> bool:
    message = error.response.headers.get("X-Error-Message", "")
    return "invalid credentials" in message.lower() or "invalid user token" in str(error).lower()


def _repo(model_id: str, info: ModelInfo) -> HubRepo:
    """What the Hub said, believed only as far as it can be true. Raises ValueError where not."""
    if info.sha is None or not is_commit(info.sha):
        raise ValueError(f"{info.sha!r} is no commit")
    card = info.card_data
    licence = card.get("license") if card is not None else None
    parameters = info.safetensors.parameters if info.safetensors else {}
    return HubRepo(
        model_id=model_id,
        sha=info.sha,
        files=tuple(_file(sibling) for sibling in info.siblings or ()),
        gated=_gated(info.gated),
        private=bool(info.private),
        licence=_text(licence) if isinstance(licence, str) else None,
        tags=tuple(_text(tag) for tag in info.tags or ()),
        library=info.library_name,
        pipeline=info.pipeline_tag,
        parameters={_text(dtype): _count(number) for dtype, number in parameters.items()},
        last_modified=info.last_modified,
    )


def _short(value: object, most: int) -> str | None:
    return _text(value)[:most] if isinstance(value, str) else None


def _gated(value: object) -> Gated:
    return value if value == "auto" or value == "manual" else None  # noqa: PLR1714 (narrows)


def _file(sibling: RepoSibling) -> HubFile:
    sha256 = sibling.lfs.sha256 if sibling.lfs else None
    blob = sha256 or sibling.blob_id or ""
    if not _HASH.fullmatch(blob) or (sha256 is not None and len(sha256) != SHA256_DIGITS):
        raise ValueError(f"{blob!r} is no hash")
    return HubFile(
        path=_text(sibling.rfilename),
        size_bytes=_count(sibling.size),
        blob=blob,
        sha256=sha256,
    )


def _text(value: str) -> str:
    """Text that a database and an answer can hold: no NUL, no half of a character."""
    value.encode()
    if "\0" in value:
        raise ValueError("a name with a NUL character")
    return value


def _count(value: int | None) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**53:
        raise ValueError(f"{value!r} is no size")
    return value
