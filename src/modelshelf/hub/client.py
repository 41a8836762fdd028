"""huggingface_hub's own client, asked in our words.

Synchronous, and slow to import: only `remote` uses it, in threads, from its first question on.
"""

from collections.abc import Callable
from typing import TypeVar

from huggingface_hub import HfApi
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import ModelInfo, RepoSibling
from pydantic import SecretStr

from modelshelf.hub.door import Gated, HubFile, HubRepo
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


class Client:
    """Every method raises what `door.Hub` says, and blocks for as long as the Hub takes."""

    def __init__(self, endpoint: str, token: SecretStr | None, timeout_seconds: float) -> None:
        self.endpoint = endpoint
        self.token = token
        self._timeout_seconds = timeout_seconds
        # Without a token of ours none is sent: the library would look for one of its own log-in.
        self._api = HfApi(endpoint=endpoint, token=token.get_secret_value() if token else False)

    def look_up(self, model_id: str, revision: str | None) -> HubRepo:
        info = self._ask(
            lambda: self._api.model_info(
                model_id,
                revision=revision,
                files_metadata=True,
                timeout=self._timeout_seconds,
            ),
            model_id,
            revision,
        )
        return _repo(model_id, info)

    def check_access(self, model_id: str) -> None:
        self._ask(lambda: self._api.auth_check(model_id), model_id, None)

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
            case ValueError():  # An answer that is not the JSON it should be.
                return HubUnreachable(
                    f"What answers at {self.endpoint} does not speak as a Hub does. "
                    "Check the setting HUB_ENDPOINT."
                )
            case _:
                return None


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
    card = info.card_data
    licence = card.get("license") if card is not None else None
    return HubRepo(
        model_id=model_id,
        sha=info.sha or "",
        files=tuple(_file(sibling) for sibling in info.siblings or ()),
        gated=_gated(info.gated),
        private=bool(info.private),
        licence=str(licence) if licence else None,
        tags=tuple(info.tags or ()),
        library=info.library_name,
        pipeline=info.pipeline_tag,
        parameters=dict(info.safetensors.parameters) if info.safetensors else {},
        last_modified=info.last_modified,
    )


def _gated(value: object) -> Gated:
    return value if value == "auto" or value == "manual" else None  # noqa: PLR1714 (narrows)


def _file(sibling: RepoSibling) -> HubFile:
    sha256 = sibling.lfs.sha256 if sibling.lfs else None
    return HubFile(
        path=sibling.rfilename,
        size_bytes=sibling.size or 0,
        blob=sha256 or sibling.blob_id or "",
        sha256=sha256,
    )
