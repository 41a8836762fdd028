"""Long names and long causes are read to their ends, on the narrowest phone and at a desk."""

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import CustomModel, Visit, name_of
from tests.e2e.visitor import DESKTOP, NARROWEST, Visitor
from tests.hub import HubServer, Pattern, Repo, Rule
from tests.hub.faults import Status
from tests.support.models import WEIGHTS, slowly
from tests.support.product import Server

SIZES = pytest.mark.parametrize("size", [NARROWEST, DESKTOP], ids=["phone", "desk"])
ENDS = ("v0.3-int8-dynamic", "v0.3-int4-dynamic")
_numbers = count(1)

# The characters that nothing cuts off. What only screen readers hear is one pixel large.
_SEEN = """element => {
  const boxes = each => each
    ? [...(getComputedStyle(each).overflowX === "visible" ? [] : [each.getBoundingClientRect()]),
       ...boxes(each.parentElement)]
    : [];
  let seen = "";
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.parentElement.closest(".sr-only")) continue;
    const clips = boxes(text.parentElement);
    for (let at = 0; at < text.length; at++) {
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      const { left, right, top, bottom } = range.getBoundingClientRect();
      const fits = clips.every(clip =>
        left > clip.left - 1 && right < clip.right + 1 &&
        top > clip.top - 4 && bottom < clip.bottom + 4);
      if (fits) seen += text.data[at];
    }
  }
  return seen;
}"""


def seen(locator: Locator) -> str:
    """The part of its text that is not cut off."""
    text: str = locator.evaluate(_SEEN)
    return text


@pytest.fixture
def alike(server: Server, hub: HubServer) -> Iterator[list[Repo]]:
    """Two models in the list whose long names differ at the end alone."""
    stem = f"an-organisation-of-many/multilingual-long-context-{next(_numbers)}-instruct-preview"
    repos = [
        hub.hub.add(
            f"{stem}-{end}",
            {"config.json": '{"model_type": "bert"}', WEIGHTS: Pattern(3_000_000, seed=7)},
        )
        for end in ENDS
    ]
    for repo in repos:
        body = {"model_id": repo.id, "model_type": "embedding"}
        server.api.post("/models/custom", body, status=201)
    yield repos
    for repo in repos:
        # Long names would stand in the lists of whatever comes after.
        server.api.ask("DELETE", f"/models/{repo.id}")


@SIZES
def test_names_that_differ_at_the_end_are_told_apart(
    server: Server, hub: HubServer, alike: list[Repo], visit: Visit, size: dict[str, int]
) -> None:
    visitor = visit(server, viewport=size)
    page = visitor.page
    for view in ("Cards", "Table"):
        visitor.open_models(name_of(alike[0]).removesuffix(ENDS[0]))
        page.get_by_title(view).click()
        for repo, end in zip(alike, ENDS, strict=True):
            card = visitor.card(name_of(repo))
            expect(card).to_be_visible()
            told = end[-12:]
            assert seen(card.get_by_role("heading")).endswith(told)
            assert seen(card.get_by_title(repo.id, exact=True)).endswith(told)
    page.get_by_title("Cards").click()

    for repo in alike:
        slowly(hub, repo, 300_000)
        server.api.wait_for_bytes(server.api.start(repo.id), 1)
    page.get_by_role("button", name="In progress").click()
    tray = page.get_by_role("dialog", name="In progress")
    for repo in alike:
        assert seen(tray.get_by_text(repo.id, exact=True)) == repo.id
    page.goto("/downloads")
    for repo in alike:
        heading = visitor.heading(repo.id)
        expect(heading).to_be_visible()
        assert seen(heading) == repo.id
    hub.faults.clear()

    for repo in alike:
        server.api.wait_for_status(repo.id, "installed")
    page.goto("/storage")
    for repo in alike:
        link = page.get_by_role("link", name=repo.id)
        expect(link).to_be_visible()
        assert seen(link) == repo.id


@SIZES
def test_why_a_download_failed_is_read_on_its_card(
    server: Server, hub: HubServer, custom_model: CustomModel, visit: Visit, size: dict[str, int]
) -> None:
    repo = custom_model()
    missing = Status(404, error_code="EntryNotFound")
    hub.faults.add(Rule(missing, path=f"{repo.id}.*{WEIGHTS}"))
    ended = server.api.wait_until(server.api.start(repo.id), "failed")

    visitor = visit(server, viewport=size)
    visitor.open_models(repo.id)
    cause = visitor.card(name_of(repo)).get_by_role("region", name="Why it failed")
    expect(cause).to_have_text(ended["error"])
    assert _read_to_the_end(visitor, cause) == ended["error"]


def _read_to_the_end(visitor: Visitor, region: Locator) -> str:
    """What is seen of it at first, and after going to its end by the keyboard."""
    first = seen(region)
    region.focus()
    visitor.page.keyboard.press("End")
    visitor.page.wait_for_function(
        "region => region.scrollTop + region.clientHeight > region.scrollHeight - 2",
        arg=region.element_handle(),
    )
    last = seen(region)
    whole = region.inner_text()
    assert whole.startswith(first) and whole.endswith(last)
    return whole if len(first) + len(last) >= len(whole) else f"{first} … {last}"


@SIZES
def test_a_button_in_a_message_leaves_the_text_its_room(
    server: Server, custom_model: CustomModel, visit: Visit, size: dict[str, int]
) -> None:
    repo = custom_model()
    server.api.download(repo.id)
    visitor = visit(server, viewport=size)
    visitor.open_models(repo.id)
    visitor.card(name_of(repo)).get_by_role("button", name="Delete").click()
    dialog = visitor.dialog(f"Delete {name_of(repo)}")
    dialog.get_by_role("button", name="Delete").click()
    message = visitor.page.get_by_role("region", name="Messages").locator("p").first
    expect(message).to_contain_text("can be brought back")
    box = message.bounding_box()
    button = visitor.page.get_by_role("region", name="Messages").get_by_role("button").first
    below = button.bounding_box()
    assert box is not None and below is not None
    assert box["width"] > 200
    assert below["y"] >= box["y"] + box["height"]
