"""The storage budget as people meet it: over the API and on the command line."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from modelshelf.accounts.models import Role
from modelshelf.hub.layout import RepoFolder
from tests.cache.generate import make_repo
from tests.hub import HubServer
from tests.support.api import Api
from tests.support.models import add_model
from tests.support.product import Product, Server
from tests.support.wait import wait_for


def test_programs_report_use_with_a_token_that_may_only_read(
    server: Server, hub: HubServer, cache_dir: Path
) -> None:
    repo = add_model(hub)
    server.api.download(repo.id)
    made = server.api.post("/tokens", {"name": "search", "scopes": ["read"]}, status=201)
    with Api(server.url, made["token"]) as program:
        body = {"model_ids": [repo.id, "not/here"]}
        noted = program.post("/models/used", body)
    assert noted == {"noted": [repo.id], "unknown": ["not/here"]}
    used_at = (server.api.model(repo.id) or {})["last_used_at"]

    extra = RepoFolder(cache_dir, repo.id).blobs / "some.incomplete"
    extra.write_bytes(b"x" * 100)  # The indexer reads it anew.
    size = (server.api.model(repo.id) or {})["size_on_disk_bytes"]
    wait_for(
        lambda: (server.api.model(repo.id) or {})["size_on_disk_bytes"] != size, "it is read anew"
    )

    model = server.api.model(repo.id) or {}
    assert (model["last_used_at"], model["last_used_from"]) == (used_at, "reported")
    extra.unlink()


def test_whose_report_weighs_is_told_by_their_role_and_by_who_brought_it(
    server: Server, package_product: Product, hub: HubServer
) -> None:
    package_product.add_user("watcher", Role.VIEWER)
    package_product.add_user("searcher", Role.MEMBER)
    repo, own = add_model(hub), add_model(hub)
    server.api.download(repo.id)
    server.as_user("searcher").download(own.id)

    def noted(model_id: str) -> tuple[bool, bool]:
        with closing(sqlite3.connect(server.data_dir / "modelshelf.db")) as database:
            (row,) = database.execute(
                "SELECT reported_used_at, weighty_used_at FROM inventory WHERE model_id = ?",
                [model_id],
            )
        return row[0] is not None, row[1] is not None

    server.as_user("watcher").post("/models/used", {"model_ids": [repo.id]})
    assert noted(repo.id) == (True, False)
    # Else a member would choose what goes of the others' by reporting all the rest.
    server.as_user("searcher").post("/models/used", {"model_ids": [repo.id, own.id]})
    assert (noted(repo.id), noted(own.id)) == ((True, False), (True, True))
    server.api.post("/models/used", {"model_ids": [repo.id]})
    assert noted(repo.id) == (True, True)


def test_the_command_deletes_what_the_budget_proposes_and_names_the_way_back(
    product: Product,
) -> None:
    for number in range(3):
        made = make_repo(product.cache_dir, f"old/{number}", {"model.safetensors": b"x" * 5000})
        moment = time.time() - (100 - number) * 86_400
        for path in made.root.rglob("*"):
            os.utime(path, (moment, moment), follow_symlinks=False)
    product.settings["CACHE_BUDGET"] = "6000"
    shown = product.run("free", "--dry-run").stdout
    assert "modelshelf restore old/0 old/1" in shown
    assert "old/0" in shown and "old/1" in shown and "old/2" not in shown
    folders = [RepoFolder(product.cache_dir, f"old/{number}").root for number in range(3)]
    assert all(folder.is_dir() for folder in folders)

    done = product.run("free", "--yes").stdout

    assert [folder.is_dir() for folder in folders] == [False, False, True]
    *_, command = [line for line in done.splitlines() if "modelshelf restore" in line]
    command = command[command.index("restore") :]
    assert command.split() == ["restore", "old/0", "old/1"]
    product.run(*command.split())
    assert all(folder.is_dir() for folder in folders)


def test_an_exceeded_budget_is_told_by_every_command_that_shows_the_disk(
    product: Product, hub: HubServer
) -> None:
    repo = add_model(hub)
    product.run("pull", repo.id, "--yes")
    product.settings["CACHE_BUDGET"] = "1000"
    assert "more than its budget" in product.run("ls").stderr
    assert "more than its budget" in product.run("doctor").stdout
    shown = product.run("reclaim", "--dry-run").stdout
    assert "budget is exceeded" in shown and "last 7 days" in shown
