"""A repository of very many files: planned whole, while others are answered."""

import asyncio
import time

import httpx2

from tests.hub import HubServer
from tests.support.api import API, Api
from tests.support.models import add_model
from tests.support.wait import PATIENCE_SECONDS

MANY = 60_000


async def test_a_plan_of_sixty_thousand_files_keeps_nobody_waiting(
    api: Api, hub: HubServer
) -> None:
    repo = add_model(
        hub, files={f"data/{number // 1000}/{number}.json": b"{}" for number in range(MANY)}
    )
    longest = 0.0

    async with httpx2.AsyncClient(
        base_url=api.url, headers=api.http.headers, timeout=PATIENCE_SECONDS
    ) as client:

        async def look_on() -> None:
            nonlocal longest
            while True:
                asked_at = time.monotonic()
                (await client.get("/health")).raise_for_status()
                longest = max(longest, time.monotonic() - asked_at)

        looking = asyncio.create_task(look_on())
        began = time.monotonic()
        asked = {"model_id": repo.id, "files": "all"}
        answer = await client.post(f"{API}/models/plan", json=asked)
        seconds = time.monotonic() - began
        looking.cancel()

    assert answer.status_code == 200, answer.text
    assert len(answer.json()["files"]) == MANY + 2
    # Written on the event loop, it keeps the others waiting for half of the time.
    assert longest < seconds * 0.4
