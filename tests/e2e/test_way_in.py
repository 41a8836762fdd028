"""The ways in: through a provider and back, and again after a session has ended."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.oidc.idp import CLIENT_ID, SECRET, Idp, running_idp
from tests.e2e.conftest import Visit
from tests.e2e.visitor import Visitor
from tests.hub import HubServer
from tests.support.models import add_model
from tests.support.product import ADMIN, PASSWORD, Product, Server

FILTERED = "/audit?outcome=refused&who=eve"


@pytest.fixture
def idp() -> Iterator[Idp]:
    with running_idp() as idp:
        # Another site than ours to a browser, as a provider mostly is: its cookies are not ours.
        idp.url = idp.url.replace("127.0.0.1", "localhost")
        idp.claims = {"sub": "42", "preferred_username": "grace"}
        yield idp


@pytest.fixture
def site(product: Product, idp: Idp) -> Iterator[Server]:
    """An installation where one may also sign in at the provider."""
    product.settings.update(
        OIDC_ISSUER=idp.url,
        OIDC_CLIENT_ID=CLIENT_ID,
        OIDC_CLIENT_SECRET=SECRET,
        OIDC_NAME="Example SSO",
    )
    with product.serving("--no-worker") as server:
        yield server


def test_the_providers_button_leads_there_and_back_to_where_one_was_going(
    site: Server, idp: Idp, visit: Visit
) -> None:
    visitor = visit(site, username=None)
    page = visitor.page
    page.goto(FILTERED)
    idp.denies = True
    _press_the_button(visitor)
    expect(page.get_by_role("alert")).to_contain_text("The provider did not sign you in.")

    idp.denies = False
    idp.refuse_with = 500
    _press_the_button(visitor)
    expect(page.get_by_role("alert")).to_contain_text("The sign-in provider does not answer.")

    idp.refuse_with = None
    page.goto(FILTERED)
    _press_the_button(visitor)
    expect(page.get_by_role("button", name="Account of grace")).to_be_visible()
    expect(visitor.heading("Audit log")).to_be_visible()
    expect(page).to_have_url(f"{site.url}{FILTERED}")


def test_a_browser_holds_nothing_against_the_sign_in_page(server: Server, visit: Visit) -> None:
    """Other tests forgive what the API refuses."""
    visitor = visit(server, username=None)
    said: list[str] = []
    visitor.page.on("console", lambda message: said.append(message.text))
    visitor.page.goto("/sign-in")
    expect(visitor.heading("Sign in")).to_be_visible()
    visitor.page.wait_for_load_state("networkidle")
    assert said == []


def test_an_account_is_linked_from_its_page(site: Server, idp: Idp, visit: Visit) -> None:
    visitor = visit(site)
    page = visitor.page
    page.goto("/account")
    page.get_by_role("link", name="Link my Example SSO account").click()
    expect(visitor.heading("Account")).to_be_visible()
    visitor.context.clear_cookies()
    page.goto("/storage")
    _press_the_button(visitor)
    expect(page.get_by_role("button", name=f"Account of {ADMIN}")).to_be_visible()
    expect(visitor.heading("Storage")).to_be_visible()


def test_a_linked_account_is_unlinked_from_its_page_and_by_an_administrator(
    site: Server, idp: Idp, visit: Visit
) -> None:
    visitor = visit(site)
    page = visitor.page
    page.goto("/account")
    page.get_by_role("link", name="Link my Example SSO account").click()
    expect(page.get_by_text("Unlinking one ends all other sessions")).to_be_visible()
    expect(page.get_by_role("link", name="Check the tokens")).to_have_attribute("href", "/tokens")
    page.get_by_role("button", name="Unlink 42").click()
    expect(visitor.message("The account is unlinked")).to_be_visible()
    expect(page.get_by_role("button", name="Unlink")).to_have_count(0)

    newcomer = visit(site, username=None).page
    newcomer.goto("/account")
    newcomer.get_by_role("link", name="Sign in with Example SSO").click()
    newcomer.get_by_role("button", name="Unlink 42").click()
    expect(newcomer.get_by_text("grace has no password")).to_be_visible()

    page.goto("/users")
    page.get_by_role("button", name="Set a password grace").click()
    page.get_by_role("button", name="Set the password").click()
    page.get_by_role("button", name="Linked accounts grace").click()
    dialog = page.get_by_role("dialog")
    tokens = dialog.get_by_role("link", name="Check the tokens")
    expect(tokens).to_have_attribute("href", "/tokens?whose=everyone&q=grace")
    dialog.get_by_role("button", name="Unlink 42").click()
    expect(dialog.get_by_text("Nothing is linked.")).to_be_visible()
    dialog.get_by_role("button", name="Close").first.click()
    expect(page.get_by_role("button", name="Linked accounts")).to_have_count(0)


def _press_the_button(visitor: Visitor) -> None:
    visitor.page.get_by_role("link", name="Sign in with Example SSO").click()


def test_a_session_that_ends_elsewhere_goes_on_where_it_was(server: Server, visit: Visit) -> None:
    visitor, elsewhere = visit(server, username="member"), visit(server, username="member")
    page = visitor.page
    page.goto(FILTERED)
    expect(visitor.heading("Audit log")).to_be_visible()
    _end_all_sessions(server, elsewhere)

    _choose_failed(page)
    visitor.sign_in_again("member")
    expect(page).to_have_url(f"{server.url}{FILTERED.replace('refused', 'failed')}")
    expect(page.get_by_role("radio", name="Failed")).to_be_checked()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_was_typed_survives_the_end_of_a_session(
    server: Server, hub: HubServer, visit: Visit
) -> None:
    repo = add_model(hub)
    visitor, elsewhere = visit(server, username="member"), visit(server, username="member")
    page = visitor.page
    visitor.open_models()
    page.get_by_role("button", name="Add custom").click()
    dialog = visitor.dialog("Add a custom model")
    dialog.get_by_label("Model id or Hub URL").fill(repo.id)
    expect(dialog.get_by_role("status")).to_contain_text(f"{repo.id}, revision")
    _end_all_sessions(server, elsewhere)

    dialog.get_by_label("Type").select_option("Reranker")
    dialog.get_by_role("button", name="Add").click()
    again = visitor.dialog("Sign in again")
    again.get_by_label("Password").fill("wrong")
    again.get_by_role("button", name="Sign in", exact=True).click()
    expect(again.get_by_role("alert")).to_be_visible()
    page.keyboard.press("Escape")
    visitor.sign_in_again("member")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog).to_be_hidden()
    added = server.as_user("member").model(repo.id)
    assert added is not None
    assert added["model_type"] == "reranker"


def test_somebody_else_signs_in_where_a_session_ended(server: Server, visit: Visit) -> None:
    visitor, elsewhere = visit(server, username="member"), visit(server, username="member")
    page = visitor.page
    page.goto(FILTERED)
    expect(visitor.heading("Audit log")).to_be_visible()
    _end_all_sessions(server, elsewhere)

    _choose_failed(page)
    page.get_by_role("button", name="Sign in as somebody else").click()
    expect(page.get_by_text("Your session has ended.")).to_be_visible()
    page.get_by_label("Username").fill(ADMIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(visitor.heading("Audit log")).to_be_visible()
    expect(page.get_by_role("button", name=f"Account of {ADMIN}")).to_be_visible()


def test_who_signs_out_in_one_tab_is_out_in_all(server: Server, visit: Visit) -> None:
    visitor = visit(server, username="member")
    visitor.open_models()
    other = visitor.context.new_page()
    other.goto("/audit")
    expect(other.get_by_role("heading", name="Audit log", level=1)).to_be_visible()

    visitor.page.get_by_role("button", name="Account of member").click()
    visitor.page.get_by_role("menuitem", name="Sign out").click()
    expect(other).to_have_url(f"{server.url}/sign-in")
    expect(other.get_by_label("Username")).to_have_value("")
    expect(other.get_by_role("heading", name="Audit log")).to_have_count(0)


def _end_all_sessions(server: Server, visitor: Visitor) -> None:
    ended = visitor.context.request.delete(f"{server.url}/api/v2/auth/sessions")
    assert ended.ok, ended.text()


def _choose_failed(page: Page) -> None:
    # Not with the mouse: the page may have noticed by itself, and then something stands before it.
    page.locator("input[type=radio][value=failed]").dispatch_event("click")
