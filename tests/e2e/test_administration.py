"""What is looked after on pages of its own: the machine and collections."""

from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit
from tests.support.product import ADMIN, Server


def test_the_system_page_tells_of_the_machine_and_the_settings(
    server: Server, visit: Visit
) -> None:
    visitor = visit(server)
    visitor.page.goto("/system")
    node = visitor.page.get_by_role("article").filter(has_text="local")
    expect(node).to_contain_text("Online")
    expect(node).to_contain_text("free of")
    known = visitor.page.get_by_text("MODELSHELF_MAX_DOWNLOADS", exact=True)
    expect(known).to_be_visible()
    visitor.page.get_by_text("Set here", exact=True).click()
    expect(known).to_be_hidden()
    expect(visitor.page.get_by_text("MODELSHELF_DATA_DIR", exact=True)).to_be_visible()
    visitor.page.get_by_role("searchbox", name="Search the settings").fill("hub endpoint")
    expect(visitor.page.get_by_text("MODELSHELF_HUB_ENDPOINT", exact=True)).to_be_visible()
    expect(visitor.page.get_by_text("MODELSHELF_DATA_DIR", exact=True)).to_be_hidden()


def test_a_member_sees_the_machine_and_not_the_settings(server: Server, visit: Visit) -> None:
    visitor = visit(server, username="member")
    visitor.page.goto("/system")
    expect(visitor.heading("Machines")).to_be_visible()
    expect(visitor.heading("Settings in force")).to_be_hidden()


def test_what_a_page_is_about_stands_below_its_name(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    page = visitor.page
    for path, name in (("/collections", "Collections"), ("/search", "Search the Hub")):
        page.goto(path)
        expect(visitor.heading(name)).to_be_visible()
        title = visitor.heading(name).bounding_box()
        about = page.locator("h1 ~ * > p").bounding_box()
        assert title and about
        assert about["x"] == title["x"]
        assert about["y"] >= title["y"] + title["height"]


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
    dialog.get_by_role("button", name="Register a collection").click()
    expect(dialog).to_be_hidden()
    row = page.get_by_role("listitem").filter(has_text=f"wiki {repo.id}")
    expect(row).to_contain_text(f"by {ADMIN}")
    expect(row.get_by_role("link", name=repo.id)).to_have_attribute("href", f"/models/{repo.id}")
    found = server.api.get("/collections")["collections"]
    assert [c["embedding_model"] for c in found if c["name"] == f"wiki {repo.id}"] == [repo.id]

    row.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("heading", name=f"wiki {repo.id}")).to_be_hidden()


def test_more_of_a_long_list_comes_when_it_is_asked_for(server: Server, visit: Visit) -> None:
    names = [f"zz shelf {number:03}" for number in range(55)]
    for name in names:
        server.api.post("/collections", {"name": name, "embedding_model": "a/b"}, status=201)
    visitor = visit(server)
    page = visitor.page
    page.goto("/collections")
    expect(visitor.heading(names[0])).to_be_visible()
    expect(visitor.heading(names[-1])).to_be_hidden()
    page.get_by_role("button", name="Show more").click()
    expect(visitor.heading(names[-1])).to_be_visible()
    expect(visitor.heading(names[0])).to_be_visible()
    expect(page.get_by_role("button", name="Show more")).to_be_hidden()
    for found in server.api.get("/collections", limit=500)["collections"]:
        if found["name"] in names:
            server.api.ask("DELETE", f"/collections/{found['id']}")
