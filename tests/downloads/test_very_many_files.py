"""A repository of very many files: planned and looked at whole, while others are answered."""

import asyncio
import time
from typing import Any

import httpx2
import pytest

from tests.hub import HubServer
from tests.support.api import API, Api
from tests.support.models import add_model
from tests.support.wait import PATIENCE_SECONDS

MANY = 60_000


@pytest.mark.parametrize(
    ("method", "path", "where"),
    [
        ("POST", "/models/plan", {"json": {"files": "all"}}),
        ("POST", "/models/plan", {"json": {"files": "needed"}}),
        ("GET", "/hub/inspect", {"params": {}}),
    ],
    ids=["a plan of all", "a plan of what is needed", "an inspection"],
)
async def test_sixty_thousand_files_keep_nobody_waiting(
    api: Api, hub: HubServer, method: str, path: str, where: dict[str, dict[str, Any]]
) -> None:
    repo = add_model(
        hub, files={f"data/{number // 1000}/{number}.json": b"{}" for number in range(MANY)}
    )
    asked: dict[str, Any] = {
        name: {"model_id": repo.id, **values} for name, values in where.items()
    }
    longest, answered = 0.0, asyncio.Event()

    async with httpx2.AsyncClient(
        base_url=api.url, headers=api.http.headers, timeout=PATIENCE_SECONDS
    ) as client:

        async def look_on() -> None:
            nonlocal longest
            while not answered.is_set():
                asked_at = time.monotonic()
                (await client.get("/health")).raise_for_status()
                longest = max(longest, time.monotonic() - asked_at)

        looking = asyncio.create_task(look_on())
        began = time.monotonic()
        answer = await client.request(method, API + path, **asked)
        seconds = time.monotonic() - began
        answered.set()
        await looking  # Whoever is still waiting has waited, too.

    assert answer.status_code == 200, answer.text
    assert len(answer.json()["files"]) == MANY + 2
    # Made or written on the event loop, it keeps the others waiting for 40 % of the time and more;
    # in threads, for some hundredths of it.
    assert longest < seconds * 0.25
