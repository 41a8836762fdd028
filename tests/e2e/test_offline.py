"""The page where the Hub is not asked, by setting."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.cache.generate import make_repo
from tests.e2e.conftest import Visit
from tests.e2e.visitor import NARROWEST
from tests.support.product import Product
from tests.support.wait import wait_for

SET_OFFLINE = re.compile("Modelshelf is set to work offline")


def test_offline_is_said_on_every_page_and_nothing_is_offered_that_needs_the_hub(
    product: Product, visit: Visit
) -> None:
    make_repo(product.cache_dir, "acme/here")
    product.settings["OFFLINE"] = "1"
    with product.serving() as server:
        server.wait_until_ready()
        server.api.wait_for_status("acme/here", "installed")
        visitor = visit(server, viewport=NARROWEST)
        page = visitor.page
        visitor.open_models()
        expect(page.get_by_role("link", name="Hub offline")).to_be_visible()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width == NARROWEST["width"]

        # Asking once more would not help, and is not offered.
        card = visitor.card("all-MiniLM-L6-v2")
        card.get_by_role("button", name=re.compile("^Download")).click()
        plan = visitor.dialog("Download all-MiniLM-L6-v2")
        expect(plan.get_by_role("alert")).to_contain_text(SET_OFFLINE)
        expect(plan.get_by_role("button", name="Try again")).to_have_count(0)

        page.goto("/welcome")
        expect(page.get_by_text("1 model found in it")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text(SET_OFFLINE)
        expect(page.get_by_role("button", name=re.compile("^Download"))).to_have_count(0)
        expect(page.get_by_label("Token")).to_have_count(0)


def test_a_model_of_an_extra_cache_has_its_page_although_the_hub_is_not_asked(
    product: Product, tmp_path: Path, visit: Visit
) -> None:
    extra = tmp_path / "shared-cache"
    make_repo(extra, "acme/elsewhere", {"config.json": b"{}", "pytorch_model.bin": 12_300_000})
    product.settings |= {"OFFLINE": "1", "EXTRA_CACHES": str(extra)}
    with product.serving() as server:
        server.wait_until_ready()
        wait_for(lambda: server.api.model("acme/elsewhere"), "the other cache is looked at")
        visitor = visit(server, viewport=NARROWEST)
        page = visitor.page
        page.goto("/models/acme/elsewhere")
        expect(page.get_by_text(f"Whole in the extra cache {extra}: 12.3 MB")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == NARROWEST["width"]
        page.get_by_role("button", name=re.compile("^Download")).click()
        plan = visitor.dialog("Download elsewhere")
        expect(plan.get_by_role("alert")).to_contain_text(SET_OFFLINE)
