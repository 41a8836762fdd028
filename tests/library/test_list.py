"""The list of models on the wire."""

from tests.hub import HubServer
from tests.support.api import Api
from tests.support.models import add_model, size_of
from tests.support.product import Product
from tests.support.wait import wait_for


def test_a_list_that_did_not_change_is_not_sent_again(api: Api) -> None:
    def is_not_sent() -> bool:
        first = api.ask("GET", "/models")
        again = api.ask("GET", "/models", headers={"If-None-Match": first.headers["etag"]})
        return (again.status_code, again.content) == (304, b"")

    wait_for(is_not_sent, "nothing of the disk, which is in it, changes between the two")


def test_a_download_changes_the_list(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    with product.serving() as server:  # Of its own: the total counts what others fetch, too.
        api = server.api
        before = api.ask("GET", "/models")
        api.download(repo.id)
        api.wait_for_status(repo.id, "installed")

        after = api.ask("GET", "/models", headers={"If-None-Match": before.headers["etag"]})

    assert after.status_code == 200
    grown = after.json()["total_cache_size_bytes"] - before.json()["total_cache_size_bytes"]
    assert grown == size_of(repo)
    assert after.json()["disk"]["free_bytes"] > 0


def test_what_is_offered_is_listed_with_its_facts(api: Api) -> None:
    minilm = api.model("sentence-transformers/all-MiniLM-L6-v2")

    assert minilm is not None
    assert (minilm["dimension"], minilm["pooling_method"]) == (384, "mean")
    assert (minilm["origin"], minilm["model_type"]) == ("curated", "embedding")


def test_a_curated_model_behind_a_gate_is_marked_and_what_is_not_known_is_null(api: Api) -> None:
    gated = {model["id"]: model["gated"] for model in api.get("/models", limit=500)["models"]}
    assert {model_id for model_id, is_gated in gated.items() if is_gated} == {
        "google/embeddinggemma-300m",
        "meta-llama/Llama-3.2-1B-Instruct",
        "meta-llama/Llama-3.2-3B-Instruct",
        "naver/splade-v3",
    }
    assert gated["BAAI/bge-m3"] is None


def test_types_are_counted_and_filtered(api: Api) -> None:
    listed = api.get("/models", model_type="reranker", limit=500)

    assert {model["model_type"] for model in listed["models"]} == {"reranker"}
    assert listed["counts"]["reranker"]["total"] == len(listed["models"])
    assert [model["origin"] for model in listed["models"]].count("curated") == 8


def test_pages_together_are_the_whole_list(api: Api, hub: HubServer) -> None:
    for repo in (add_model(hub) for _ in range(3)):
        api.download(repo.id)
        api.wait_for_status(repo.id, "installed")
    whole = [model["id"] for model in api.get("/models", limit=500)["models"]]

    for sort in ("name", "size"):
        paged: list[str] = []
        cursor = None
        while cursor is not None or not paged:
            asked = {"limit": 4, "sort": sort} | ({"cursor": cursor} if cursor else {})
            page = api.get("/models", **asked)
            paged += [model["id"] for model in page["models"]]
            cursor = page["next_cursor"]
        assert sorted(paged) == sorted(whole)


def test_only_what_is_installed(api: Api, hub: HubServer) -> None:
    repo = add_model(hub)
    api.download(repo.id)
    api.wait_for_status(repo.id, "installed")

    listed = api.get("/models", installed_only=True, limit=500)["models"]

    assert repo.id in [model["id"] for model in listed]
    assert all(model["is_installed"] for model in listed)


def test_a_collection_that_uses_a_model_is_named(api: Api, hub: HubServer) -> None:
    repo = add_model(hub)
    api.download(repo.id)
    api.post("/collections", {"name": "my notes", "embedding_model": repo.id}, status=201)

    assert api.wait_for_status(repo.id, "installed")["used_by_collections"] == ["my notes"]


def test_only_what_this_machine_can_run(api: Api) -> None:
    listed = api.get("/models", fits="int4", limit=500)["models"]
    whole = api.get("/models", limit=500)["models"]

    fitting = {m["id"] for m in whole if m["fits"] and m["fits"]["int4"] != "no"}
    assert {model["id"] for model in listed} == fitting != set()
