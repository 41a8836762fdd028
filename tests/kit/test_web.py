"""A request's transaction ends before its answer begins."""

from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from modelshelf.kit.database import Database, after_commit
from modelshelf.kit.web import Parts, WriteSession


async def events_of_one_request(*, fails: bool) -> list[str]:
    events: list[str] = []
    app = FastAPI()
    database = Database("sqlite+aiosqlite://")
    Parts(app, database)

    async def committed() -> None:
        events.append("committed")

    @app.post("/")
    async def change(session: WriteSession) -> str:
        after_commit(session, committed)
        if fails:
            raise RuntimeError
        return "done"

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def watch(message: Message) -> None:
            events.append(message["type"])
            await send(message)

        await app(scope, receive, watch)

    transport = httpx2.ASGITransport(app=watched, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shelf.test") as client:
        answer: Any = await client.post("/")
    await database.close()
    return [str(answer.status_code), *events]


async def test_nobody_is_told_of_a_change_that_is_not_committed() -> None:
    events = await events_of_one_request(fails=False)
    assert events[:3] == ["200", "committed", "http.response.start"]


async def test_failure_commits_nothing() -> None:
    events = await events_of_one_request(fails=True)
    assert events[:2] == ["500", "http.response.start"]
    assert "committed" not in events
