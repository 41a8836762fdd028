"""`collection`: what depends on models, from a terminal."""

import json
from typing import Any

from modelshelf.accounts.models import Role
from tests.hub import HubServer
from tests.support.models import add_model
from tests.support.product import ADMIN, Product


def test_from_noting_a_collection_to_forgetting_it(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    product.run("pull", repo.id, "--yes")
    nobody = product.run("collection", "add", "docs", "--embedding", repo.id)
    assert (nobody.returncode, "--as" in nobody.stderr) == (1, True)
    product.add_user(ADMIN, Role.ADMIN)

    added = product.run("collection", "add", "docs", "--embedding", repo.id, "--json")
    built_on = json.loads(added.stdout)["embedding_revision"]
    assert built_on == repo.branches["main"]
    again = product.run("collection", "add", "docs", "--embedding", repo.id)
    assert (again.returncode, "[collection_exists]" in again.stderr) == (3, True)
    unseen = product.run("collection", "add", "do\u202ecs", "--embedding", repo.id)
    assert (unseen.returncode, "[invalid_name]" in unseen.stderr) == (2, True)
    kept = product.run("rm", repo.id, "--yes")
    assert (kept.returncode, f"docs ({ADMIN})" in kept.stderr) == (3, True)

    moved = repo.commit({"config.json": '{"newer": true}'})
    product.run("pull", repo.id, "--yes")
    assert "1 of 1 need re-indexing" in product.run("collection", "list").stdout
    product.run("collection", "reindexed", "docs")
    (rebuilt,) = _listed(product)
    assert (rebuilt["embedding_revision"], rebuilt["needs_reindexing"]) == (moved, False)

    changed = product.run("collection", "change", "docs", "--name", "wiki", "--llm", "a/b")
    assert "llm: a/b" in changed.stdout
    wrong = product.run("collection", "change", "wiki", "--embedding", "../x")
    assert (wrong.returncode, "[invalid_model_id]" in wrong.stderr) == (2, True)
    assert product.run("collection", "change", "wiki", "--llm", "").returncode == 0
    (wiki,) = _listed(product)
    assert (wiki["name"], wiki["llm_model"]) == ("wiki", None)

    assert product.run("collection", "remove", "docs").returncode == 1
    assert product.run("collection", "remove", "wiki").returncode == 0
    assert product.run("rm", repo.id, "--yes").returncode == 0
    deeds = product.run("audit", "--deed", "collection", "--json").stdout
    assert {entry["actor"].endswith("(command line)") for entry in json.loads(deeds)} == {True}


def _listed(product: Product) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(product.run("collection", "list", "--json").stdout)
    return found
