"""Code of the page that does not come: after an upgrade of the server, or while it is away."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import CustomModel, Visit, name_of
from tests.e2e.visitor import MODELS, Visitor
from tests.support.product import Product, Server

OUTDATED = re.compile("^The server has been updated")
UNREACHABLE = "The Modelshelf server does not answer."
# What the browser says of each script that does not come.
OF_SCRIPTS = re.compile(rf"/assets/|{UNREACHABLE}")


def _gone(visitor: Visitor, name: str) -> None:
    """From now on the server has no such script, as one of another version has not."""

    def refuse(route: Route) -> None:
        route.fulfill(status=404, body="")

    visitor.page.route(f"**/assets/{name}-*.js", refuse)


def test_a_dialog_that_an_upgrade_took_away_leaves_the_page_and_offers_the_new_one(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    server.api.download(repo.id)
    visitor = visit(server)
    visitor.forgiven = OF_SCRIPTS
    visitor.open_models(repo.id)
    card = visitor.card(name_of(repo))
    _gone(visitor, "removal-dialog")
    delete = card.get_by_role("button", name=re.compile("^Delete"))
    delete.click()
    expect(visitor.message(OUTDATED)).to_be_visible()
    expect(visitor.page.get_by_role("button", name="Reload", exact=True)).to_be_visible()
    expect(card).to_be_visible()

    visitor.page.unroute_all()
    delete.click()
    expect(visitor.dialog(f"Delete {name_of(repo)}")).to_be_visible()


def test_a_menu_that_does_not_come_can_be_opened_again(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    visitor.forgiven = OF_SCRIPTS
    visitor.open_models()
    _gone(visitor, "theme-choices")
    menu = visitor.page.get_by_role("button", name="Theme")
    menu.click()
    expect(visitor.message(OUTDATED)).to_be_visible()

    visitor.page.unroute_all()
    menu.click()
    expect(visitor.page.get_by_role("menuitemradio", name="Dark")).to_be_visible()


def test_whoever_goes_on_while_the_server_is_away_keeps_the_page_and_tries_again(
    product: Product, visit: Visit
) -> None:
    with product.serving() as server:
        visitor = visit(server)
        visitor.forgiven = OF_SCRIPTS
        visitor.open_models()
        server.kill_everything()
        visitor.page.get_by_role("link", name="Collections").click()
        problem = visitor.page.get_by_role("main").get_by_role("alert")
        expect(problem).to_contain_text(UNREACHABLE)
        expect(visitor.page.get_by_role("link", name="Models", exact=True)).to_be_visible()

    port = urlsplit(server.url).port
    with product.serving("--port", str(port)):
        problem.get_by_role("button", name="Try again").click()
        expect(visitor.heading("Collections")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-GB", "The page did not come whole"),
        ("de-DE", "Die Seite kam nicht vollständig an"),
    ],
)
def test_a_page_without_its_libraries_says_so_in_the_reader_s_language(
    server: Server, visit: Visit, locale: str, said: str
) -> None:
    visitor = visit(server, locale=locale)
    visitor.forgiven = OF_SCRIPTS
    _gone(visitor, "libraries")
    visitor.page.goto(MODELS)
    expect(visitor.page.get_by_role("alert")).to_contain_text(said)

    visitor.page.unroute_all()
    visitor.page.get_by_role("alert").locator("xpath=..").get_by_role("link").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
