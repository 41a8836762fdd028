"""File content: `resolve` on the Hub, and the second origin that it may redirect to."""

import hashlib
import hmac
import time
from pathlib import PurePosixPath
from urllib.parse import urlencode

from aiohttp import web

from tests.hub.answers import Refused, asked_commit, readable_repo, refusal
from tests.hub.body import Delivery, Span, UnsatisfiableRange, asked_span
from tests.hub.content import Content
from tests.hub.faults import ChangedEtag, IgnoreRange, Trouble, WrongContentRange
from tests.hub.repository import Commit, File
from tests.hub.serving import TROUBLE, Serving


class FileRoutes:
    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def hub_routes(self) -> list[web.RouteDef]:
        return [web.get("/{repo:[^/]+(?:/[^/]+)?}/resolve/{revision}/{path:.+}", self._resolve)]

    def cdn_routes(self) -> list[web.RouteDef]:
        return [web.get("/blobs/{etag}", self._blob)]

    async def _resolve(self, request: web.Request) -> web.StreamResponse:
        repo = readable_repo(self._serving.hub, request)
        commit = asked_commit(repo, request)
        file = commit.files.get(request.match_info["path"])
        if file is None:
            missing = refusal(404, "Entry not found", "EntryNotFound")
            missing.headers["X-Repo-Commit"] = commit.sha
            raise Refused(missing)
        headers = _file_headers(commit, file, request[TROUBLE])
        if file.is_lfs and self._serving.options.xet:
            headers["X-Xet-Hash"] = file.content.sha256
            headers["X-Xet-Refresh-Route"] = (
                f"{self._serving.url}/api/models/{repo.id}/xet-read-token/{commit.sha}"
            )
        if file.is_lfs and self._serving.cdn_url is not None:
            return web.Response(status=302, headers=headers | {"Location": self._link(file)})
        return await self._deliver(request, file.content, headers)

    async def _blob(self, request: web.Request) -> web.StreamResponse:
        etag = request.match_info["etag"]
        expires, signature = request.query.get("expires", ""), request.query.get("signature", "")
        if not hmac.compare_digest(signature, self._signature(etag, expires)):
            return web.Response(status=403, text="SignatureDoesNotMatch")
        if float(expires) < time.time():
            return web.Response(status=403, text="ExpiredLink")
        file = self._serving.hub.find_blob(etag)
        if file is None:
            return web.Response(status=404, text="NoSuchKey")
        shown = _shown_etag(file, request[TROUBLE])
        return await self._deliver(request, file.content, {"ETag": shown})

    def _link(self, file: File) -> str:
        expires = str(time.time() + self._serving.options.link_seconds)
        query = {"expires": expires, "signature": self._signature(file.etag, expires)}
        return f"{self._serving.cdn_url}/blobs/{file.etag}?{urlencode(query)}"

    def _signature(self, etag: str, expires: str) -> str:
        message = f"{etag} {expires}".encode()
        return hmac.new(self._serving.link_secret, message, hashlib.sha256).hexdigest()

    async def _deliver(
        self, request: web.Request, content: Content, headers: dict[str, str]
    ) -> web.StreamResponse:
        trouble = request[TROUBLE]
        try:
            part = _asked_part(request, content, trouble)
        except UnsatisfiableRange:
            beyond = {"Content-Range": f"bytes */{content.size_bytes}"}
            return web.Response(status=416, headers=headers | beyond)
        span = part or Span(0, content.size_bytes)
        response = web.StreamResponse(status=206 if part else 200, headers=headers)
        response.headers["Accept-Ranges"] = "bytes"
        response.content_type = "application/octet-stream"
        response.content_length = span.count
        if part:
            response.headers["Content-Range"] = _content_range(part, content, trouble)
        delivery = Delivery(
            content, span, trouble, trouble.pacers + self._serving.pacers, self._serving.stats
        )
        await delivery.send(request, response)
        return response


def _asked_part(request: web.Request, content: Content, trouble: Trouble) -> Span | None:
    # RFC 9110, section 14.2: a range means something to GET only.
    if request.method != "GET" or trouble.first(IgnoreRange) is not None:
        return None
    return asked_span(request.headers.get("Range"), content.size_bytes)


def _content_range(part: Span, content: Content, trouble: Trouble) -> str:
    wrong = trouble.first(WrongContentRange)
    first = part.start + (wrong.shift_bytes if wrong else 0)
    return f"bytes {first}-{first + part.count - 1}/{content.size_bytes}"


def _file_headers(commit: Commit, file: File, trouble: Trouble) -> dict[str, str]:
    etag = _shown_etag(file, trouble)
    name = PurePosixPath(file.path).name
    headers = {
        "X-Repo-Commit": commit.sha,
        "ETag": etag,
        "Content-Disposition": f'inline; filename="{name}";',
    }
    if file.is_lfs:
        headers |= {"X-Linked-Etag": etag, "X-Linked-Size": str(file.size_bytes)}
    return headers


def _shown_etag(file: File, trouble: Trouble) -> str:
    return f'"{file.etag[::-1]}"' if trouble.first(ChangedEtag) else f'"{file.etag}"'
