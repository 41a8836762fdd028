"""The page in a second language: the browser's own, and the one that is chosen and remembered."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit, name_of
from tests.support.product import ADMIN, Server


def test_the_page_speaks_the_browsers_language_until_another_is_chosen(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model(1_500_000)
    visitor = visit(server, locale="de-AT")
    page = visitor.page
    page.goto(f"/settings/models?q={repo.id}")
    expect(visitor.heading("Modelle")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    name = name_of(repo)
    visitor.card(name).get_by_role("button", name=re.compile("^Herunterladen")).click()
    plan = visitor.dialog(f"{name} herunterladen")
    # The decimal comma of the reader's country, the verb at the end.
    expect(plan.get_by_role("button", name="1,5 MB herunterladen")).to_be_enabled()
    page.keyboard.press("Escape")

    page.get_by_role("button", name=f"Konto von {ADMIN}").click()
    page.get_by_role("menuitemradio", name="English").click()
    expect(visitor.heading("Models")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(visitor.card(name)).to_be_visible()
    page.goto("/storage")
    expect(visitor.heading("Storage")).to_be_visible()


def test_what_the_server_says_is_said_in_the_language_of_the_page(
    server: Server, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model(files={"onnx/model.onnx": b"onnx"})
    visitor = visit(server, locale="de-DE")
    page = visitor.page
    page.goto("/settings/models?type=reranker&q=Qwen3-Reranker-8B")
    card = visitor.card("Qwen3 Reranker 8B")
    expect(card).to_contain_text("Großer mehrsprachiger Reranker.")

    page.goto(f"/settings/models?q={repo.id}")
    visitor.card(name_of(repo)).get_by_role("button", name=re.compile("^Herunterladen")).click()
    plan = visitor.dialog(f"{name_of(repo)} herunterladen")
    expect(plan).to_contain_text("dieselben Gewichte für ONNX")
    # A refusal has its values in their places.
    plan.get_by_text("Andere Revision").click()
    plan.get_by_label("Branch, Tag oder Commit").fill("nowhere")
    refused = f"{repo.id} hat auf dem Hub keine Revision 'nowhere'."
    expect(plan.get_by_role("alert")).to_contain_text(refused)


def test_english_readers_do_not_load_the_other_language(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    loaded: list[str] = []
    visitor.page.on("request", lambda request: loaded.append(request.url))
    visitor.open_models()
    assert any(re.search(r"/assets/index-[^/]+\.js$", url) for url in loaded)
    assert [url for url in loaded if re.search(r"/assets/de-[^/]+\.js$", url)] == []
