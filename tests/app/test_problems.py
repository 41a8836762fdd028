"""Every error is a problem document that says what happened and what to do."""

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.hub import HubServer, Rule, Status
from tests.support.api import API, Api
from tests.support.models import add_model
from tests.support.product import Product, Server

TOKEN = "hf_this_token_opens_gated_models"


def test_an_unknown_model(api: Api) -> None:
    problem = _problem(api, {"model_id": "nobody/nothing"}, 404, "model_not_found")

    assert "nobody/nothing" in problem["detail"]


@pytest.mark.parametrize(
    "model_id",
    [
        "../x",
        "a/../b",
        "a" * 300,
        "a/b\x00",
        "a\nb",
        "",
        " ",
        "a/b/c",
        "/etc/passwd",
        "a--b/c",
        "ä",
    ],
)
def test_what_cannot_be_an_id(api: Api, model_id: str) -> None:
    _problem(api, {"model_id": model_id}, 422, "invalid_model_id")
    asked = api.ask("GET", "/models/removal", params={"model_id": model_id})
    # A folder of the cache may have a name that no Hub takes.
    folder_may_be = model_id in ("a/b/c", "ä")
    expected = (404, "not_installed") if folder_may_be else (422, "invalid_model_id")
    assert (asked.status_code, asked.json()["code"]) == expected


@pytest.mark.parametrize("path", ["..%2Fx", "a%00b", "%2e%2e%2f%2e%2e", "a" * 300])
def test_what_cannot_be_an_id_is_not_deleted_either(api: Api, path: str) -> None:
    answer = api.http.request("DELETE", f"{API}/models/{path}")

    assert answer.status_code in (404, 405, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_unknown_revision(api: Api, hub: HubServer) -> None:
    asked = {"model_id": add_model(hub).id, "revision": "v99"}

    assert "v99" in _problem(api, asked, 404, "revision_not_found")["detail"]


@pytest.mark.parametrize("revision", ["", "a b", "../main", "x" * 300, "a\x00"])
def test_what_cannot_be_a_revision(api: Api, hub: HubServer, revision: str) -> None:
    asked = {"model_id": add_model(hub).id, "revision": revision}

    _problem(api, asked, 422, "invalid_revision")


def test_a_gated_model(api: Api, hub: HubServer) -> None:
    hub.hub.add("demo/gated", {"model.safetensors": b"secret"}, gated="manual")

    problem = _problem(api, {"model_id": "demo/gated"}, 403, "model_gated")

    assert problem["licence_url"] == f"{hub.url}/demo/gated"


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "null",
        "{}",
        '{"model_id": 7}',
        '{"model_id": null}',
        '{"model_id": "a/b", "files": "some"}',
        '{"model_id": "a/b", "files": {"include": [""]}}',
        '{"model_id": "a/b", "files": {"include": "*"}}',
        '{"model_id": "a/b", "revision": 7}',
    ],
)
def test_what_cannot_be_understood(api: Api, body: str) -> None:
    answer = api.ask(
        "POST", "/models/download", content=body, headers={"Content-Type": "application/json"}
    )

    _assert_problem(answer, 422, "invalid_request")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", f"{API}/nowhere", 404, "not_found"),
        ("PUT", f"{API}/models", 405, "method_not_allowed"),
        ("GET", f"{API}/models/download/not-a-uuid", 422, "invalid_request"),
        ("GET", f"{API}/models/download/{'0' * 3000}", 422, "invalid_request"),
        ("GET", f"{API}/models?limit=0", 422, "invalid_request"),
        ("GET", f"{API}/models?cursor=nonsense", 422, "invalid_cursor"),
        ("GET", f"{API}/collections?cursor=nonsense", 422, "invalid_cursor"),
        ("GET", f"{API}/users?cursor=nonsense", 422, "invalid_cursor"),
        ("GET", f"{API}/audit?cursor=nonsense", 422, "invalid_cursor"),
        ("GET", f"{API}/models/downloads?cursor=nonsense", 422, "invalid_cursor"),
        ("GET", f"{API}/models/verify?cursor=nonsense", 422, "invalid_cursor"),
        ("GET", f"{API}/models/updates?cursor=nonsense", 422, "invalid_cursor"),
        ("GET", f"{API}/models/trash?cursor=nonsense", 422, "invalid_cursor"),
        ("GET", f"{API}/models/trash?limit=501", 422, "invalid_request"),
        ("GET", f"{API}/models?sort=taste", 422, "invalid_request"),
        ("GET", f"{API}/models/downloads?limit={10**30}", 422, "invalid_request"),
        (
            "GET",
            f"{API}/models/download/00000000-0000-0000-0000-000000000001",
            404,
            "operation_not_found",
        ),
    ],
)
def test_what_is_not_there(api: Api, method: str, path: str, status: int, code: str) -> None:
    _assert_problem(api.http.request(method, path), status, code)


def test_the_hub_answers_with_errors(api: Api, hub: HubServer) -> None:
    repo = add_model(hub)
    hub.faults.add(Rule(Status(500), path=repo.id))

    assert hub.url in _problem(api, {"model_id": repo.id}, 503, "hub_unreachable")["detail"]


def test_a_hub_that_is_not_there(product: Product) -> None:
    product.settings["HUB_ENDPOINT"] = "http://127.0.0.1:9"
    with product.serving("--no-worker") as server:
        _problem(server.api, {"model_id": "a/b"}, 503, "hub_unreachable")
        assert server.api.get("/models")["models"]


def test_a_token_that_the_hub_refuses(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    with product.serving("--no-worker", HF_TOKEN=TOKEN) as server:
        _problem(server.api, {"model_id": repo.id}, 403, "token_invalid")


def test_offline_nothing_is_asked_of_the_hub(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    product.settings["OFFLINE"] = "true"
    with product.serving("--no-worker") as server:
        _problem(server.api, {"model_id": repo.id}, 503, "hub_offline")
    assert hub.stats.requests(path=repo.id) == []


def test_a_disk_that_is_too_full(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    product.settings["DISK_RESERVE"] = str(10**18)
    with product.serving("--no-worker") as server:
        problem = _problem(server.api, {"model_id": repo.id}, 507, "insufficient_storage")

    assert problem["missing_bytes"] > 10**17
    assert "Delete a model" in problem["detail"]


def test_a_cache_that_cannot_be_written(product: Product, hub: HubServer, tmp_path: Path) -> None:
    # Root may write to a read-only folder; nobody can make a folder below a file.
    (tmp_path / "a-file").touch()
    product.settings["CACHE_DIR"] = str(tmp_path / "a-file" / "cache")
    repo = add_model(hub)
    with product.serving() as server:
        problem = _problem(server.api, {"model_id": repo.id}, 500, "cache_read_only")

    assert "a-file" in problem["detail"]


def test_no_error_is_a_page_or_a_traceback(server: Server) -> None:
    answer = server.api.ask("POST", "/models/plan", content=b"\xff\xfe", headers={})

    assert "Traceback" not in answer.text
    _assert_problem(answer, 422, "invalid_request")


def _problem(api: Api, body: Any, status: int, code: str) -> dict[str, Any]:
    """What a download is refused with."""
    answer = api.ask("POST", "/models/download", json=body)
    return _assert_problem(answer, status, code)


def _assert_problem(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    ), answer.text
    problem: dict[str, Any] = json.loads(answer.text)
    assert problem["status"] == status
    assert problem["code"] == code, problem
    assert problem["type"]
    assert problem["title"]
    assert str(problem["detail"]).strip()
    return problem
