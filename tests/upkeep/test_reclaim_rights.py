"""Who may reclaim what: nobody what others brought, whatever a file of the cache claims."""

import json
from pathlib import Path

from modelshelf.accounts.models import Role
from modelshelf.cache.removing.trash import entries
from modelshelf.hub.layout import RepoFolder
from tests.cache.waste import PAYLOAD
from tests.hub import HubServer
from tests.support.api import Api
from tests.support.models import add_model
from tests.support.product import Product, Server
from tests.upkeep.reclaiming import (
    WEIGHTS,
    age,
    items_of,
    look,
    moved_on,
)


def test_a_member_reclaims_what_they_brought_and_nothing_of_others(
    server: Server, package_product: Product, hub: HubServer, cache_dir: Path
) -> None:
    package_product.add_user("reclaimer", Role.MEMBER)
    member, admin = server.as_user("reclaimer"), server.api
    own, others = moved_on(member, hub, cache_dir), moved_on(admin, hub, cache_dir)
    found = look(member)
    items = {repo.id: items_of(member, repo.id, found=found)[0] for repo in (own, others)}
    assert items[own.id]["allowed"] and not items[others.id]["allowed"]
    refused = member.ask("POST", "/cache/reclaim", json={"ids": [i["id"] for i in items.values()]})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    assert items_of(admin, own.id)
    (operation,) = member.post("/cache/reclaim", {"ids": [items[own.id]["id"]]}, 202)["operations"]
    member.wait_until(operation["id"], "completed")
    left = look(admin)
    assert not items_of(admin, own.id, found=left) and items_of(admin, others.id, found=left)


def test_who_may_reclaim_the_parts_of_files_that_others_or_nobody_we_know_left(
    server: Server, package_product: Product, hub: HubServer, cache_dir: Path
) -> None:
    """A program's part of a file has the name of a file that a member downloaded, too."""
    for name in ("first", "second"):
        package_product.add_user(name, Role.MEMBER)
    package_product.add_user("onlooker", Role.VIEWER)
    users = {name: server.as_user(name) for name in ("first", "second", "onlooker")}
    repo = add_model(hub)
    users["first"].download(repo.id)
    folder = RepoFolder(cache_dir, repo.id)
    blob = next(folder.snapshots.glob(f"*/{WEIGHTS}")).readlink().name
    ours, theirs, unknown = (
        f"{blob}.shelf.incomplete",
        f"{blob}.12ab34cd.incomplete",
        f"{PAYLOAD}.shelf.incomplete",
    )
    for name in (ours, theirs, unknown):
        (folder.blobs / name).write_bytes(b"half")
    age(folder.root)

    def allowed(api: Api) -> dict[str, tuple[list[str], bool]]:
        items = items_of(api, repo.id, found=api.get("/cache/reclaim"))
        return {Path(i["path"]).name: (i["brought_by"], i["allowed"]) for i in items}

    recorded = {ours: ["first"], theirs: [], unknown: []}
    found = look(server.api)
    for api, may in ((users["first"], {ours}), (users["second"], set()), (server.api, {*recorded})):
        assert allowed(api) == {name: (by, name in may) for name, by in recorded.items()}
    ids = {
        Path(item["path"]).name: item["id"] for item in items_of(server.api, repo.id, found=found)
    }
    for user, name in (("first", theirs), ("first", unknown), ("second", ours)):
        for dry_run in (True, False):
            body = {"ids": [ids[name]], "dry_run": dry_run}
            refused = users[user].ask("POST", "/cache/reclaim", json=body)
            assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    assert users["onlooker"].ask("POST", "/cache/reclaim", json={"ids": [ids[ours]]}).is_error

    repo.commit({"config.json": '{"newer": true}'})  # The weights are the same file.
    users["second"].download(repo.id, confirm=True)
    (folder.blobs / ours).write_bytes(b"half")
    age(folder.root)
    look(server.api)
    assert allowed(users["first"])[ours] == (["first", "second"], False)
    for operation in server.api.post("/cache/reclaim", {"ids": [*ids.values()]}, 202)["operations"]:
        server.api.wait_until(operation["id"], "completed")
    assert not list(folder.blobs.glob("*incomplete"))


def test_a_forged_note_in_the_trash_gives_no_command_to_copy_and_no_right(
    server: Server, package_product: Product, hub: HubServer, cache_dir: Path
) -> None:
    package_product.add_user("forger", Role.MEMBER)
    member, admin = server.as_user("forger"), server.api
    own, others = add_model(hub), add_model(hub)
    for api, repo in ((member, own), (admin, others)):
        api.download(repo.id)
        assert api.ask("DELETE", f"/models/{repo.id}").is_success
    notes = {trashed.model_id: trashed.entry / "removal.json" for trashed in entries(cache_dir)}
    noted = {repo.id: json.loads(notes[repo.id].read_text()) for repo in (own, others)}
    forged = {"operation_id": noted[own.id]["operation_id"], "revision": "main; touch /tmp/x"}
    notes[others.id].write_text(json.dumps({**noted[others.id], **forged}))

    found = look(member)
    (item,) = items_of(member, others.id, found=found)
    assert (item["restore_command"], item["allowed"]) == (None, False)
    (item,) = items_of(member, own.id, found=found)
    command = f"modelshelf pull {own.id} --revision {own.branches['main']}"
    assert (item["restore_command"], item["allowed"]) == (command, True)
