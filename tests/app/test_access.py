"""Who may call what: every route of the OpenAPI document, and the three roles."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.hub import HubServer
from tests.support.api import API, Api
from tests.support.models import add_model
from tests.support.product import Server

OPEN = {
    ("GET", "/health"),
    ("GET", "/ready"),
    ("POST", f"{API}/auth/login"),
    ("POST", f"{API}/auth/setup"),
}
MEMBER_ONLY = [
    ("POST", "/models/download", {"model_id": "a/b"}),
    *(
        ("POST", f"/models/download/{uuid.UUID(int=1)}/{deed}", None)
        for deed in ("pause", "resume", "cancel", "retry")
    ),
    ("POST", "/models/verify", {"model_id": "a/b"}),
    ("POST", "/models/verify/cancel", None),
    ("POST", "/models/repair", {"model_id": "a/b"}),
    ("POST", "/models/updates/check", {"model_id": "a/b"}),
    ("POST", "/models/updates/apply", {"model_id": "a/b"}),
    ("POST", "/models/custom", {"model_id": "a/b", "model_type": "llm"}),
    ("PATCH", f"/models/custom/{uuid.UUID(int=1)}", {}),
    ("DELETE", f"/models/custom/{uuid.UUID(int=1)}", None),
    ("DELETE", "/models/a/b", None),
    ("POST", "/collections", {"name": "notes", "embedding_model": "a/b"}),
    ("PATCH", f"/collections/{uuid.UUID(int=1)}", {}),
    ("DELETE", f"/collections/{uuid.UUID(int=1)}", None),
]


def test_every_route_asks_who_one_is_but_for_the_few_that_cannot(server: Server) -> None:
    nobody = server.as_nobody()
    routes = list(_routes(nobody))
    assert len(routes) > 20

    for method, path in routes:
        answer = nobody.http.request(method, path, json={})
        if (method, path) in OPEN:
            assert answer.status_code != 401, (method, path)
        else:
            assert answer.status_code == 401, (method, path, answer.status_code)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "not_signed_in"


def test_the_document_and_its_page_are_open(server: Server) -> None:
    nobody = server.as_nobody()

    assert nobody.http.get(f"{API}/openapi.json").json()["info"]["title"] == "Modelshelf"
    assert nobody.http.get(f"{API}/docs").status_code == 200


def test_a_token_that_is_nobodys_is_refused(server: Server) -> None:
    with Api(server.url, "made-up") as api:
        assert api.ask("GET", "/models").status_code == 401


@pytest.mark.parametrize(("method", "path", "body"), MEMBER_ONLY)
def test_a_viewer_only_sees(server: Server, method: str, path: str, body: Any) -> None:
    answer = server.as_user("viewer").ask(method, path, json=body)

    assert answer.status_code == 403
    assert answer.json()["code"] == "forbidden"


def test_a_viewer_sees_everything(server: Server, hub: HubServer) -> None:
    repo = add_model(hub)
    viewer = server.as_user("viewer")

    assert viewer.get("/models")["models"]
    assert viewer.get("/collections")["collections"] == []
    assert "operations" in viewer.get("/models/downloads")
    assert viewer.post("/models/plan", {"model_id": repo.id})["download_bytes"] > 0


def test_a_member_downloads(server: Server, hub: HubServer) -> None:
    repo = add_model(hub)

    assert server.as_user("member").download(repo.id)["requested_by"] == "member"


def _routes(api: Api) -> Iterator[tuple[str, str]]:
    """Method and path of every operation, with something in the place of each parameter."""
    document = api.http.get(f"{API}/openapi.json").json()
    for path, methods in document["paths"].items():
        filled = path
        for name in ("task_id", "custom_model_id", "collection_id", "user_id", "token_id"):
            filled = filled.replace(f"{{{name}}}", str(uuid.UUID(int=1)))
        for method in methods:
            yield method.upper(), filled.replace("{model_id}", "a/b")
