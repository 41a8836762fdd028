"""Several models deleted in one step and taken back in one: one request each."""

from modelshelf.accounts.models import Role
from tests.hub import HubServer
from tests.support.models import add_model
from tests.support.product import Product, Server


def test_several_go_together_and_come_back_together(
    server: Server, package_product: Product, hub: HubServer
) -> None:
    package_product.add_user("sweeper", Role.MEMBER)
    repos = [add_model(hub) for _ in range(3)]
    ids = [repo.id for repo in repos]
    for model_id in ids:
        server.api.download(model_id)
    collection = {"name": ids[2], "embedding_model": ids[2]}
    made = server.api.post("/collections", collection, status=201)
    body = {"model_ids": ids}

    tried = server.api.post("/models/removal", {**body, "dry_run": True})

    assert [one["model_id"] for one in tried["models"]] == ids[:2]
    assert tried["freed_bytes"] == sum(one["freed_bytes"] for one in tried["models"]) > 0
    assert [(s["model_id"], s["code"]) for s in tried["skipped"]] == [(ids[2], "model_in_use")]
    plan = server.api.get("/models/removal", model_id=ids[0])
    assert tried["unseen_use"] == ([plan["unseen_use"]] if plan["unseen_use"] else [])
    assert all((server.api.model(m) or {})["status"] == "installed" for m in ids)
    sweeper = server.as_user("sweeper")
    theirs = sweeper.post("/models/removal", {**body, "dry_run": True})
    assert [s["code"] for s in theirs["skipped"]] == ["not_yours", "not_yours", "model_in_use"]
    refused = sweeper.ask("POST", "/models/removal", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_freed")

    done = server.api.post("/models/removal", body, status=202)

    assert [one["model_id"] for one in done["models"]] == ids[:2] and done["undo_seconds"] > 0
    for begun, model_id in zip(done["operations"], ids[:2], strict=True):
        assert (begun["model_id"], begun["operation"]) == (model_id, "delete")
        ended = server.api.wait_until(begun["id"], "completed", "failed")
        assert (ended["status"], ended["bytes_downloaded"]) == ("completed", ended["bytes_total"])
    assert [(server.api.model(m) or {}).get("status") for m in ids] == [None, None, "installed"]
    back = server.api.post(
        "/models/removal/undo", {"model_ids": [*ids[:2], "not/here"]}, status=202
    )
    assert [one["model_id"] for one in back["operations"]] == ids[:2]
    assert [s["code"] for s in back["skipped"]] == ["not_in_trash"]
    nothing = server.api.ask("POST", "/models/removal/undo", json={"model_ids": ["not/here"]})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_back")
    for one in back["operations"]:
        assert server.api.wait_until(one["id"], "completed", "failed")["status"] == "completed"
    assert all((server.api.model(m) or {})["status"] == "installed" for m in ids)
    assert server.api.ask("DELETE", f"/collections/{made['id']}").is_success
