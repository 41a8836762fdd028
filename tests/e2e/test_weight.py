"""What a visit costs before anything is to be seen."""

import gzip
import re

from playwright.sync_api import Response, expect

from tests.e2e.conftest import Visit
from tests.support.product import Server

MOST_FIRST_BYTES = 150_000


def test_the_first_page_takes_little_script_and_others_come_when_needed(
    server: Server, visit: Visit
) -> None:
    visitor = visit(server, username=None)
    scripts: dict[str, int] = {}
    packed: dict[str, str | None] = {}

    def weigh(response: Response) -> None:
        if re.search(r"/assets/.*\.js$", response.url):
            scripts[response.url] = len(gzip.compress(response.body()))
            packed[response.url] = response.headers.get("content-encoding")

    visitor.page.on("response", weigh)
    visitor.page.goto("/sign-in")
    expect(visitor.heading("Sign in")).to_be_visible()
    visitor.page.wait_for_load_state("networkidle")
    first = sum(scripts.values())
    assert 0 < first <= MOST_FIRST_BYTES, scripts
    assert set(packed.values()) == {"gzip"}
    assert [url for url in scripts if "palette" in url or "storage-page" in url] == []
