"""What a visit costs before anything is to be seen."""

import gzip

from playwright.sync_api import Response, expect

from tests.e2e.conftest import Visit
from tests.support.product import Server

MOST_FIRST_BYTES = 150_000


def test_the_first_page_takes_little_script_and_others_come_when_needed(
    server: Server, visit: Visit
) -> None:
    visitor = visit(server, username=None)
    scripts: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if response.url.endswith(".js"):
            scripts[response.url] = len(gzip.compress(response.body()))
            assert response.headers["content-encoding"] == "gzip", response.url

    visitor.page.on("response", weigh)
    visitor.page.goto("/sign-in")
    expect(visitor.heading("Sign in")).to_be_visible()
    visitor.page.wait_for_load_state("networkidle")
    first = sum(scripts.values())
    assert 0 < first <= MOST_FIRST_BYTES, scripts
    assert [url for url in scripts if "palette" in url or "storage-page" in url] == []
