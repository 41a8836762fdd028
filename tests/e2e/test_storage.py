"""The storage page: what lies on the disk, what can go, what is newer, what is sound."""

import os
from pathlib import Path

from playwright.sync_api import expect

from modelshelf.hub.layout import RepoFolder
from tests.e2e.conftest import CustomModel, Visit
from tests.hub import HubServer
from tests.support.product import Server
from tests.support.wait import wait_for

LONG_AGO = 1_700_000_000.0


def test_an_update_says_who_must_index_again_and_what_it_leaves_is_reclaimed(
    server: Server, cache_dir: Path, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model(300_000)
    server.api.download(repo.id)
    before = repo.branches["main"]
    collection = {"name": f"wiki {repo.id}", "embedding_model": repo.id}
    made = server.api.post("/collections", collection, status=201)
    repo.commit({"config.json": '{"newer": true}', "extra.json": "{}"})
    server.api.post("/models/updates/check", {"model_id": repo.id})

    visitor = visit(server)
    page = visitor.page
    page.goto("/storage")
    row = page.get_by_role("listitem").filter(has=visitor.heading(repo.id))
    expect(row).to_contain_text("1 file changed · 1 file added")
    row.get_by_role("button", name="Update").click()
    dialog = visitor.dialog(f"Update {repo.id}")
    expect(dialog).to_contain_text(f"1 collection needs re-indexing to use it: wiki {repo.id}")
    dialog.get_by_role("button", name="Update").click()
    expect(dialog).to_be_hidden()
    expect(row).to_be_hidden()
    wait_for(
        lambda: (server.api.model(repo.id) or {})["revision"] != before, "the list has the new one"
    )

    page.goto("/collections")
    row = page.get_by_role("listitem").filter(has=visitor.heading(f"wiki {repo.id}"))
    expect(row).to_contain_text("needs re-indexing")
    row.get_by_role("button", name="Mark as re-indexed").click()
    expect(row).not_to_contain_text("needs re-indexing")
    found = server.api.get(f"/collections/{made['id']}")
    assert found["embedding_revision"] == repo.branches["main"] != before

    root = RepoFolder(cache_dir, repo.id).root
    for path in [root, *root.rglob("*")]:
        os.utime(path, (LONG_AGO, LONG_AGO), follow_symlinks=False)
    page.goto("/storage")
    assert server.api.ask("DELETE", f"/collections/{made['id']}").is_success
    page.get_by_role("button", name="Scan again", exact=True).first.click()
    box = page.get_by_role("checkbox", name=f"{repo.id} Old revision")
    expect(box).to_be_checked()
    page.get_by_role("button", name="Reclaim…").click()
    rehearsal = visitor.dialog("Reclaim")
    expect(rehearsal).to_contain_text(before)
    rehearsal.get_by_role("button", name="Reclaim").click()
    expect(rehearsal).to_be_hidden()
    expect(box).to_be_hidden()
    wait_for(lambda: not (root / "snapshots" / before).exists(), "the old revision is gone")


def test_all_models_are_verified_and_a_damaged_one_is_named_and_repaired(
    server: Server, hub: HubServer, cache_dir: Path, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    server.api.download(repo.id)
    weights = RepoFolder(cache_dir, repo.id).snapshot(repo.branches["main"]) / "model.safetensors"
    with weights.open("r+b") as file:
        file.write(b"\xff")
    visitor = visit(server)
    page = visitor.page
    page.goto("/storage")
    page.get_by_role("button", name="Verify all").click()
    row = page.get_by_role("listitem").filter(has=visitor.heading(repo.id))
    expect(row).to_contain_text("1 file is not as it should be")
    expect(row).to_contain_text("model.safetensors")
    row.get_by_role("button", name="Repair").click()
    expect(row).to_be_hidden()
    server.api.wait_for_status(repo.id, "installed")
    page.goto(f"/audit?outcome=found&about={repo.id}")
    entry = page.get_by_role("listitem").filter(has_text="Verification finished")
    expect(entry).to_contain_text("With findings")
    expect(entry).to_contain_text("model.safetensors does not match its checksum")
