"""Accounts, API tokens and sessions, each deed with what it brings about."""

import re
import uuid

import httpx2
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit
from tests.support.product import PASSWORD, Server


@pytest.fixture
def somebody(server: Server) -> str:
    """A member of the test's own."""
    name = f"grace-{uuid.uuid4().hex[:6]}"
    body = {"username": name, "password": PASSWORD, "role": "member"}
    server.api.post("/users", body, status=201)
    return name


def test_a_user_is_added_found_and_given_another_role(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    page, name = visitor.page, f"hopper-{uuid.uuid4().hex[:6]}"
    page.goto("/users")
    page.get_by_role("button", name="Add a user").click()
    dialog = visitor.dialog("Add a user")
    dialog.get_by_label("Username").fill(name)
    dialog.get_by_label("Password").fill("short")
    dialog.get_by_role("button", name="Add a user").click()
    expect(dialog.get_by_role("alert")).to_contain_text("at least 10")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Add a user").click()
    expect(dialog).to_be_hidden()

    page.get_by_role("searchbox", name="Search users").fill(name)
    expect(page.get_by_role("listitem")).to_have_count(1)
    expect(page).to_have_url(re.compile(rf"q={name}$"))
    role = page.get_by_role("combobox", name=f"Role of {name}")
    role.focus()
    role.select_option("Administrator")
    dialog = visitor.dialog(f"Make {name} an administrator?")
    expect(dialog).to_contain_text("manage users and everyone’s tokens")
    page.keyboard.press("Escape")
    # What was not confirmed has not happened, and the choice shows it.
    expect(role).to_have_value("member")
    expect(role).to_be_focused()

    role.select_option("Viewer")
    dialog = visitor.dialog(f"Make {name} a viewer?")
    expect(dialog).to_contain_text("only look")
    dialog.get_by_role("button", name="Make them a viewer").click()
    expect(visitor.message(f"{name} is a viewer now.")).to_be_visible()
    expect(role).to_have_value("viewer")


def test_a_lost_password_is_replaced_and_ends_the_sessions(
    server: Server, visit: Visit, somebody: str
) -> None:
    theirs = visit(server, username=somebody)
    theirs.open_models()
    visitor = visit(server)
    page = visitor.page
    page.goto(f"/users?q={somebody}")
    page.get_by_role("button", name="Set a password").click()
    dialog = visitor.dialog(f"A new password for {somebody}")
    expect(dialog).to_contain_text("Their session ends at once.")
    password = dialog.get_by_label("New password").input_value()
    dialog.get_by_role("button", name="Set the password").click()
    expect(visitor.message(f"{somebody} has a new password.")).to_be_visible()

    # Not with the mouse: the page may have noticed by itself, and then something stands before it.
    theirs.page.locator("a[href='/collections']").first.dispatch_event("click")
    theirs.sign_in_again(somebody, password)
    expect(theirs.heading("Collections")).to_be_visible()


def test_a_user_is_shut_out_let_in_again_and_removed(
    server: Server, visit: Visit, somebody: str, custom_model: CustomModel
) -> None:
    repo = custom_model()
    server.api.download(repo.id)
    theirs = server.as_user(somebody)
    notes = {"name": f"notes of {somebody}", "embedding_model": repo.id}
    collection = theirs.post("/collections", notes, status=201)
    theirs.post("/tokens", {"name": "rag", "scopes": ["read"]}, status=201)

    visitor = visit(server)
    page = visitor.page
    page.goto(f"/users?q={somebody}")
    row = page.get_by_role("listitem").filter(has_text=somebody)
    row.get_by_role("button", name="Disable").click()
    dialog = visitor.dialog(f"Disable {somebody}?")
    expect(dialog).to_contain_text("Their session ends at once.")
    expect(dialog).to_contain_text("Their API token is refused")
    dialog.get_by_role("button", name=f"Disable {somebody}").click()
    expect(row.get_by_text("Disabled", exact=True)).to_be_visible()
    page.get_by_label("Show", exact=True).select_option("Disabled")
    expect(row).to_be_visible()
    page.get_by_label("Show", exact=True).select_option("Everyone")
    row.get_by_role("button", name="Enable").click()
    expect(visitor.message(f"{somebody} can sign in again.")).to_be_visible()

    row.get_by_role("button", name="Remove").click()
    dialog = visitor.dialog(f"Remove {somebody}?")
    expect(dialog).to_contain_text(f"notes of {somebody}")
    remove = dialog.get_by_role("button", name=f"Remove {somebody}")
    expect(remove).to_be_disabled()
    page.keyboard.press("Escape")
    server.api.ask("DELETE", f"/collections/{collection['id']}")
    row.get_by_role("button", name="Remove").click()
    expect(dialog).to_contain_text("1 API token is refused from then on")
    remove.click()
    expect(visitor.message(f"{somebody} is removed.")).to_be_visible()
    expect(page.get_by_text("No user matches this filter.")).to_be_visible()


def test_a_token_is_shown_once_and_works_until_it_is_revoked(
    server: Server, visit: Visit, somebody: str
) -> None:
    visitor = visit(server, username=somebody)
    page = visitor.page
    page.goto("/account")
    page.get_by_role("link", name="Manage tokens").click()
    page.get_by_role("button", name="Create a token").click()
    dialog = visitor.dialog("Create a token")
    dialog.get_by_label("What it is for").fill("rag")
    dialog.get_by_role("radio", name=re.compile("^download")).check()
    dialog.get_by_label("Expires").select_option("never")
    expect(dialog.get_by_role("status")).to_contain_text("until you revoke it")
    dialog.get_by_label("Expires").select_option("after 7 days")
    dialog.get_by_role("button", name="Create a token").click()
    token = page.get_by_role("alert").get_by_role("code").inner_text()
    asked = {"Authorization": f"Bearer {token}"}
    models = f"{server.url}/api/v2/models"
    assert httpx2.get(models, headers=asked).status_code == 200
    page.reload()
    row = page.get_by_role("listitem").filter(has_text="rag")
    expect(row).to_contain_text(re.compile(r"last used .* from 127\.0\.0\.1"))
    expect(row).to_contain_text("Expires soon")
    assert token not in page.content()

    row.get_by_role("button", name="Revoke rag").click()
    dialog = visitor.dialog("Revoke “rag”?")
    expect(dialog).to_contain_text("It cannot be brought back")
    dialog.get_by_role("button", name="Revoke rag").click()
    expect(visitor.message("is revoked")).to_be_visible()
    assert httpx2.get(models, headers=asked).status_code == 401
    expect(page.get_by_text("No token yet.")).to_be_visible()
    expect(page.get_by_role("radio", name="Everyone’s")).to_have_count(0)


def test_an_administrator_revokes_somebody_elses_token(
    server: Server, visit: Visit, somebody: str
) -> None:
    token = server.as_user(somebody).post(
        "/tokens", {"name": "lost laptop", "scopes": ["manage"]}, status=201
    )["token"]
    visitor = visit(server)
    page = visitor.page
    page.goto(f"/users?q={somebody}")
    page.get_by_role("link", name="1 token").click()
    expect(page).to_have_url(re.compile(rf"/tokens\?whose=everyone&q={somebody}$"))
    row = page.get_by_role("listitem").filter(has_text="lost laptop")
    expect(row).to_contain_text(f"by {somebody}")
    row.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke lost laptop").click()
    expect(visitor.message("is revoked")).to_be_visible()
    expect(row).to_have_count(0)
    asked = {"Authorization": f"Bearer {token}"}
    assert httpx2.get(f"{server.url}/api/v2/auth/me", headers=asked).status_code == 401


def test_all_other_sessions_end_in_one_step(server: Server, visit: Visit, somebody: str) -> None:
    others = [visit(server, username=somebody) for _ in range(2)]
    visitor = visit(server, username=somebody)
    page = visitor.page
    page.goto("/account")
    sessions = page.get_by_role("region", name="Sessions")
    expect(sessions.get_by_role("listitem")).to_have_count(3)
    names = [each.inner_text() for each in sessions.get_by_role("button", name="End ").all()]
    assert sum("signed in" in name for name in names) == len(others), names
    sessions.get_by_role("button", name="End all other sessions").click()
    expect(visitor.message("2 other sessions have ended.")).to_be_visible()
    expect(sessions.get_by_role("listitem")).to_have_count(1)
    expect(sessions.get_by_role("button")).to_have_count(0)
    for other in others:
        other.page.goto("/account")
        expect(other.heading("Sign in")).to_be_visible()
