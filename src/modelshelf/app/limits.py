"""Bodies that are too large are not read to their end.

Not Starlette's own limit: it answers in plain text, outside of everything that writes our headers.
"""

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modelshelf.app.problems import render
from modelshelf.kit.errors import Problem

MOST_BODY_BYTES = 2**20


class BodyTooLarge(Problem):
    status = 413
    code = "too_large"
    title = "Content Too Large"


class _Limit:
    """Refuses by the announced length, and by what comes where none is announced."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _announced(scope) > MOST_BODY_BYTES:
            refusal = BodyTooLarge(f"A request may hold {MOST_BODY_BYTES} bytes at most.")
            await render(refusal)(scope, receive, send)
            return
        size_bytes = 0

        async def counted() -> Message:
            nonlocal size_bytes
            message = await receive()
            size_bytes += len(message.get("body", b""))
            if size_bytes > MOST_BODY_BYTES:
                raise HTTPException(413)  # Of its own errors alone FastAPI makes no other one.
            return message

        await self._app(scope, counted, send)


def install(app: FastAPI) -> None:
    app.add_middleware(_Limit)


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isdecimal() and len(length) < 20 else 0
