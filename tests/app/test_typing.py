"""Whoever types on does not wait for the question before, and neither does the Hub."""

import httpx2
import pytest

from tests.hub import Delay, HubServer, Rule
from tests.support.api import API, Api, wait_for


def test_a_search_that_is_typed_over_is_not_asked_to_its_end(api: Api, hub: HubServer) -> None:
    hub.faults.set(Rule(Delay(60)))
    before = len(hub.stats.abandoned)

    with pytest.raises(httpx2.ReadTimeout):
        api.http.get(f"{API}/hub/search", params={"q": "embed"}, timeout=1)

    wait_for(lambda: len(hub.stats.abandoned) > before, "the question to the Hub is cut off")
    assert hub.stats.abandoned[-1] == "/api/models"


def test_twenty_letters_are_typed_without_waiting_for_the_pace(api: Api, hub: HubServer) -> None:
    word = "multilingual-e5-base"
    took = []
    for end in range(1, len(word) + 1):
        answer = api.ask("GET", "/hub/search", params={"q": word[:end]})
        assert answer.status_code == 200
        took.append(answer.elapsed.total_seconds())
    # Waiting for a turn takes most of a second each.
    assert sum(took) < len(word) / 2
