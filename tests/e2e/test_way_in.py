"""The ways in: through a provider and back, and again after a session has ended."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.accounts.oidc.idp import CLIENT_ID, SECRET, Idp, running_idp
from tests.e2e.conftest import Visit
from tests.e2e.visitor import Visitor
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
    expect(visitor.heading("Audit")).to_be_visible()
    expect(page).to_have_url(f"{site.url}{FILTERED}")


def test_an_account_is_linked_from_its_page(site: Server, idp: Idp, visit: Visit) -> None:
    visitor = visit(site)
    page = visitor.page
    page.goto("/account")
    page.get_by_role("link", name="Link my account of Example SSO").click()
    expect(visitor.heading("Account")).to_be_visible()
    visitor.context.clear_cookies()
    page.goto("/storage")
    _press_the_button(visitor)
    expect(page.get_by_role("button", name=f"Account of {ADMIN}")).to_be_visible()
    expect(visitor.heading("Storage")).to_be_visible()


def _press_the_button(visitor: Visitor) -> None:
    visitor.page.get_by_role("link", name="Sign in with Example SSO").click()


def test_a_session_that_ends_elsewhere_leads_back_to_the_same_filters(
    server: Server, visit: Visit
) -> None:
    visitor, elsewhere = visit(server, username="member"), visit(server, username="member")
    page = visitor.page
    page.goto(FILTERED)
    expect(visitor.heading("Audit")).to_be_visible()
    ended = elsewhere.context.request.delete(f"{server.url}/api/v2/auth/sessions")
    assert ended.ok, ended.text()

    page.get_by_role("radio", name="Failed").check(force=True)
    expect(page.get_by_text("Your session has ended.")).to_be_visible()
    page.get_by_label("Username").fill("member")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(visitor.heading("Audit")).to_be_visible()
    expect(page).to_have_url(f"{server.url}{FILTERED.replace('refused', 'failed')}")
    expect(page.get_by_role("radio", name="Failed")).to_be_checked()
