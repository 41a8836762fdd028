"""What the three roles are for; the rule of every single route is in `test_matrix`."""

from tests.hub import HubServer
from tests.support.api import API, Api
from tests.support.models import add_model
from tests.support.product import Server


def test_the_document_and_its_page_are_open(server: Server) -> None:
    nobody = server.as_nobody()

    assert nobody.http.get(f"{API}/openapi.json").json()["info"]["title"] == "Modelshelf"
    assert nobody.http.get(f"{API}/docs").status_code == 200


def test_a_token_that_is_nobodys_is_refused(server: Server) -> None:
    with Api(server.url, "made-up") as api:
        assert api.ask("GET", "/models").status_code == 401


def test_a_viewer_sees_everything(server: Server, hub: HubServer) -> None:
    repo = add_model(hub)
    viewer = server.as_user("viewer")

    assert viewer.get("/models")["models"]
    assert isinstance(viewer.get("/collections")["collections"], list)
    assert "operations" in viewer.get("/models/downloads")
    assert viewer.post("/models/plan", {"model_id": repo.id})["download_bytes"] > 0


def test_a_member_downloads(server: Server, hub: HubServer) -> None:
    repo = add_model(hub)

    assert server.as_user("member").download(repo.id)["requested_by"] == "member"
