"""What can go wrong between us and the Hub, in the words of a person."""

from typing import Self

from modelshelf.kit.errors import (
    Forbidden,
    Invalid,
    NoSpace,
    NotFound,
    Problem,
    TooMany,
    Unavailable,
)


class InvalidModelId(Invalid):
    code = "invalid_model_id"
    title = "Not a model id"

    @classmethod
    def of(cls, model_id: str) -> Self:
        shown = model_id if len(model_id) <= 80 else model_id[:77] + "…"
        return cls(
            f"{shown!r} cannot be a model id. An id looks like organisation/name: letters, digits, "
            "'-', '_' and '.', at most 96 characters."
        )

    @classmethod
    def of_kind(cls, kind: str) -> Self:
        if kind == "dataset":
            return cls("That names a dataset. Only models can be downloaded with Modelshelf.")
        if kind == "space":
            return cls("That names a Space. Only models can be downloaded with Modelshelf.")
        return cls("That does not name a model. Only models can be downloaded with Modelshelf.")

    @classmethod
    def no_models_page(cls) -> Self:
        return cls("That is a page of the Hub, but not the page of a model.")

    @classmethod
    def elsewhere(cls, host: str, endpoint: str) -> Self:
        return cls(
            f"{host[:80]} is neither the Hub that is used here ({endpoint}) nor the public one. "
            "If it is the same model, give its id alone: organisation/name."
        )


class InvalidRevision(Invalid):
    code = "invalid_revision"
    title = "Not a revision"

    @classmethod
    def of(cls, revision: str) -> Self:
        return cls(f"{revision[:80]!r} cannot be a revision. Give a branch, a tag or a commit.")


class ModelNotFound(NotFound):
    code = "model_not_found"
    title = "No such model"


class RevisionNotFound(NotFound):
    code = "revision_not_found"
    title = "No such revision"


class FileNotOnHub(NotFound):
    code = "not_found"
    title = "File not found at the Hub"


class ModelGated(Forbidden):
    """The Hub gives this model's files to those it let in; the field `reason` says what is missing:
    `no_token`, `licence_not_accepted`, `awaiting_review`, `denied` or `token_too_narrow`.
    """

    code = "model_gated"
    title = "The model is gated"


class ModelDisabled(Forbidden):
    code = "model_disabled"
    title = "The model is disabled at the Hub"


class TokenInvalid(Forbidden):
    code = "token_invalid"
    title = "The Hub refused the token"


class HubRateLimited(TooMany):
    """The Hub takes no more questions for now; `retry_after_seconds` says for how long."""

    code = "hub_rate_limited"
    title = "The Hub takes no more questions for now"


class HubUnreachable(Unavailable):
    code = "hub_unreachable"
    title = "The Hub does not answer"


class HubOffline(Unavailable):
    code = "hub_offline"
    title = "Offline by setting"


class TransferStalled(Unavailable):
    code = "stalled"
    title = "The download stands still"


class ChecksumMismatch(Problem):
    status = 502
    code = "checksum_mismatch"
    title = "What arrived is not what the Hub announced"


class DiskFull(NoSpace):
    """What was free when the download was asked for is not any more."""


class CacheUnreadable(Problem):
    status = 500
    code = "cache_unreadable"
    title = "The cache cannot be read"


class CacheReadOnly(Problem):
    status = 500
    code = "cache_read_only"
    title = "The cache cannot be written"
