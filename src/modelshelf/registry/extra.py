"""The operator's own registry file, beside the one that ships: from the disk or from the web.

From the web it is asked for when a process starts, at most once an hour, and kept in the data
folder: where it cannot be had, the last copy counts, and that is said.
"""

import http.client
import json
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path

from modelshelf import __version__
from modelshelf.cache.reading.small_reads import SmallReads
from modelshelf.kit.shown import without_secrets
from modelshelf.registry.curated import Curated, load, parse

MOST_BYTES = 2**20
FETCH_SECONDS = 5.0
FRESH_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class _Copy:
    """What was fetched last: its text, and by what the server knows it again."""

    url: str
    fetched_at: float
    etag: str | None
    text: str


def load_registry(extra: str | None, data_dir: Path, *, offline: bool) -> Curated:
    """The models that ship, extended by the operator's.

    Args:
        extra: The setting `REGISTRY_EXTRA`: an absolute path, or an address of http(s).
        offline: Use the copy of a file from the web, however old.
    """
    shipped = load()
    if extra is None:
        return shipped
    if "://" in extra:
        return shipped.extended_by(_from_web(extra, data_dir / "registry-extra.json", offline))
    return shipped.extended_by(_from_disk(Path(extra)))


def _from_disk(path: Path) -> Curated:
    try:
        size_bytes = path.stat().st_size
    except OSError as error:
        return Curated((), (f"{path}: {error.strerror}; see MODELSHELF_REGISTRY_EXTRA",))
    if size_bytes > MOST_BYTES:
        return Curated((), (f"{path}: has more than {MOST_BYTES} bytes and is not read",))
    content = SmallReads().read(str(path), MOST_BYTES)
    if content is None:
        return Curated((), (f"{path}: is no file that can be read; see MODELSHELF_REGISTRY_EXTRA",))
    try:
        return parse(content.decode(), path.name)
    except UnicodeDecodeError as error:
        return Curated((), (f"{path.name}: {error}",))


def _from_web(url: str, kept: Path, offline: bool) -> Curated:
    name = without_secrets(url)
    copy = _read_copy(kept, url)
    if copy and (offline or time.time() - copy.fetched_at < FRESH_SECONDS):
        return parse(copy.text, name)
    problem = "is not fetched while Modelshelf is set to work offline"
    if not offline:
        try:
            fetched = _fetch(url, copy)
            found = parse(fetched.text, name)
            if found.models or not found.problems:
                _keep(kept, fetched)
                return found
            if copy is None:
                return found
            problem = f"cannot be used: {found.problems[0].removeprefix(f'{name}: ')[:200]}"
        except (OSError, ValueError, http.client.HTTPException) as error:
            problem = f"cannot be fetched: {_reason(error)}"
    if copy is None:
        return Curated((), (f"{name}: {problem}",))
    found = parse(copy.text, name)
    since = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(copy.fetched_at))
    return Curated(
        found.models, (f"{name}: {problem}; the copy of {since} is used", *found.problems)
    )


def _fetch(url: str, copy: _Copy | None) -> _Copy:
    """Raises: OSError, ValueError."""
    headers = {"User-Agent": f"modelshelf/{__version__}", "Accept": "*/*"}
    if copy and copy.etag:
        headers["If-None-Match"] = copy.etag
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 (http or https by setting)
    try:
        with urllib.request.urlopen(request, timeout=FETCH_SECONDS) as answer:  # noqa: S310 (http or https)
            body = _read(answer)
            return _Copy(url, time.time(), answer.headers.get("ETag"), body.decode())
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == HTTPStatus.NOT_MODIFIED and copy:
            return _Copy(url, time.time(), copy.etag, copy.text)
        raise


def _read(answer: "urllib.response.addinfourl") -> bytes:
    """The whole answer, as far as it comes soon and is not too long."""
    deadline = time.monotonic() + FETCH_SECONDS
    body = b""
    while piece := answer.read1(2**16):
        body += piece
        if len(body) > MOST_BYTES:
            raise ValueError(f"it has more than {MOST_BYTES} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError("it does not come to an end")
    return body


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None)
    return str(reason or error)[:200]


def _read_copy(kept: Path, url: str) -> _Copy | None:
    try:
        copy = _Copy(**json.loads(kept.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return copy if copy.url == url else None


def _keep(kept: Path, copy: _Copy) -> None:
    draft = kept.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(copy)), encoding="utf-8")
    draft.replace(kept)
