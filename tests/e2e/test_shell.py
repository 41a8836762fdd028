"""The frame around every page: what is under way, where one is, and the way back in."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit, name_of
from tests.hub import HubServer
from tests.support.api import Api
from tests.support.models import slowly
from tests.support.product import ADMIN, Server


def test_what_is_under_way_is_seen_from_any_page_and_in_the_tabs_title(
    server: Server, hub: HubServer, custom_model: CustomModel, visit: Visit
) -> None:
    _end_what_others_left(server.api)
    repo = custom_model(3_000_000)
    slowly(hub, repo, 500_000)
    visitor = visit(server)
    page = visitor.page
    page.goto("/collections")
    expect(page).to_have_title("Collections · Modelshelf")
    tray = page.get_by_role("button", name=re.compile("^In progress: "))
    expect(tray).to_be_hidden()

    task_id = server.api.start(repo.id)
    expect(page).to_have_title(re.compile(r"^[1-9]\d? % · Collections · Modelshelf$"))
    tray.click()
    panel = page.get_by_role("dialog", name="In progress")
    expect(panel.get_by_role("progressbar", name=repo.id)).to_be_visible()
    expect(panel).to_contain_text("kB/s")
    # It covers nothing: the page behind is scrolled as before, and keeps its colour to its edge.
    expect(page.locator("html")).to_have_css("overflow-y", "scroll")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()

    hub.faults.clear()
    server.api.wait_until(task_id, "completed")
    expect(page).to_have_title("Collections · Modelshelf")
    expect(tray).to_be_hidden()


def test_a_models_tab_has_its_name_and_its_address_without_one_leads_to_the_list(
    server: Server, visit: Visit
) -> None:
    page = visit(server).page
    page.goto("/models/BAAI/bge-m3")
    expect(page).to_have_title("BAAI/bge-m3 · Modelshelf")
    page.goto("/models/")
    expect(page).to_have_url(re.compile("/settings/models$"))
    expect(page).to_have_title("Models · Modelshelf")


def test_the_page_of_a_model_belongs_to_the_models(server: Server, visit: Visit) -> None:
    page = visit(server).page
    for path in ("/settings/models", "/models/sentence-transformers/all-MiniLM-L6-v2"):
        page.goto(path)
        current = page.get_by_role("navigation").locator("[aria-current=page]")
        expect(current).to_have_text("Models")


def test_an_address_that_is_not_there_keeps_the_way_to_all_others(
    server: Server, visit: Visit
) -> None:
    visitor = visit(server)
    page = visitor.page
    page.goto("/storrage")
    expect(visitor.heading("Page not found")).to_be_visible()
    expect(page).to_have_title("Page not found · Modelshelf")
    page.get_by_role("link", name="Storage").click()
    expect(visitor.heading("Storage")).to_be_visible()


def _end_what_others_left(api: Api) -> None:
    """The server is shared, and what is paused in another test stands in the tray, too."""
    for left in api.get("/models/downloads", active=True)["operations"]:
        api.post(f"/models/download/{left['id']}/cancel")


def test_a_session_that_ends_leads_to_the_sign_in_and_back(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    page = visitor.page
    # All that the page asks by itself has been answered: it does not notice before the click.
    with page.expect_response("**/api/v2/events"):
        page.goto("/audit?outcome=refused")
    expect(visitor.heading("Audit log")).to_be_visible()
    visitor.context.request.post(f"{server.url}/api/v2/auth/logout")
    page.get_by_role("link", name="Collections").click()
    visitor.sign_in_again(ADMIN)
    expect(visitor.heading("Collections")).to_be_visible()


def test_the_sign_in_says_why_the_provider_led_back(server: Server, visit: Visit) -> None:
    visitor = visit(server, username=None)
    page = visitor.page
    page.goto("/sign-in?problem=oidc_no_role")
    expect(page.get_by_role("alert")).to_contain_text("gives you no role here")
    page.goto("/sign-in?problem=oidc_brand_new")
    expect(page.get_by_role("alert")).to_contain_text("oidc_brand_new")


def test_the_palette_leads_to_a_model_and_keys_to_pages(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    visitor = visit(server)
    page, keys = visitor.page, visitor.page.keyboard
    visitor.open_models()
    keys.press("g")
    keys.press("s")
    expect(visitor.heading("Storage")).to_be_visible()
    keys.press("?")
    expect(visitor.dialog("Keyboard shortcuts")).to_be_visible()
    keys.press("Escape")

    keys.press("Control+k")
    field = page.get_by_role("combobox", name="Page, model or action…")
    expect(field).to_be_focused()
    field.fill("coll")
    expect(page.get_by_role("option", name="Collections")).to_have_attribute(
        "aria-selected", "true"
    )
    field.fill(repo.id)
    expect(page.get_by_role("option", name=re.compile(f"^{name_of(repo)}"))).to_be_visible()
    keys.press("Enter")
    expect(page).to_have_url(re.compile(f"/models/{repo.id}$"))
    expect(field).to_be_hidden()
