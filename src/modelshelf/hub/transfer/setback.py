"""What may go wrong with one request, and what an answer's status means.

Setback     try again later: the connection broke, the server is busy, a signed URL expired
Changed     what the Hub has under this name is not the file that was asked for
Problem     trying again cannot help: told to the person at once
"""

from collections.abc import Mapping

from modelshelf.hub import refusals
from modelshelf.hub.door import HubFile
from modelshelf.hub.refusals import Asked, retry_after
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
    if status in (401, 403, 404):
        asked = Asked(
            job.endpoint,
            has_token=job.token is not None,
            model_id=job.folder.model_id,
            revision=job.sha,
            path=file.path,
        )
        return refusals.refusal(asked, status, headers)
    if status == 416:
        return Changed(f"The Hub's {file.path} is shorter than announced")
    return Setback(
        f"the Hub answered {status} for {file.path}",
        retry_after_seconds=retry_after(headers.get("Retry-After")),
    )
