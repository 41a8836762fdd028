"""Slow things outside never make the server slow."""

import asyncio

import httpx2

from tests.hub import Hang, HubServer, Rule
from tests.support.api import API, Api
from tests.support.models import add_model, served_bytes, size_of, slowly
from tests.support.wait import PATIENCE_SECONDS, wait_for

HANGING = 10
AT_ONCE = 50


def test_the_list_is_there_while_a_download_runs(api: Api, hub: HubServer) -> None:
    repo = add_model(hub, 16_000_000)
    slowly(hub, repo, 2_000_000)
    task_id = api.start(repo.id)
    api.wait_for_bytes(task_id, 100_000)

    model = wait_for(lambda: api.model(repo.id), "it is listed")

    assert served_bytes(hub, repo) < size_of(repo)
    assert model["operation"]["task_id"] == task_id
    assert model["is_installed"] is False
    hub.faults.clear()
    api.wait_until(task_id, "completed")


async def test_a_hub_that_hangs_holds_nobody_else_up(api: Api, hub: HubServer) -> None:
    repo = add_model(hub)
    hub.faults.add(Rule(Hang(), path=repo.id))
    async with httpx2.AsyncClient(
        base_url=api.url, headers=api.http.headers, timeout=PATIENCE_SECONDS
    ) as client:

        async def plan() -> tuple[int, str]:
            answer = await client.post(f"{API}/models/plan", json={"model_id": repo.id})
            return answer.status_code, answer.json()["code"]

        async def ask(path: str) -> None:
            (await client.get(path)).raise_for_status()

        plans = [asyncio.create_task(plan()) for _ in range(HANGING)]
        while len(hub.stats.requests("GET", repo.id)) < HANGING:
            await asyncio.sleep(0.02)
        await ask(f"{API}/models")
        await asyncio.gather(*(ask("/health") for _ in range(AT_ONCE)))

        assert not any(task.done() for task in plans)
        # It is given up after ten seconds.
        assert await asyncio.gather(*plans) == [(503, "hub_unreachable")] * HANGING
