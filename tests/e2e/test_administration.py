"""What is looked after on pages of its own: machine, record, collections, users, tokens."""

import httpx2
from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit
from tests.support.product import ADMIN, PASSWORD, Server


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
    entry = entries.filter(has_text="Began a download")
    expect(entry).to_contain_text(ADMIN)
    expect(entry).to_contain_text("Done")


def test_a_member_is_told_who_may_read_the_record(server: Server, visit: Visit) -> None:
    visitor = visit(server, username="member")
    visitor.page.goto("/audit")
    expect(visitor.page.get_by_text("Only administrators can read the record.")).to_be_visible()
    visitor.page.goto("/system")
    expect(visitor.heading("Machines")).to_be_visible()
    expect(visitor.heading("Settings in force")).to_be_hidden()


def test_a_collection_is_registered_and_protects_its_model(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    visitor = visit(server)
    page = visitor.page
    page.goto("/collections")
    page.get_by_role("button", name="Register a collection").click()
    dialog = visitor.dialog("Register a collection")
    dialog.get_by_label("Name").fill(f"wiki {repo.id}")
    dialog.get_by_label("Embedding").fill(repo.id)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    row = page.get_by_role("listitem").filter(has_text=f"wiki {repo.id}")
    expect(row).to_contain_text(f"by {ADMIN}")
    found = server.api.get("/collections")["collections"]
    assert [c["embedding_model"] for c in found if c["name"] == f"wiki {repo.id}"] == [repo.id]

    row.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("heading", name=f"wiki {repo.id}")).to_be_hidden()


def test_a_user_is_added_disabled_and_removed(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    page = visitor.page
    page.goto("/users")
    page.get_by_role("button", name="Add a user").click()
    dialog = visitor.dialog("Add a user")
    dialog.get_by_label("Username").fill("grace")
    dialog.get_by_label("Password").fill("short")
    dialog.get_by_role("button", name="Add a user").click()
    expect(dialog.get_by_role("alert")).to_contain_text("at least 10")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Add a user").click()
    expect(dialog).to_be_hidden()
    row = page.get_by_role("listitem").filter(has_text="grace")
    row.get_by_role("combobox", name="Role grace").select_option("viewer")
    expect(visitor.message("grace is changed.")).to_be_visible()
    row.get_by_role("button", name="Disable").click()
    expect(row.get_by_text("Disabled", exact=True)).to_be_visible()
    row.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove grace").click()
    expect(page.get_by_role("heading", name="grace")).to_be_hidden()


def test_a_token_is_shown_once_and_works_until_it_is_revoked(server: Server, visit: Visit) -> None:
    visitor = visit(server, username="member")
    page = visitor.page
    page.goto("/account")
    page.get_by_role("button", name="Create a token").click()
    dialog = visitor.dialog("Create a token")
    dialog.get_by_label("What it is for").fill("rag")
    dialog.get_by_role("button", name="Create a token").click()
    token = page.get_by_role("alert").get_by_role("code").inner_text()
    asked = {"Authorization": f"Bearer {token}"}
    models = f"{server.url}/api/v2/models"
    assert httpx2.get(models, headers=asked).status_code == 200
    page.get_by_role("button", name="Revoke rag").click()
    expect(visitor.message("is revoked")).to_be_visible()
    assert httpx2.get(models, headers=asked).status_code == 401
    page.reload()
    expect(page.get_by_text("No token yet.")).to_be_visible()
    assert token not in page.content()
