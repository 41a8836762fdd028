"""What may go wrong with one request, and what an answer's status means.

Setback     try again later: the connection broke, the server is busy, a signed URL expired
Changed     what the Hub has under this name is not the file that was asked for
Problem     trying again cannot help: told to the person at once
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from modelshelf.hub.door import HubFile
from modelshelf.hub.errors import (
    FileNotOnHub,
    ModelGated,
    ModelNotFound,
    RevisionNotFound,
    TokenInvalid,
)
from modelshelf.hub.transfer.job import TransferJob
from modelshelf.kit.errors import Problem


class Setback(Exception):
    """A request that failed and may be tried again.

    Args:
        reason: What happened, for people.
        reached: Whether the other side was reached at all.
        retry_after_seconds: When the server wants to be asked again, if it said so.
    """

    def __init__(
        self, reason: str, *, reached: bool = True, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.reached = reached
        self.retry_after_seconds = retry_after_seconds


class Changed(Exception):
    """The server's file has another ETag, size or content than the one that was asked for."""


def refusal(
    job: TransferJob, file: HubFile, status: int, headers: Mapping[str, str]
) -> Problem | Setback | Changed:
    """What a refusal by the Hub itself means."""
    model, code = job.folder.model_id, headers.get("X-Error-Code", "")
    if status in (401, 403):
        return _denied(model, code, file)
    if status == 404:
        return _missing(model, job.sha, code, file)
    if status == 416:
        return Changed(f"The Hub's {file.path} is shorter than announced")
    return Setback(
        f"the Hub answered {status} for {file.path}",
        retry_after_seconds=retry_after(headers.get("Retry-After")),
    )


def _denied(model: str, code: str, file: HubFile) -> Problem:
    if code == "GatedRepo":
        return ModelGated(
            f"{model} is gated. Accept its conditions on its page at the Hub, with the account "
            "whose token is stored here, then retry."
        )
    if code == "RepoNotFound":
        return _missing(model, "", code, file)
    return TokenInvalid(
        f"The Hub refused access to {file.path} of {model}. Store a valid token that may read it "
        "(`modelshelf hub login`), then retry."
    )


def _missing(model: str, sha: str, code: str, file: HubFile) -> Problem:
    if code == "RepoNotFound":
        return ModelNotFound(
            f"The Hub has no model {model}, or the stored token may not see it. Check its name, "
            "or store a token that may read it."
        )
    if code == "RevisionNotFound":
        return RevisionNotFound(
            f"The Hub no longer has revision {sha} of {model}. Start the download again to get "
            "the current one."
        )
    return FileNotOnHub(
        f"The Hub no longer has {file.path} of {model}. Start the download again to get the "
        "current list of files."
    )


def retry_after(value: str | None) -> float | None:
    """Seconds of a `Retry-After` header, which holds seconds or a date (RFC 9110 §10.2.3).

    None when it is missing or holds neither.
    """
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        when = parsedate_to_datetime(value)
        # Without a zone (`-0000`) it is UTC, as all dates in HTTP are.
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):  # What the parser has for nonsense.
        return None
