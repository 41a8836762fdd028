"""The storage page of a cache that has been filled for months: what it shows, and making room."""

import re
from pathlib import Path

from playwright.sync_api import expect

from modelshelf.hub.layout import RepoFolder, trash_dir
from tests.cache.generate import make_repo
from tests.e2e.conftest import Visit
from tests.hub import HubServer
from tests.support.models import add_model
from tests.support.product import Product
from tests.support.storage import add_history, age, unused_models
from tests.support.wait import wait_for


def test_models_go_together_for_the_budget_come_back_together_and_leave_the_trash(
    product: Product, tmp_path: Path, visit: Visit
) -> None:
    extra = tmp_path / "shared-cache"
    for name in ("acme/one", "acme/two"):
        make_repo(extra, name)
    gone = tmp_path / "not-there"
    product.settings |= {"EXTRA_CACHES": f"{extra},{gone}", "CACHE_BUDGET": "150000"}
    names = unused_models(product.cache_dir, 3, 100_000)
    roots = [RepoFolder(product.cache_dir, name).root for name in names]
    texts = make_repo(product.cache_dir, "acme/texts", kind="datasets")
    (texts.root / "blobs" / f"{'a' * 64}.12ab34cd.incomplete").write_bytes(b"x" * 5000)
    age(texts.root, days=1)
    with product.serving() as server:
        server.wait_until_ready()
        add_history(product.data_dir)
        for name in names:
            server.api.wait_for_status(name, "installed")
        wait_for(
            lambda: [c for c in server.api.get("/cache/extra")["caches"] if c["model_count"]],
            "the other cache is looked at",
        )
        visitor = visit(server)
        page = visitor.page
        page.goto("/storage")

        row = page.get_by_role("listitem").filter(has=visitor.heading(str(extra)))
        expect(row).to_contain_text("2 models")
        expect(page.get_by_role("listitem").filter(has=visitor.heading(str(gone)))).to_be_visible()
        chart = page.get_by_role("img", name=re.compile(r"Models took 20\.0 GB on "))
        expect(chart).to_be_visible()
        drawn = chart.locator("polygon").first.bounding_box()
        assert drawn and drawn["width"] > 200 and drawn["height"] > 5
        box = page.get_by_role("checkbox", name="acme/texts Abandoned download Dataset")
        expect(box).to_be_checked()

        proposals = page.get_by_role("region", name="Suggested deletions, to meet the budget")
        expect(proposals.get_by_role("checkbox")).to_have_count(2)
        proposals.get_by_role("button", name="Delete selected…").click()
        dialog = visitor.dialog("Delete 2 models")
        for name in names[:2]:
            expect(dialog).to_contain_text(name)
        dialog.get_by_role("button", name="Delete 2 models").click()
        expect(visitor.message(re.compile("2 models deleted")).first).to_be_visible()
        assert [root.is_dir() for root in roots] == [False, False, True]
        page.get_by_role("button", name="Undo").click()
        expect(visitor.message(f"{names[0]} and {names[1]} are restored.")).to_be_visible()
        assert all(root.is_dir() for root in roots)

        for name in names[:2]:
            assert server.api.ask("DELETE", f"/models/{name}").is_success
        page.get_by_role("button", name="Empty the trash now…").click()
        dialog = visitor.dialog("Empty the trash")
        for name in names[:2]:
            expect(dialog).to_contain_text(name)
        button = dialog.get_by_role("button", name=re.compile("^Delete .* for good$"))
        expect(button).to_be_disabled()
        dialog.get_by_label("Type “empty” to confirm").fill("empty")
        button.click()
        expect(dialog).to_be_hidden()
        wait_for(lambda: not list(trash_dir(product.cache_dir).iterdir()), "the trash is empty")


def test_a_repair_that_has_risks_asks_before_it_fetches(
    product: Product, hub: HubServer, visit: Visit
) -> None:
    pickled = "pytorch_model.bin"
    repo = add_model(hub, files={pickled: b"w" * 9000})
    product.settings["ALLOW_PICKLE"] = "ask"
    with product.serving() as server:
        server.wait_until_ready()
        server.api.download(repo.id, files={"include": ["config.json", pickled]}, confirm=True)
        folder = RepoFolder(product.cache_dir, repo.id)
        with (folder.snapshot(repo.branches["main"]) / pickled).open("r+b") as file:
            file.write(b"\xff")
        visitor = visit(server)
        page = visitor.page
        page.goto("/storage")
        page.get_by_role("button", name="Verify all").click()
        row = page.get_by_role("listitem").filter(has=visitor.heading(repo.id))
        expect(row).to_contain_text(pickled)
        row.get_by_role("button", name="Repair").click()
        dialog = visitor.dialog(f"Repair {repo.id}?")
        expect(dialog).to_contain_text(pickled)
        dialog.get_by_role("button", name="Repair").click()
        expect(row).to_be_hidden()
        server.api.wait_for_status(repo.id, "installed")
