"""Searching the Hub and looking at its models, beside a Hub on loopback."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from modelshelf.accounts.models import Role
from modelshelf.discovery.router import router
from modelshelf.discovery.service import Discovery
from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from modelshelf.registry.curated import load
from modelshelf.registry.inspection import Inspector
from tests.accounts.site import Site
from tests.hub import HubServer, LocalHub, Rule, Status, running_hub
from tests.registry.recorded_hub import add_recorded, all_recorded

MINILM = "sentence-transformers/all-MiniLM-L6-v2"


@pytest.fixture(scope="module")
def served() -> Iterator[HubServer]:
    local = LocalHub()
    for number, recorded in enumerate(all_recorded()):
        add_recorded(local, recorded)
        local.repos[recorded.id].told |= {"downloads": 1000 - number, "likes": number}
    with running_hub(local) as server:
        yield server


@pytest.fixture
def hub(served: HubServer) -> Iterator[HubServer]:
    served.stats.clear()
    yield served
    served.faults.clear()


@pytest.fixture
async def client(
    sqlite_database: Database, hub: HubServer, tmp_path: Path
) -> AsyncIterator[httpx2.AsyncClient]:
    door = RemoteHub(hub.url)
    settings = Settings(cache_dir=tmp_path, hub_endpoint=hub.url)
    site = Site(
        sqlite_database,
        router,
        parts=[
            door,
            settings,
            Discovery(sqlite_database, door, load(), "local"),
            Inspector(door, tmp_path),
        ],
    )
    async with site.signed_in("ada", Role.VIEWER) as browser:
        yield browser
    await door.close()


async def get(client: httpx2.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_hit_says_what_it_is_and_why(client: httpx2.AsyncClient, hub: HubServer) -> None:
    found = await get(client, "/hub/search", q="minilm-l6", sort="downloads")

    hit = next(hit for hit in found["models"] if hit["model_id"] == MINILM)
    assert (hit["model_type"], hit["confidence"]) == ("embedding", "likely")
    assert hit["evidence"][0]["key"] == "pipeline_tag"
    assert hit["needed_bytes"] == 22713216 * 4 + 512 * 8
    assert (hit["license"], hit["commercial_use"], hit["gated"]) == ("apache-2.0", True, None)
    assert (hit["origin"], hit["status"]) == ("curated", "available")
    assert len(hub.stats.requests()) == 1


@pytest.mark.parametrize("model_type", ["embedding", "llm", "reranker", "splade"])
async def test_a_type_is_found_page_by_page_in_order_and_each_model_once(
    client: httpx2.AsyncClient, model_type: str
) -> None:
    pages, cursor = [], None
    while True:
        query: dict[str, str] = {"cursor": cursor} if cursor else {}
        found = await get(
            client, "/hub/search", model_type=model_type, sort="downloads", limit=3, **query
        )
        pages.append(found["models"])
        if (cursor := found["next_cursor"]) is None:
            break
        assert len(pages) < 40
    hits = [hit for page in pages for hit in page]
    assert {hit["model_type"] for hit in hits} == {model_type}
    ids = [hit["model_id"] for hit in hits]
    assert len(ids) == len(set(ids)) >= 3
    assert [hit["downloads"] for hit in hits] == sorted(
        (hit["downloads"] for hit in hits), reverse=True
    )


async def test_a_question_with_few_answers_does_not_cut_the_page_short(
    client: httpx2.AsyncClient, hub: HubServer
) -> None:
    """An embedding model is of one of two tasks at the Hub, each asked for by itself."""
    for number, task in enumerate(("sentence-similarity", *["feature-extraction"] * 4)):
        told = {
            "pipeline_tag": task,
            "library_name": "sentence-transformers",
            "tags": ["sentence-transformers", task],
        }
        hub.hub.add(f"few/model-{number}", {"config.json": "{}"}, downloads=9 - number, told=told)

    found = await get(client, "/hub/search", author="few", model_type="embedding", limit=20)

    assert [hit["model_id"] for hit in found["models"]] == [f"few/model-{n}" for n in range(5)]
    assert found["next_cursor"] is None


async def test_author_licence_and_size_narrow_it_down(client: httpx2.AsyncClient) -> None:
    found = await get(
        client, "/hub/search", author="Qwen", license="apache-2.0", max_parameters=600_000_000
    )

    assert {hit["model_id"] for hit in found["models"]} == {
        "Qwen/Qwen2.5-0.5B-Instruct",
        "Qwen/Qwen3-Embedding-0.6B",
        "Qwen/Qwen3-Reranker-0.6B",
    }


async def test_the_same_question_is_asked_once_a_minute(
    client: httpx2.AsyncClient, hub: HubServer
) -> None:
    for _ in range(3):
        await get(client, "/hub/search", q="qwen")

    assert len(hub.stats.requests()) == 1


async def test_a_limit_of_the_hub_is_told(client: httpx2.AsyncClient, hub: HubServer) -> None:
    hub.faults.set(Rule(Status(429, retry_after="17")))

    answer = await client.get("/hub/search", params={"q": "busy"})

    assert (answer.status_code, answer.json()["code"]) == (429, "hub_rate_limited")
    assert answer.json()["retry_after_seconds"] == 17


async def test_a_cursor_of_something_else_is_refused(client: httpx2.AsyncClient) -> None:
    for cursor in ("nonsense", "W10", "W1swXV0"):
        answer = await client.get("/hub/search", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


@pytest.mark.parametrize("named", [MINILM, "address", "https://huggingface.co/" + MINILM])
async def test_a_model_is_looked_at_by_id_or_address(
    client: httpx2.AsyncClient, hub: HubServer, named: str
) -> None:
    model_id = f"{hub.url}/{MINILM}/tree/main" if named == "address" else named
    seen = await get(client, "/hub/inspect", model_id=model_id)

    facts = seen["facts"]
    assert seen["model_id"] == MINILM
    assert (seen["model_type"], facts["dimension"]["value"]) == ("embedding", 384)
    assert facts["pooling_method"] == {
        "value": "mean",
        "confidence": "certain",
        "evidence": [
            {
                "source": "1_Pooling/config.json",
                "key": "pooling_mode_mean_tokens",
                "says": "true",
            }
        ],
        "note": None,
    }
    assert "disagrees" in facts["max_sequence_length"]["note"]
    assert seen["hub_requests"] == len(hub.stats.requests()) <= 4
    assert (seen["unsafe_files"], seen["remote_code"], seen["refusal"]) == ([], [], None)


async def test_a_gated_model_shows_what_the_hub_tells_everybody(
    client: httpx2.AsyncClient,
) -> None:
    seen = await get(client, "/hub/inspect", model_id="google/embeddinggemma-300m")

    assert seen["gated"] == "manual"
    assert seen["facts"]["parameters"]["value"] == 302863104
    assert "has no Hub token" in seen["warnings"][0]
    assert "config.json" in seen["unread"]


async def test_what_brings_code_is_marked(client: httpx2.AsyncClient) -> None:
    seen = await get(client, "/hub/inspect", model_id="jinaai/jina-embeddings-v3")

    assert seen["facts"]["remote_code"]["value"] is True
    assert "auto_map in config.json" in seen["remote_code"]
    assert seen["commercial_use"] is False


@pytest.mark.parametrize(
    ("model_id", "status", "code"),
    [
        ("nobody/nothing", 404, "model_not_found"),
        ("../x", 422, "invalid_model_id"),
        ("https://example.org/a/b", 422, "invalid_model_id"),
        ("https://huggingface.co/datasets/a/b", 422, "invalid_model_id"),
    ],
)
async def test_what_cannot_be_looked_at(
    client: httpx2.AsyncClient, model_id: str, status: int, code: str
) -> None:
    answer = await client.get("/hub/inspect", params={"model_id": model_id})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
