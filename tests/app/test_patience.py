"""Slow things outside never make the server slow."""

import asyncio
import time

import httpx2

from tests.hub import Hang, HubServer, Rule
from tests.support.api import API, Api
from tests.support.models import add_model, slowly
from tests.support.wait import PATIENCE_SECONDS

HANGING = 10
AT_ONCE = 50
# A Hub that hangs is given up after ten.
PROMPT_SECONDS = 5


def test_the_list_is_quick_while_a_download_runs(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, 8_000_000)
    slowly(hub, repo, 2_000_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 100_000)

    asked_at = time.monotonic()
    model = api.model(repo.id)
    seconds = time.monotonic() - asked_at

    assert model is not None
    assert model["operation"]["task_id"] == task_id
    assert model["is_installed"] is False
    assert seconds < PROMPT_SECONDS
    hub.faults.clear()
    api.wait_until(task_id, "completed")


async def test_a_hub_that_hangs_holds_nobody_else_up(api: Api, hub: HubServer) -> None:
    repo = add_model(hub)
    hub.faults.add(Rule(Hang(), path=repo.id))
    async with httpx2.AsyncClient(
        base_url=api.url, headers=api.http.headers, timeout=PATIENCE_SECONDS
    ) as client:

        async def plan() -> int:
            asked = {"model_id": repo.id}
            return (await client.post(f"{API}/models/plan", json=asked)).status_code

        async def seconds_of(path: str) -> float:
            asked_at = time.monotonic()
            (await client.get(path)).raise_for_status()
            return time.monotonic() - asked_at

        plans = [asyncio.create_task(plan()) for _ in range(HANGING)]
        while len(hub.stats.requests("GET", repo.id)) < HANGING:
            await asyncio.sleep(0.02)
        listing = await seconds_of(f"{API}/models")
        health = await asyncio.gather(*(seconds_of("/health") for _ in range(AT_ONCE)))

        assert not any(task.done() for task in plans)
        assert listing < PROMPT_SECONDS
        assert max(health) < PROMPT_SECONDS
        assert await asyncio.gather(*plans) == [503] * HANGING
