"""What people come for: get a model, watch it come, and be rid of it again."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visit, assert_real_minilm
from tests.e2e.visitor import Visitor
from tests.hub import HubServer, Repo
from tests.support.models import slowly
from tests.support.product import ADMIN, PASSWORD, Product

NAME = "all-MiniLM-L6-v2"
RATE_BYTES_PER_SECOND = 12_000_000


def test_a_real_model_is_downloaded_and_deleted(
    product: Product, hub: HubServer, minilm: Repo, visit: Visit
) -> None:
    slowly(hub, minilm, RATE_BYTES_PER_SECOND)
    with product.serving() as server:
        server.wait_until_ready()
        visitor = visit(server, username=None)
        _sign_in(visitor)
        _download(visitor, minilm.id)
        assert_real_minilm(product.cache_dir)
        _delete(visitor)


def _sign_in(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/settings/models")
    expect(visitor.heading("Sign in")).to_be_visible()
    page.get_by_label("Username").fill(ADMIN)
    page.get_by_label("Password").fill("not the password")
    sign_in = page.get_by_role("button", name="Sign in")
    sign_in.click()
    expect(page.get_by_role("alert")).to_contain_text("password")
    page.get_by_label("Password").fill(PASSWORD)
    sign_in.click()
    expect(visitor.heading("Models")).to_be_visible()


def _download(visitor: Visitor, model_id: str) -> None:
    page = visitor.page
    visitor.tab("Embedding").click()
    expect(visitor.tab("Embedding")).to_contain_text(re.compile(r"0/\d+"))
    card = visitor.card(NAME)
    card.get_by_role("button", name=re.compile("^Download")).click()
    plan = visitor.dialog(f"Download {NAME}")
    expect(plan).to_contain_text(re.compile(r"\d+ files · 91\.\d MB to fetch"))
    expect(plan).to_contain_text(re.compile(r"left out: \d+ files · 8\d\d MB"))
    plan.get_by_text("Show all files").click()
    expect(plan.get_by_text("openvino/openvino_model.bin")).to_be_visible()

    visitor.note_progress(model_id)
    plan.get_by_role("button", name=re.compile(r"^Download 91\.\d MB$")).click()
    expect(card.get_by_role("progressbar", name=model_id)).to_be_visible()
    expect(card).to_contain_text(re.compile(r"[\d.]+ of 91\.\d MB · [\d.]+ MB/s"))
    expect(page.get_by_role("link", name="Downloads")).to_contain_text("1 active")
    expect(card.get_by_text("Installed", exact=True)).to_be_visible()

    shown = visitor.noted_progress()
    assert shown == sorted(shown)
    assert len(shown) >= 5
    expect(visitor.message(f"{model_id} is installed")).to_be_visible()
    expect(visitor.tab("Embedding")).to_contain_text(re.compile(r"1/\d+"))


def _delete(visitor: Visitor) -> None:
    card = visitor.card(NAME)
    card.get_by_role("button", name=re.compile("^Delete")).click()
    removal = visitor.dialog(f"Delete {NAME}")
    expect(removal).to_contain_text(re.compile(r"frees 91\.\d MB"))
    expect(removal).to_contain_text("modelshelf pull")
    removal.get_by_role("button", name=re.compile(r"^Delete 91\.\d MB$")).click()
    expect(removal).to_be_hidden()
    expect(card.get_by_role("button", name=re.compile("^Download"))).to_be_visible()
    expect(card.get_by_text("Installed", exact=True)).to_be_hidden()
    expect(visitor.tab("Embedding")).to_contain_text(re.compile(r"0/\d+"))
