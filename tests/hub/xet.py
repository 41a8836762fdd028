"""Xet storage, as far as a download needs it: tokens, reconstructions, and xorbs of plain chunks.

A file is one xorb of chunks of the same size, none of them packed; its hash is its sha256. Format:
huggingface.co/docs/xet, "Xorb format" and "CAS API".
"""

import time
from typing import Any

from aiohttp import web

from tests.hub.answers import asked_commit, readable_repo
from tests.hub.body import Delivery, Span, UnsatisfiableRange, asked_span
from tests.hub.content import Content, Inline
from tests.hub.serving import TROUBLE, Serving

CHUNK_BYTES = 64 * 1024
_TERM_CHUNKS = 16
_HEADER_BYTES = 8
_TOKEN_SECONDS = 3600


class XetRoutes:
    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def routes(self) -> list[web.RouteDef]:
        model = "/api/models/{repo:[^/]+(?:/[^/]+)?}"
        return [
            web.get(model + "/xet-read-token/{revision}", self._token),
            web.get("/xet/v1/reconstructions/{hash}", self._reconstruction),
            web.get("/xet/xorbs/{hash}", self._xorb),
        ]

    async def _token(self, request: web.Request) -> web.Response:
        asked_commit(readable_repo(self._serving.hub, request), request)
        return web.Response(
            headers={
                "X-Xet-Cas-Url": f"{self._serving.url}/xet",
                "X-Xet-Access-Token": "xet-token",
                "X-Xet-Token-Expiration": str(int(time.time()) + _TOKEN_SECONDS),
            }
        )

    async def _reconstruction(self, request: web.Request) -> web.Response:
        content, name = self._content(request), request.match_info["hash"]
        span = _span(request, content)
        first = span.start // CHUNK_BYTES
        end = -(-(span.start + span.count) // CHUNK_BYTES)
        terms, fetched = [], []
        for start in range(first, end, _TERM_CHUNKS):
            chunks = {"start": start, "end": min(start + _TERM_CHUNKS, end)}
            terms.append({"hash": name, "range": chunks} | _unpacked(chunks, content))
            fetched.append({"range": chunks} | self._place(name, chunks, content))
        return web.json_response(
            {
                "offset_into_first_range": span.start - first * CHUNK_BYTES,
                "terms": terms,
                "fetch_info": {name: fetched},
            }
        )

    def _place(self, name: str, chunks: dict[str, int], content: Content) -> dict[str, Any]:
        step = CHUNK_BYTES + _HEADER_BYTES
        packed = _unpacked(chunks, content)["unpacked_length"]
        packed += (chunks["end"] - chunks["start"]) * _HEADER_BYTES
        start = chunks["start"] * step
        return {
            "url": f"{self._serving.url}/xet/xorbs/{name}",
            "url_range": {"start": start, "end": start + packed - 1},
        }

    async def _xorb(self, request: web.Request) -> web.StreamResponse:
        xorb = _xorb_of(self._content(request))
        span = _span(request, xorb)
        trouble = request[TROUBLE]
        response = web.StreamResponse(status=206)
        response.content_length = span.count
        last = span.start + span.count - 1
        response.headers["Content-Range"] = f"bytes {span.start}-{last}/{xorb.size_bytes}"
        pacers = trouble.pacers + self._serving.pacers
        await Delivery(xorb, span, trouble, pacers, self._serving.stats).send(request, response)
        return response

    def _content(self, request: web.Request) -> Content:
        file = self._serving.hub.find_blob(request.match_info["hash"])
        if file is None:
            raise web.HTTPNotFound
        return file.content


def _unpacked(chunks: dict[str, int], content: Content) -> dict[str, int]:
    end = min(chunks["end"] * CHUNK_BYTES, content.size_bytes)
    return {"unpacked_length": end - chunks["start"] * CHUNK_BYTES}


def _span(request: web.Request, content: Content) -> Span:
    try:
        span = asked_span(request.headers.get("Range"), content.size_bytes)
    except UnsatisfiableRange:
        raise web.HTTPRequestRangeNotSatisfiable from None
    return span or Span(0, content.size_bytes)


def _xorb_of(content: Content) -> Content:
    framed = []
    for at in range(0, content.size_bytes, CHUNK_BYTES):
        chunk = content.read(at, min(CHUNK_BYTES, content.size_bytes - at))
        size = len(chunk).to_bytes(3, "little")
        framed += [b"\0" + size + b"\0" + size, chunk]  # Version 0, not packed.
    return Inline(b"".join(framed))
