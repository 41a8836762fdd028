"""What cannot be done is said in plain words, with what to do about it."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit, name_of
from tests.hub import Drop, HubServer, Pattern, Rule
from tests.support.models import WEIGHTS, add_model
from tests.support.product import Server


def test_a_hub_that_does_not_answer_can_be_asked_again(
    server: Server, hub: HubServer, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    visitor = visit(server)
    visitor.open_models(repo.id)
    hub.faults.add(Rule(Drop(), path=repo.id))
    visitor.card(name_of(repo)).get_by_role("button", name=re.compile("^Download")).click()
    plan = visitor.dialog(f"Download {name_of(repo)}")
    expect(plan.get_by_role("alert")).to_contain_text(
        re.compile(rf"The Hub at {hub.url} cannot be reached.* Check the network")
    )
    expect(plan.get_by_role("button", name="Download")).to_be_disabled()

    hub.faults.clear()
    plan.get_by_role("button", name="Try again").click()
    expect(plan.get_by_role("button", name=re.compile(r"^Download \d"))).to_be_enabled()


def test_a_model_that_became_gated_says_where_to_accept_its_licence(
    server: Server, hub: HubServer, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    repo.gated = "manual"
    visitor = visit(server)
    visitor.open_models(repo.id)
    visitor.card(name_of(repo)).get_by_role("button", name=re.compile("^Download")).click()

    plan = visitor.dialog(f"Download {name_of(repo)}")
    expect(plan).to_contain_text("closed, for now")
    expect(plan.get_by_role("button", name=re.compile(r"^Download \d"))).to_be_disabled()
    expect(plan.get_by_role("alert")).to_have_count(1)
    expect(plan.get_by_role("alert")).not_to_contain_text("`")
    expect(plan.get_by_role("alert")).to_contain_text(
        f"{repo.id} is gated, and Modelshelf has no Hub token. Accept the licence at "
        f"{hub.url}/{repo.id}"
    )
    page_at_hub = plan.get_by_role("alert").get_by_role("link", name="Its page on the Hub")
    expect(page_at_hub).to_have_attribute("href", f"{hub.url}/{repo.id}")
    expect(plan.get_by_role("link", name="Give Modelshelf a token")).to_be_visible()

    repo.gated = None
    plan.get_by_role("button", name="Try again").click()
    expect(plan.get_by_role("button", name=re.compile(r"^Download \d"))).to_be_enabled()
    expect(plan.get_by_role("alert")).to_have_count(0)


def test_a_model_larger_than_the_disk_offers_no_download(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    # Its hash is given, since nobody can wait for that of a pebibyte.
    huge = Pattern(1 << 50, known_sha256="ab" * 32)
    repo = custom_model(files={WEIGHTS: huge})
    visitor = visit(server)
    visitor.open_models(repo.id)
    visitor.card(name_of(repo)).get_by_role("button", name=re.compile("^Download")).click()

    plan = visitor.dialog(f"Download {name_of(repo)}")
    expect(plan.get_by_role("alert")).to_contain_text("Not enough disk space")
    expect(plan).to_contain_text("short")
    expect(plan.get_by_role("button", name=re.compile("^Download"))).to_be_disabled()


def test_a_model_in_use_names_its_collection_and_cannot_be_deleted(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    server.api.download(repo.id)
    server.as_user("member").post(
        "/collections", {"name": "Field notes", "embedding_model": repo.id}, status=201
    )
    visitor = visit(server)
    visitor.open_models(repo.id)
    card = visitor.card(name_of(repo))
    expect(card).to_contain_text("Used by Field notes")
    card.get_by_role("button", name=re.compile("^Delete .*in use")).click()

    removal = visitor.dialog(f"Delete {name_of(repo)}")
    expect(removal).to_contain_text("used by Field notes (member)")
    expect(removal).to_contain_text("It cannot be deleted until this is resolved.")
    expect(removal.get_by_role("button", name=re.compile("^Delete"))).to_have_count(0)
    removal.get_by_role("button", name="Close").last.click()
    expect(card.get_by_text("Installed", exact=True)).to_be_visible()


def test_a_viewer_sees_everything_and_can_do_nothing(
    server: Server, hub: HubServer, visit: Visit
) -> None:
    repo = add_model(hub)
    server.api.download(repo.id)
    acting = re.compile("^(Download|Delete|Repair|Update|Pause|Resume|Cancel|Retry|Verify|Try)")
    visitor = visit(server, "viewer")

    visitor.open_models(repo.id, tab="other")
    expect(visitor.card(name_of(repo)).get_by_text("Installed", exact=True)).to_be_visible()
    expect(visitor.page.get_by_role("button", name=acting)).to_have_count(0)
    visitor.open_models()
    expect(visitor.card("all-MiniLM-L6-v2")).to_be_visible()
    expect(visitor.page.get_by_role("button", name=acting)).to_have_count(0)

    page = visitor.page
    page.goto("/welcome")
    expect(page.get_by_text("Members and administrators can download them.")).to_be_visible()
    expect(page.get_by_role("button", name=acting)).to_have_count(0)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    page.goto("/account")
    expect(page.get_by_text("Viewer: sees models, downloads and storage.")).to_be_visible()
    page.goto("/storage")
    expect(visitor.heading("Usage over time")).to_be_visible()
    expect(page.get_by_role("button", name=acting)).to_have_count(0)
    expect(page.get_by_role("checkbox")).to_have_count(0)
