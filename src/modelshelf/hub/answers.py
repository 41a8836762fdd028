"""The Hub's JSON read into our own words, believed only as far as it can be true.

Everything here raises one of ODD_ANSWER where the Hub says something that cannot be.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from modelshelf.hub.door import (
    ConfigSummary,
    Found,
    Gated,
    GgufSummary,
    HubFile,
    HubRepo,
    Scan,
    ScanIssue,
    TokenHolder,
    is_commit,
)
from modelshelf.hub.layout import check_path
from modelshelf.kit.clock import by_universal_time

# What reading an answer raises that is no JSON, or not in the shape it should have.
ODD_ANSWER = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)

_SHA256_DIGITS = 64
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_MOST_ISSUES = 100
# What a float holds exactly, and what a column of our tables does.
_MOST, _MOST_IN_ALL = 2**53, 2**63


def read_repo(model_id: str, body: bytes) -> HubRepo:
    """`GET /api/models/{id}` with `blobs` and `securityStatus`."""
    info = json.loads(body)
    sha, card = info["sha"], _mapping(info.get("cardData"))
    if not isinstance(sha, str) or not is_commit(sha):
        raise ValueError(f"{sha!r} is no commit")
    files = tuple(_file(sibling) for sibling in info.get("siblings") or ())
    _check_sum(file.size_bytes for file in files)
    return HubRepo(
        sha=sha,
        answer_bytes=len(body),
        files=files,
        base_models=_texts(card.get("base_model")),
        languages=_texts(card.get("language")),
        licence_url=_optional_text(card.get("license_link")),
        scan=_scan(info.get("securityRepoStatus")),
        **_described(info, model_id),
    )


def read_hits(body: bytes) -> tuple[Found, ...]:
    """`GET /api/models`.

    A hit that cannot be understood is left out: whoever publishes a model chooses what is told of
    it, and must not close the search to all whose question it answers.
    """
    hits: list[Found] = []
    odd: Exception | None = None
    for info in json.loads(body):
        try:
            hits.append(_hit(info))
        except ODD_ANSWER as error:
            odd = error
    if odd is not None and not hits:
        raise odd
    return tuple(hits)


def _hit(info: Mapping[str, Any]) -> Found:
    return Found(
        trending_score=_score(info.get("trendingScore")),
        paths=tuple(_text(sibling["rfilename"]) for sibling in info.get("siblings") or ()),
        **_described(info, _text(info["id"])),
    )


def read_token_holder(body: bytes) -> TokenHolder:
    """`GET /api/whoami-v2`."""
    said = json.loads(body)
    token = _mapping(_mapping(said.get("auth")).get("accessToken"))
    return TokenHolder(
        _text(str(said["name"]))[:200],
        (_optional_text(token.get("displayName")) or "")[:200] or None,
        (_optional_text(token.get("role")) or "")[:64] or None,
    )


def _described(info: Mapping[str, Any], model_id: str) -> dict[str, Any]:
    safetensors = _mapping(info.get("safetensors"))
    parameters = {
        _text(dtype): _count(number)
        for dtype, number in _mapping(safetensors.get("parameters")).items()
    }
    _check_sum(parameters.values())
    return {
        "model_id": model_id,
        "gated": _gated(info.get("gated")),
        "private": bool(info.get("private")),
        "licence": _licence(info),
        "tags": _texts(info.get("tags")),
        "library": _optional_text(info.get("library_name")),
        "pipeline": _optional_text(info.get("pipeline_tag")),
        "parameters": parameters,
        "last_modified": _moment(info.get("lastModified")),
        "created_at": _moment(info.get("createdAt")),
        "downloads": _optional_count(info.get("downloads")),
        "likes": _optional_count(info.get("likes")),
        "config": _config(_mapping(info.get("config"))),
        "gguf": _gguf(info.get("gguf")),
    }


def _licence(info: Mapping[str, Any]) -> str | None:
    card = _mapping(info.get("cardData"))
    licences = _texts(card.get("license"))
    if licences == ("other",):
        return _optional_text(card.get("license_name")) or "other"
    if licences:
        return ", ".join(licences)
    tagged = (t.removeprefix("license:") for t in _texts(info.get("tags")) if t[:8] == "license:")
    return next(tagged, None)


def _config(config: Mapping[str, Any]) -> ConfigSummary:
    tokenizer = _mapping(config.get("tokenizer_config"))
    return ConfigSummary(
        architectures=_texts(config.get("architectures")),
        family=_optional_text(config.get("model_type")),
        remote_code=tuple(dict.fromkeys(_leaves(_mapping(config.get("auto_map")).values()))),
        quantization=_optional_text(
            _mapping(config.get("quantization_config")).get("quant_method")
        ),
        has_chat_template=bool(tokenizer.get("chat_template") or config.get("chat_template_jinja")),
    )


def _gguf(told: Any) -> GgufSummary | None:
    if not isinstance(told, Mapping):
        return None
    return GgufSummary(
        architecture=_optional_text(told.get("architecture")),
        context_length=_optional_count(told.get("context_length")),
        parameters=_optional_count(told.get("total")),
    )


def _scan(told: Any) -> Scan | None:
    if not isinstance(told, Mapping):
        return None
    issues = [issue for issue in told.get("filesWithIssues") or () if isinstance(issue, Mapping)]
    return Scan(
        finished=told.get("scansDone") is True,
        issues=tuple(
            ScanIssue(_text(issue["path"]), _text(issue.get("level") or "issue"))
            for issue in issues[:_MOST_ISSUES]
        ),
    )


def _gated(value: object) -> Gated:
    return value if value == "auto" or value == "manual" else None  # noqa: PLR1714 (narrows)


def _file(sibling: Mapping[str, Any]) -> HubFile:
    lfs = sibling.get("lfs")
    sha256 = lfs["sha256"] if lfs else None
    blob = sha256 or sibling.get("blobId") or ""
    if not _HASH.fullmatch(blob) or (sha256 is not None and len(sha256) != _SHA256_DIGITS):
        raise ValueError(f"{blob!r} is no hash")
    return HubFile(
        path=check_path(_text(sibling["rfilename"])),
        size_bytes=_count(sibling.get("size")),
        blob=blob,
        sha256=sha256,
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _leaves(values: Iterable[Any]) -> Iterable[str]:
    for value in values:  # A class, or one for each kind of tokenizer.
        if isinstance(value, str):
            yield _text(value)
        elif isinstance(value, list):
            yield from (_text(inner) for inner in value if isinstance(inner, str))


def _texts(value: Any) -> tuple[str, ...]:
    """One text or a list of them; what else is in there is passed over."""
    values = value if isinstance(value, list) else [value]
    return tuple(_text(each) for each in values if isinstance(each, str))


def _optional_text(value: Any) -> str | None:
    return _text(value) if isinstance(value, str) and value else None


def _text(value: str) -> str:
    """Text that a database and an answer can hold: no NUL, no half of a character."""
    value.encode()
    if "\0" in value:
        raise ValueError("a name with a NUL character")
    return value


def _optional_count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < _MOST else None


def _count(value: Any) -> int:
    count = _optional_count(value)
    if count is None:
        raise ValueError(f"{value!r} is no size")
    return count


def _check_sum(counts: Iterable[int]) -> None:
    """What is added up is stored as well."""
    if sum(counts) >= _MOST_IN_ALL:
        raise ValueError("more than any disk holds")


def _score(value: Any) -> float | None:
    is_number = type(value) in (int, float) and -_MOST < value < _MOST  # Neither is NaN.
    return float(value) if is_number else None


def _moment(value: Any) -> datetime | None:
    """By universal time; None also for one that no calendar of ours has."""
    if not isinstance(value, str):
        return None
    moment = datetime.fromisoformat(value)
    try:
        return by_universal_time(moment)
    except ValueError:
        return None
