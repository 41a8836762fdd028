"""Searching the Hub from the page, and fetching from there."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visit, name_of
from tests.hub import HubServer, Pattern
from tests.hub.faults import Delay, Rule
from tests.support.models import add_model
from tests.support.product import Server


def test_a_model_is_found_and_downloaded_from_the_search(
    server: Server, hub: HubServer, visit: Visit
) -> None:
    repo = add_model(hub, 300_000)
    visitor = visit(server)
    page = visitor.page
    page.goto("/search")
    page.get_by_role("searchbox").fill(repo.id)
    hit = page.get_by_role("listitem").filter(has_text=repo.id)
    expect(hit).to_be_visible()
    page.get_by_label("Sort by").select_option("Most likes")
    expect(page).to_have_url(re.compile(r"q=demo.*sort=likes"))
    page.reload()
    expect(hit).to_be_visible()

    hit.get_by_role("link", name="Download").click()
    plan = visitor.dialog(f"Download {name_of(repo)}")
    plan.get_by_role("button", name=re.compile(r"^Download \d")).click()
    expect(plan).to_be_hidden()
    expect(hit.get_by_role("link", name=f"Installed {repo.id}")).to_be_visible()


def test_of_several_variants_one_is_chosen_and_fetched(
    server: Server, hub: HubServer, visit: Visit
) -> None:
    sizes = {"quants-Q4_K_M.gguf": 300_000, "quants-Q8_0.gguf": 600_000}
    files = {name: Pattern(size, seed=size) for name, size in sizes.items()}
    repo = hub.hub.add("demo/quants", {"README.md": "Two variants.", **files})
    visitor = visit(server)
    page = visitor.page
    page.goto(f"/search?q={repo.id}")
    hit = page.get_by_role("listitem").filter(has_text=repo.id)
    hit.get_by_role("link", name="Download").click()
    plan = visitor.dialog(f"Download {name_of(repo)}")
    expect(plan).to_contain_text("holds 2 GGUF variants and nothing else")
    expect(plan.get_by_role("alert")).to_have_count(0)
    expect(plan.get_by_role("button", name="Download")).to_be_disabled()

    plan.get_by_role("radio", name="quants-Q8_0.gguf 600 kB").check()
    expect(plan.get_by_role("button", name="Download 600 kB")).to_be_enabled()
    plan.get_by_role("radio", name="quants-Q4_K_M.gguf 300 kB").check()
    plan.get_by_role("button", name="Download 300 kB").click()
    expect(plan).to_be_hidden()
    expect(hit.get_by_role("link", name=f"Installed {repo.id}")).to_be_visible()
    installed = server.api.model(repo.id)
    assert installed is not None
    assert installed["size_on_disk_bytes"] < sizes["quants-Q8_0.gguf"]


def test_typing_on_calls_off_the_question_before(
    server: Server, hub: HubServer, visit: Visit
) -> None:
    repo = add_model(hub)
    visitor = visit(server)
    page = visitor.page
    page.goto("/search")
    expect(page.get_by_role("list", name="Models on the Hub")).to_be_visible()
    hub.faults.add(Rule(Delay(8), path="/api/models"))
    with page.expect_request(re.compile("hub/search")) as first:
        page.get_by_role("searchbox").fill("demo/model")
    with page.expect_event("requestfailed") as called_off:
        page.get_by_role("searchbox").fill(repo.id)
    assert called_off.value.url == first.value.url
