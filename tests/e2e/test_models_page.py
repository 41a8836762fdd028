"""The list as people use it: narrowed, ordered, several at once; and a model's own page."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit, name_of
from tests.hub import HubServer, Repo
from tests.support.models import add_model
from tests.support.product import ADMIN, Server
from tests.support.wait import wait_for


def test_the_address_keeps_what_the_list_shows(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    visitor = visit(server)
    page = visitor.page
    visitor.open_models()
    page.get_by_label("Sort by").select_option("Size")
    page.get_by_label("Fits this machine").check()
    page.get_by_title("Table").click()
    page.get_by_role("searchbox").fill("MiniLM")
    expect(page).to_have_url(re.compile("q=MiniLM"))
    expect(visitor.card("all-MiniLM-L6-v2")).to_be_visible()

    page.reload()
    expect(page.get_by_label("Sort by")).to_have_value("size")
    expect(page.get_by_label("Fits this machine")).to_be_checked()
    expect(page.get_by_role("searchbox")).to_have_value("MiniLM")
    row = visitor.card("all-MiniLM-L6-v2")
    expect(row).to_be_visible()
    row.get_by_role("link", name="all-MiniLM-L6-v2").click()
    expect(visitor.heading("Facts")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("MiniLM")

    # The view is remembered where the address does not say it.
    visitor.open_models(repo.id)
    expect(page.get_by_role("radio", name="Table")).to_be_checked()
    expect(visitor.card(name_of(repo))).to_be_visible()


def test_several_models_are_downloaded_and_deleted_at_once(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    free, used = custom_model(), custom_model()
    server.api.post("/collections", {"name": "kept", "embedding_model": used.id}, status=201)
    visitor = visit(server)
    page = visitor.page
    chosen = page.get_by_role("region", name="Selected models")
    visitor.open_models()
    for repo in (free, used):
        page.get_by_role("searchbox").fill(repo.id)
        page.get_by_role("checkbox", name=f"Select {repo.id}").check()

    chosen.get_by_role("button", name="Download 2").click()
    plan = visitor.dialog("Download 2 models")
    plan.get_by_role("button", name=re.compile("^Download 2 models, 40[01] kB$")).click()
    expect(plan).to_be_hidden()
    for repo in (free, used):
        server.api.wait_for_status(repo.id, "installed")

    expect(visitor.card(name_of(used)).get_by_text("Installed", exact=True)).to_be_visible()
    page.get_by_role("checkbox", name=f"Select {used.id}").check()
    page.get_by_role("searchbox").fill(free.id)
    page.get_by_role("checkbox", name=f"Select {free.id}").check()
    chosen.get_by_role("button", name="Delete 2").click()
    removal = visitor.dialog("Delete 2 models")
    staying = removal.get_by_role("listitem").filter(has_text=used.id)
    expect(staying).to_contain_text(f"used by kept ({ADMIN})")
    removal.get_by_role("button", name=re.compile("^Delete 1 model, ")).click()
    expect(removal).to_be_hidden()
    expect(visitor.card(name_of(free)).get_by_role("button", name="Download")).to_be_visible()

    visitor.page.get_by_role("button", name="Undo").click()
    expect(visitor.card(name_of(free)).get_by_text("Installed", exact=True)).to_be_visible()


def test_the_page_of_a_model_tells_and_does_everything(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    server.api.download(repo.id)
    revision = server.api.wait_for_status(repo.id, "installed")["revision"]
    visitor = visit(server)
    page = visitor.page
    page.goto(f"/models/{repo.id}")
    expect(visitor.heading(name_of(repo))).to_be_visible()

    files = page.get_by_role("region", name="Files")
    expect(files).to_contain_text("model.safetensors")
    expect(page.get_by_role("tabpanel")).to_contain_text(f'revision="{revision}"')

    revisions = page.get_by_role("region", name="Revisions")
    revisions.get_by_role("button", name="Pin this revision").click()
    expect(revisions).to_contain_text("pinned")
    revisions.get_by_role("button", name="Unpin").click()
    revisions.get_by_role("button", name="Check for updates").click()
    expect(revisions).to_contain_text("Up to date with the Hub")

    page.get_by_role("button", name=f"Verify {repo.id}").click()
    expect(page.get_by_role("region", name="Checks")).to_contain_text(
        re.compile(r"Verified .*2 files")
    )
    expect(page.get_by_role("region", name="History")).to_contain_text("Verification")


def test_what_is_known_of_a_model_is_not_held_back_while_the_hub_takes_its_time(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    server.api.download(repo.id)
    server.api.wait_for_status(repo.id, "installed")
    page = visit(server).page
    page.emulate_media(reduced_motion="reduce")
    page.route("**/api/v2/hub/inspect?*", lambda _: None)  # Never answered.
    page.goto(f"/models/{repo.id}")
    expect(page.get_by_role("region", name="Revisions")).to_be_visible()
    expect(page.get_by_role("region", name="Facts")).to_contain_text("Loading")


def test_a_model_that_nobody_has_can_be_looked_at_and_one_that_is_none_says_so(
    server: Server, visit: Visit
) -> None:
    visitor = visit(server)
    visitor.page.goto("/models/nobody/has-this")
    expect(visitor.page.get_by_role("alert")).to_contain_text("nobody/has-this")
    visitor.page.goto("/models/not%20an%20id/at/all")
    expect(visitor.page.get_by_role("alert").first).to_contain_text("not an id/at/all")


def test_a_custom_model_is_added_from_its_address_changed_and_removed(
    server: Server, hub: HubServer, visit: Visit
) -> None:
    repo = add_model(hub)
    visitor = visit(server)
    page = visitor.page
    visitor.open_models()
    page.get_by_role("button", name="Add custom").click()
    adding = visitor.dialog("Add a custom model")
    adding.get_by_label("Model id or Hub URL").fill(f"{hub.url}/{repo.id}/tree/main")
    expect(adding.get_by_role("status")).to_contain_text(f"{repo.id}, revision")
    adding.get_by_label("Type").select_option("Reranker")
    adding.get_by_text("Advanced").click()
    adding.get_by_label("Longest text").fill("256")
    adding.get_by_role("button", name="Add").click()
    expect(adding).to_be_hidden()

    visitor.message(f"{repo.id} is in the list").wait_for()
    page.get_by_role("button", name="Open").click()
    facts = page.get_by_role("region", name="Facts")
    expect(facts).to_contain_text("256 tokens")
    page.get_by_role("button", name=f"Edit {repo.id}").click()
    editing = visitor.dialog(f"Edit {repo.id}")
    expect(editing.get_by_label("Longest text")).to_have_value("256")
    editing.get_by_label("Longest text").fill("512")
    editing.get_by_role("button", name="Save").click()
    expect(facts).to_contain_text("512 tokens")

    page.get_by_role("button", name=f"Edit {repo.id}").click()
    editing.get_by_role("button", name="Remove from the list").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove from the list").click()
    expect(page.get_by_role("button", name=f"Edit {repo.id}")).to_be_hidden()
    wait_for(lambda: server.api.model(repo.id) is None, "it is off the list")


def test_what_is_typed_is_looked_at_and_named(server: Server, minilm: Repo, visit: Visit) -> None:
    visitor = visit(server)
    visitor.open_models()
    visitor.page.get_by_role("button", name="Add custom").click()
    adding = visitor.dialog("Add a custom model")
    adding.get_by_label("Model id or Hub URL").fill("nobody/has-this")
    expect(adding.get_by_role("status")).to_contain_text("nobody/has-this")
    expect(adding.get_by_role("button", name="Add")).to_be_disabled()
    adding.get_by_label("Model id or Hub URL").fill("https://huggingface.co/datasets/a/b")
    expect(adding.get_by_role("status")).to_contain_text("That names a dataset.")
    # A bare name is one, too, and a command that was copied somewhere names one.
    adding.get_by_label("Model id or Hub URL").fill("gpt2")
    expect(adding.get_by_role("status")).to_contain_text("The Hub has no model gpt2.")
    adding.get_by_label("Model id or Hub URL").fill(f"hf download {minilm.id} --revision main")
    expect(adding.get_by_role("status")).to_contain_text(f"{minilm.id}, revision")


def test_another_revision_is_planned_and_fetched(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model()
    other = repo.commit({"config.json": '{"model_type": "bert", "later": true}'}, branch="next")
    visitor = visit(server)
    visitor.open_models(repo.id)
    card = visitor.card(name_of(repo))
    card.get_by_role("button", name=re.compile("^Download")).click()
    plan = visitor.dialog(f"Download {name_of(repo)}")
    plan.get_by_text("Another revision").click()
    branch = plan.get_by_label("Branch, tag or commit")
    branch.fill("nowhere")
    expect(plan.get_by_role("alert")).to_contain_text("no revision 'nowhere'")
    branch.fill("next")
    expect(plan).to_contain_text(f"revision {other[:7]}")
    plan.get_by_role("button", name=re.compile(r"^Download \d")).click()
    expect(plan).to_be_hidden()

    card.get_by_role("link", name=name_of(repo)).click()
    revisions = visitor.page.get_by_role("region", name="Revisions")
    expect(revisions).to_contain_text(re.compile(rf"{other[:7]}.*next"))
