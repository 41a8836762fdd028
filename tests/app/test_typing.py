"""Whoever types on does not wait for the question before, and neither does the Hub."""

import asyncio
from statistics import median

import httpx2

from tests.hub import Hang, HubServer, Rule
from tests.support.api import API, Api
from tests.support.wait import until

HUB_PATIENCE_SECONDS = 10.0


async def test_a_search_that_is_typed_over_is_not_asked_to_its_end(
    api: Api, hub: HubServer
) -> None:
    hub.faults.set(Rule(Hang()))
    asked, before = len(hub.stats.requests("GET", "/api/models")), len(hub.stats.abandoned)

    async def is_asked() -> bool:
        return len(hub.stats.requests("GET", "/api/models")) > asked

    async def is_cut_off() -> bool:
        return len(hub.stats.abandoned) > before

    async with httpx2.AsyncClient(base_url=api.url, headers=api.http.headers) as client:
        search = client.get(f"{API}/hub/search", params={"q": "embed"}, timeout=None)
        typing = asyncio.create_task(search)
        await until(is_asked)
        typing.cancel()
        # Sooner than the server would give the Hub up by itself.
        await until(is_cut_off, HUB_PATIENCE_SECONDS / 2)
    assert hub.stats.abandoned[-1] == "/api/models"


def test_twenty_letters_are_typed_without_waiting_for_the_pace(api: Api, hub: HubServer) -> None:
    word = "multilingual-e5-base"
    took = []
    for end in range(1, len(word) + 1):
        answer = api.ask("GET", "/hub/search", params={"q": word[:end]})
        assert answer.status_code == 200
        took.append(answer.elapsed.total_seconds())
    # Waiting for a turn takes most of a second each.
    assert median(took) < 0.5
