"""A deletion is taken back: from the message about it, and from the page of what was deleted."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit, name_of
from tests.e2e.visitor import Visitor
from tests.support.product import Server


def test_what_was_deleted_comes_back(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    server.api.download(repo.id)
    visitor = visit(server)
    card = visitor.card(name_of(repo))
    installed = card.get_by_text("Installed", exact=True)

    visitor.open_models(repo.id)
    _delete(visitor, name_of(repo))
    expect(installed).to_be_hidden()
    visitor.page.get_by_role("button", name="Undo").click()
    expect(visitor.message(f"{repo.id} is restored")).to_be_visible()
    expect(installed).to_be_visible()

    _delete(visitor, name_of(repo))
    visitor.page.get_by_role("link", name="Storage").click()
    row = visitor.page.get_by_role("listitem").filter(has=visitor.heading(repo.id))
    expect(row).to_contain_text("left")
    row.get_by_role("button", name="Restore").click()
    expect(row).to_be_hidden()
    visitor.open_models(repo.id)
    expect(installed).to_be_visible()


def _delete(visitor: Visitor, name: str) -> None:
    visitor.card(name).get_by_role("button", name=re.compile("^Delete")).click()
    removal = visitor.dialog(f"Delete {name}")
    removal.get_by_role("button", name=re.compile(r"^Delete \d")).click()
    expect(removal).to_be_hidden()
