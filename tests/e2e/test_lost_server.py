"""The server dies in the middle of a download; the page is left open."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.e2e.conftest import Visit, assert_real_minilm
from tests.hub import HubServer, Repo
from tests.support.models import slowly
from tests.support.product import Product

NAME = "all-MiniLM-L6-v2"
RATE_BYTES_PER_SECOND = 15_000_000


def test_the_page_comes_back_with_the_server_and_the_download_completes(
    product: Product, hub: HubServer, minilm: Repo, visit: Visit
) -> None:
    slowly(hub, minilm, RATE_BYTES_PER_SECOND)
    lost = "The connection to the server is lost."
    with product.serving() as server:
        server.wait_until_ready()
        visitor = visit(server)
        visitor.open_models()
        card = visitor.card(NAME)
        visitor.start_download(card, NAME)
        reached = visitor.wait_for_percent(minilm.id, 10)
        server.kill_everything()
        expect(visitor.page.get_by_role("alert")).to_contain_text(lost)

    hub.faults.clear()
    port = urlsplit(server.url).port
    with product.serving("--port", str(port)):
        expect(visitor.message(re.compile("^Connected again"))).to_be_visible()
        expect(visitor.page.get_by_role("alert")).to_be_hidden()
        expect(card.get_by_text("Installed", exact=True)).to_be_visible()
    assert reached < 100
    assert_real_minilm(product.cache_dir)
