"""The server or the network goes in the middle of a download; the page is left open."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit, assert_real_minilm, name_of
from tests.hub import HubServer, Repo
from tests.support.models import slowly
from tests.support.product import Product, Server
from tests.support.relay import running_relay

NAME = "all-MiniLM-L6-v2"
RATE_BYTES_PER_SECOND = 15_000_000
LOST = "The connection to the server is lost."


def test_the_page_comes_back_with_the_server_and_the_download_completes(
    product: Product, hub: HubServer, minilm: Repo, visit: Visit
) -> None:
    slowly(hub, minilm, RATE_BYTES_PER_SECOND)
    with product.serving() as server:
        server.wait_until_ready()
        visitor = visit(server)
        visitor.open_models()
        card = visitor.card(NAME)
        visitor.start_download(card, NAME)
        reached = visitor.wait_for_percent(minilm.id, 10)
        server.kill_everything()
        expect(visitor.page.get_by_role("alert")).to_contain_text(LOST)

    hub.faults.clear()
    port = urlsplit(server.url).port
    with product.serving("--port", str(port)):
        expect(visitor.message(re.compile("^Reconnected"))).to_be_visible()
        expect(visitor.page.get_by_role("alert")).to_be_hidden()
        expect(card.get_by_text("Installed", exact=True)).to_be_visible()
    assert reached < 100
    assert_real_minilm(product.cache_dir)


def test_a_page_without_network_catches_up_with_what_went_on_meanwhile(
    server: Server, hub: HubServer, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model(6_000_000)
    slowly(hub, repo, 300_000)
    with running_relay(urlsplit(server.url).port or 0) as relay:
        away, here = visit(replace(server, url=relay.url)), visit(server)
        for visitor in (away, here):
            visitor.open_models(repo.id)
        card = away.card(name_of(repo))
        away.start_download(card, name_of(repo))
        reached = away.wait_for_percent(repo.id, 10)
        relay.cut()
        expect(away.page.get_by_role("alert")).to_contain_text(LOST)
        # What was last known stays in sight, and the other browser sees it go on.
        expect(away.progress(repo.id)).to_be_visible()
        hub.faults.clear()
        expect(here.card(name_of(repo)).get_by_text("Installed", exact=True)).to_be_visible()

        relay.mend()
        away.page.get_by_role("alert").get_by_role("button", name="Try now").click()
        expect(away.message(re.compile("^Reconnected"))).to_be_visible()
        expect(away.page.get_by_role("alert")).to_be_hidden()
        expect(card.get_by_text("Installed", exact=True)).to_be_visible()
    assert reached < 100
