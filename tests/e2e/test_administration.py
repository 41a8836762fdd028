"""What an administrator looks up: the machine, the settings, and who did what."""

from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit
from tests.support.product import ADMIN, Server


def test_the_system_page_tells_of_the_machine_and_the_settings(
    server: Server, visit: Visit
) -> None:
    visitor = visit(server)
    visitor.page.goto("/system")
    node = visitor.page.get_by_role("article").filter(has_text="local")
    expect(node).to_contain_text("At work")
    expect(node).to_contain_text("free of")
    expect(visitor.page.get_by_text("MODELSHELF_MAX_DOWNLOADS", exact=True)).to_be_visible()


def test_the_record_shows_who_did_what(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    server.api.download(repo.id)
    visitor = visit(server)
    visitor.page.goto("/audit")
    visitor.page.get_by_label("About").fill(repo.id)
    entries = visitor.page.get_by_role("listitem").filter(has_text=repo.id)
    entry = entries.filter(has_text="download.start")
    expect(entry).to_contain_text(ADMIN)
    expect(entry).to_contain_text("Done")


def test_a_member_is_told_who_may_read_the_record(server: Server, visit: Visit) -> None:
    visitor = visit(server, username="member")
    visitor.page.goto("/audit")
    expect(visitor.page.get_by_text("Only administrators can read the record.")).to_be_visible()
    visitor.page.goto("/system")
    expect(visitor.heading("Machines")).to_be_visible()
    expect(visitor.heading("Settings in force")).to_be_hidden()
