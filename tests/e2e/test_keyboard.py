"""The main job without a mouse."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import CustomModel, Visit, name_of
from tests.support.product import Server

MOST_STOPS = 60


def test_tab_enter_and_escape_are_enough(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    name = name_of(repo)
    visitor = visit(server)
    page, keys = visitor.page, visitor.page.keyboard
    visitor.open_models(repo.id)
    card = visitor.card(name)
    download = card.get_by_role("button", name=re.compile("^Download"))
    expect(download).to_be_visible()

    _tab_to(page, download)
    keys.press("Enter")
    plan = visitor.dialog(f"Download {name}")
    expect(plan).to_be_visible()
    keys.press("Escape")
    expect(plan).to_be_hidden()
    expect(download).to_be_focused()

    keys.press("Enter")
    start = plan.get_by_role("button", name=re.compile(r"^Download \d"))
    expect(start).to_be_enabled()
    _tab_to(page, start)
    keys.press("Enter")
    expect(card.get_by_text("Installed", exact=True)).to_be_visible()
    expect(plan).to_be_hidden()

    delete = card.get_by_role("button", name=re.compile("^Delete"))
    _tab_to(page, delete)
    keys.press("Enter")
    removal = visitor.dialog(f"Delete {name}")
    confirm = removal.get_by_role("button", name=re.compile(r"^Delete \d"))
    expect(confirm).to_be_enabled()
    _tab_to(page, confirm)
    keys.press("Enter")
    expect(removal).to_be_hidden()
    expect(download).to_be_visible()
    expect(page.locator(":focus")).to_have_count(1)


def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus, as one who looks for it does."""
    for _ in range(MOST_STOPS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_STOPS} times Tab do not lead to {wanted}")
