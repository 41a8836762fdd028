"""What a refusal of the Hub means, by its status and the headers that come with it.

The Hub answers 401 without a token and 403 with one, and tells the rest in `X-Error-Code` and, for
people, in `X-Error-Message`. The sentences for gated models that are looked for here stand in
public reports of users: kubeai-project/kubeai#155 (not on the list), prov-gigapath/prov-gigapath#92
(awaiting a review), meta-llama/llama-cookbook#607 (rejected).
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from modelshelf.hub.door import RateLimit
from modelshelf.hub.errors import (
    FileNotOnHub,
    HubRateLimited,
    HubUnreachable,
    ModelDisabled,
    ModelGated,
    ModelNotFound,
    RevisionNotFound,
    TokenInvalid,
)
from modelshelf.kit.errors import Problem
from modelshelf.kit.paging import InvalidCursor

_UNTOLD_WAIT_SECONDS = 60.0
_RATE_LIMIT = re.compile(r";\s*r\s*=\s*(\d{1,9})\s*;\s*t\s*=\s*(\d{1,6})")
_POLICY = re.compile(r";\s*q\s*=\s*(\d{1,9})")
_WHERE_TOKENS_GO = "System → Hub token, `modelshelf hub login`, or HF_TOKEN"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, as far as it helps to explain a refusal.

    Attributes:
        model_id: None for what is not about one model.
        has_token: Whether a token was sent along.
    """

    endpoint: str
    has_token: bool
    model_id: str | None = None
    revision: str | None = None
    path: str | None = None
    cursor: str | None = None

    @property
    def page(self) -> str:
        """Where the model's licence is accepted."""
        return f"{self.endpoint}/{self.model_id}" if self.model_id else self.endpoint


def refusal(asked: Asked, status: int, headers: Mapping[str, str]) -> Problem:
    """What an answer means that is none of 200 or 206."""
    code, message = headers.get("X-Error-Code", ""), headers.get("X-Error-Message", "")
    if status == 429:
        limit = rate_limit(headers)
        told = limit.resets_in_seconds if limit else retry_after(headers.get("Retry-After"))
        return rate_limited(asked, _UNTOLD_WAIT_SECONDS if told is None else told)
    if code == "GatedRepo":
        return _gated(asked, message)
    if status in (401, 403):
        return _denied(asked, status, code, message)
    if status == 404:
        return _missing(asked, code)
    if status == 400 and asked.cursor is not None:
        return InvalidCursor("The Hub does not know this cursor (any more): search anew.")
    return HubUnreachable(
        f"The Hub at {asked.endpoint} answered with error {status}. Try again later."
    )


def rate_limit(headers: Mapping[str, str]) -> RateLimit | None:
    """What `RateLimit` and `RateLimit-Policy` say (draft-ietf-httpapi-ratelimit-headers-09), as the
    Hub writes them: `"api";r=499;t=120` and `"fixed window";"api";q=500;w=300`.
    """
    told = _RATE_LIMIT.search(headers.get("RateLimit", ""))
    if told is None:
        return None
    policy = _POLICY.search(headers.get("RateLimit-Policy", ""))
    return RateLimit(int(told[1]), float(told[2]), int(policy[1]) if policy else None)


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


def odd_answer(endpoint: str) -> HubUnreachable:
    """For what no Hub says."""
    return HubUnreachable(
        f"What answers at {endpoint} does not speak as a Hub does. Check MODELSHELF_HUB_ENDPOINT."
    )


def _gated(asked: Asked, message: str) -> ModelGated:
    model, page = asked.model_id, asked.page
    said = message.lower()
    if not asked.has_token:
        reason = "no_token"
        detail = (
            f"{model} is gated, and Modelshelf has no Hub token. Accept the licence at {page}, "
            f"then give Modelshelf a token of that account ({asked.endpoint}/settings/tokens): "
            f"{_WHERE_TOKENS_GO}."
        )
    elif "awaiting" in said:
        reason = "awaiting_review"
        detail = (
            f"Your request for {model} waits for a review by its authors. {page} shows when they "
            "have decided; then try again."
        )
    elif "rejected" in said:
        reason = "denied"
        detail = (
            f"The authors of {model} rejected the request of the account whose token Modelshelf "
            f"has. Write to them at {page}/discussions, or give Modelshelf the token of an account "
            f"that they let in: {_WHERE_TOKENS_GO}."
        )
    elif "fine-grained" in said or "public gated repositories" in said:
        reason = "token_too_narrow"
        detail = (
            f"{model} is gated, and the token that Modelshelf has may not read gated models. Allow "
            f"it at {asked.endpoint}/settings/tokens (read access to public gated repositories)."
        )
    else:
        reason = "licence_not_accepted"
        detail = (
            f"{model} is gated, and the account whose token Modelshelf has has not accepted its "
            f"licence yet. Accept it at {page}, signed in with that account, then try again."
        )
    return ModelGated(detail, reason=reason, licence_url=page, **_token_places(asked))


def _denied(asked: Asked, status: int, code: str, message: str) -> Problem:
    said = message.lower()
    about_the_token = any(word in said for word in ("credentials", "token", "expired"))
    if code != "RepoNotFound" and asked.has_token and (status == 401 or about_the_token):
        return _token_refused(asked)
    if "disabled" in said:
        return ModelDisabled(f"The Hub has disabled {asked.model_id}; nobody can download it.")
    if code != "RepoNotFound" and asked.path is not None:
        return _token_refused(asked)
    if status == 401 or code == "RepoNotFound":
        return _missing(asked, "RepoNotFound")
    return ModelGated(
        f"The Hub does not let Modelshelf have {asked.model_id}. Ask its authors at {asked.page}, "
        f"or give Modelshelf the token of an account that may: {_WHERE_TOKENS_GO}.",
        reason="denied",
        licence_url=asked.page,
        **_token_places(asked),
    )


def _token_refused(asked: Asked) -> TokenInvalid:
    if asked.has_token:
        what = "does not accept the token that Modelshelf has: it is wrong, expired, or revoked"
    else:
        what = "wants a token, and Modelshelf has none"
    return TokenInvalid(
        f"The Hub {what}. Make one at {asked.endpoint}/settings/tokens and give it to Modelshelf: "
        f"{_WHERE_TOKENS_GO}.",
        **_token_places(asked),
    )


def _missing(asked: Asked, code: str) -> Problem:
    model = asked.model_id
    if code == "RevisionNotFound":
        return RevisionNotFound(
            f"{model} has no revision {asked.revision!r} at the Hub. Leave it out for the newest, "
            f"or choose one of {asked.page}/commits."
        )
    if asked.path is not None and code != "RepoNotFound":
        return FileNotOnHub(
            f"The Hub no longer has {asked.path} of {model}. Start again to get the current list "
            "of files."
        )
    if asked.has_token:
        hint = "Check its name, or whether your token may see it if it is private."
    else:
        hint = f"Check its name; if it is private, give Modelshelf a Hub token: {_WHERE_TOKENS_GO}."
    return ModelNotFound(f"The Hub has no model {model}. {hint}")


def rate_limited(asked: Asked, wait_seconds: float) -> HubRateLimited:
    """For when the Hub has said that it was asked too often, or will say so."""
    more = "" if asked.has_token else " With a Hub token it takes more questions."
    seconds = max(1, math.ceil(wait_seconds))
    return HubRateLimited(
        f"The Hub at {asked.endpoint} was asked too often from here. Try again in {seconds} s."
        + more,
        retry_after_seconds=seconds,
    )


def _token_places(asked: Asked) -> dict[str, str]:
    return {"tokens_url": f"{asked.endpoint}/settings/tokens"}
