"""What a visit costs before anything is to be seen."""

import gzip
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request, Response, Route, expect

from tests.e2e.conftest import CustomModel, Visit
from tests.e2e.visitor import MODELS
from tests.support.product import Server

MOST_FIRST_BYTES = 150_000
MOST_BYTES_OF_THE_MODELS = 170_000
MOST_REQUESTS_OF_THE_MODELS = 24
MOST_SHIFT = 0.02
PHONE = {"width": 412, "height": 823}
PAGES = (
    MODELS,
    f"{MODELS}?type=llm&view=table",
    "/downloads",
    "/collections",
    "/search",
    "/users",
    "/audit",
    "/system",
    "/storage",
    "/account",
)

# Adds up how far things were moved by anything but the reader.
_NOTE_SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      const of = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 120));
      if (!entry.hadRecentInput) window.shifts.push([entry.value, of]);
    }
  }).observe({ type: "layout-shift", buffered: true });
}"""


def test_the_first_page_takes_little_script_and_others_come_when_needed(
    server: Server, visit: Visit
) -> None:
    visitor = visit(server, username=None)
    scripts: dict[str, int] = {}
    packed: dict[str, str | None] = {}

    def weigh(response: Response) -> None:
        if re.search(r"/assets/.*\.js$", response.url):
            # As gzip has it, which every browser takes; this one is sent less.
            scripts[response.url] = len(gzip.compress(response.body()))
            packed[response.url] = response.headers.get("content-encoding")

    visitor.page.on("response", weigh)
    visitor.page.goto("/sign-in")
    expect(visitor.heading("Sign in")).to_be_visible()
    visitor.page.wait_for_load_state("networkidle")
    first = sum(scripts.values())
    assert 0 < first <= MOST_FIRST_BYTES, scripts
    assert set(packed.values()) == {"br"}
    assert [url for url in scripts if "models-page" in url or "storage-page" in url] == []


def test_the_list_of_models_waits_for_little_script_and_for_none_of_dialogs(server: Server) -> None:
    page = server.api.http.get(f"{server.url}{MODELS}").text
    scripts = re.findall(r'"(/assets/[^"]+\.js)"', page)
    weights = {
        name: len(gzip.compress(server.api.http.get(f"{server.url}{name}").content))
        for name in scripts
    }
    assert any("models-page" in name for name in scripts)
    assert [name for name in scripts if "dialogs" in name or "menus" in name] == []
    assert sum(weights.values()) <= MOST_BYTES_OF_THE_MODELS, weights


@pytest.mark.parametrize("search", ["", "?q=two+words%20and%20%26&fits=true&show=installed"])
def test_the_models_are_there_after_few_requests_and_asked_for_once(
    server: Server, custom_model: CustomModel, visit: Visit, search: str
) -> None:
    custom_model()
    visitor = visit(server)
    asked: list[Request] = []
    # Playwright wraps functions only, and no method of a list.
    visitor.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 (Playwright wraps functions only)
    # What follows, as the stream that tells of changes, is not needed to see the list.
    visitor.page.route("**/api/v2/events", lambda route: route.abort())
    held: list[Route] = []
    visitor.page.route("**/assets/libraries-*.js", lambda route: held.append(route))  # noqa: PLW0108 (Playwright wraps functions only)
    # Not even what draws the page is needed to ask for them.
    with visitor.page.expect_request("**/api/v2/models?*"):
        visitor.page.goto(MODELS + search, wait_until="commit")
    visitor.page.unroute("**/assets/libraries-*.js")
    for route in held:
        route.continue_()
    shown = visitor.page.get_by_role("article" if search == "" else "searchbox")
    expect(shown.first).to_be_visible()
    visitor.page.wait_for_load_state("networkidle")

    paths = Counter(urlsplit(request.url).path for request in asked)
    assert paths["/api/v2/auth/session"] == 1
    assert paths["/api/v2/models"] == 1, [request.url for request in asked]
    assert paths.total() <= MOST_REQUESTS_OF_THE_MODELS, paths


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_nothing_on_a_page_moves_while_it_loads(
    server: Server, custom_model: CustomModel, visit: Visit, size: dict[str, int] | None
) -> None:
    repo = custom_model()
    server.api.download(repo.id)
    server.api.wait_for_status(repo.id, "installed")
    visitor = visit(server, viewport=size)
    visitor.page.add_init_script(f"({_NOTE_SHIFTS})()")
    moved = {}
    for path in (*PAGES, f"/models/{repo.id}"):
        visitor.page.goto(path)
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        visitor.page.wait_for_load_state("networkidle")
        shifts = visitor.page.evaluate("window.shifts")
        if sum(value for value, _ in shifts) > MOST_SHIFT:
            moved[path] = shifts
    assert moved == {}
