"""The very first visit: nobody has an account."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESKTOP, NARROWEST
from tests.support.product import PASSWORD, Product, Server
from tests.support.wait import wait_for


@pytest.mark.parametrize("viewport", [DESKTOP, NARROWEST], ids=["desktop", "phone"])
def test_the_code_that_serve_prints_makes_the_administrator(
    product: Product, visit: Visit, viewport: dict[str, int]
) -> None:
    product.settings.update(ADMIN_USERNAME="", ADMIN_PASSWORD="")
    with product.serving() as server:
        visitor = visit(server, username=None, viewport=viewport)
        page = visitor.page
        page.goto("/settings/models")
        expect(visitor.heading("Welcome to Modelshelf")).to_be_visible()

        assert _is_no_wider_than_the_screen(page)
        page.get_by_label("One-time code").fill("AAAA-AAAA-AAAA")
        page.get_by_label("Username").fill("ada")
        page.get_by_label("Password").fill(PASSWORD)
        create = page.get_by_role("button", name="Create the administrator")
        create.click()
        refusal = "That is not the one-time code. modelshelf serve printed it when it started."
        expect(page.get_by_role("alert")).to_have_text(refusal)

        page.get_by_label("One-time code").fill(_printed_code(server))
        create.click()
        expect(visitor.heading("Where models are kept")).to_be_visible()
        expect(page.get_by_text(str(product.cache_dir))).to_be_visible()
        page.get_by_role("textbox", name="Token").fill("hf_nobody_has_this")
        page.get_by_role("button", name="Check and save").click()
        expect(page.get_by_role("alert")).to_contain_text("token")
        expect(page.get_by_role("button", name=re.compile(r"^Download \d"))).to_be_enabled()
        expect(page.get_by_text("The sizes are those of huggingface.co")).to_be_visible()
        assert _is_no_wider_than_the_screen(page)
        page.get_by_role("link", name="Go to the models").click()
        expect(visitor.heading("Models")).to_be_visible()
        expect(page.get_by_role("button", name="Account of ada")).to_be_visible()
        expect(visitor.tab("Embedding")).to_have_attribute("aria-selected", "true")
        page.close()  # It fetches what it may need next, and the server ends here.


def _is_no_wider_than_the_screen(page: Page) -> bool:
    fits: bool = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return fits


def _printed_code(server: Server) -> str:
    def printed() -> str | None:
        found = re.search(r"^ {4}([A-Z0-9-]+)$", server.output.read_text(), re.MULTILINE)
        return found and found[1]

    return wait_for(printed, "serve prints the one-time code")
