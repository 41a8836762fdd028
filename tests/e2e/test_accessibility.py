"""Nothing that axe-core knows to be wrong, light and dark, and nothing that is read out nameless or
twice; nothing wider than a narrow phone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import CustomModel, Visit, name_of
from tests.e2e.screen_reader import faults_in
from tests.e2e.visitor import DESKTOP, NARROWEST, Visitor
from tests.hub import HubServer, Repo
from tests.support.models import slowly
from tests.support.product import ADMIN, CHECKOUT, Server

AXE = CHECKOUT / "web/node_modules/axe-core/axe.min.js"
# A colour on its way to another is none that anybody reads: what moves comes to its end first.
_FIND = """async () => {
  const moving = document.getAnimations().filter(
    each => Number.isFinite(each.effect.getComputedTiming().endTime));
  await Promise.allSettled(moving.map(each => each.finished));
  return (await axe.run()).violations.map(
    found => `${found.id}: ${found.help} ${found.nodes.map(node => node.html).join(" ")}`);
}"""


@dataclass(frozen=True)
class Scene:
    """Models in different states, so that every kind of card is drawn."""

    available: Repo
    in_use: Repo
    paused: Repo


@pytest.fixture
def scene(server: Server, hub: HubServer, custom_model: CustomModel) -> Scene:
    scene = Scene(custom_model(), custom_model(), custom_model(3_000_000))
    server.api.download(scene.in_use.id)
    server.api.post(
        "/collections",
        {"name": f"notes {scene.in_use.id}", "embedding_model": scene.in_use.id},
        status=201,
    )
    slowly(hub, scene.paused, 1_000_000)
    task_id = server.api.start(scene.paused.id)
    server.api.wait_for_bytes(task_id, 100_000)
    server.api.post(f"/models/download/{task_id}/pause")
    server.api.wait_until(task_id, "paused")
    return scene


# What the page makes of another width is drawn by the second frame after it.
_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

# Over these the page behind is kept from whoever hears it, its headings and its main part as well.
_OVER_THE_PAGE = re.compile("dialog|deed|palette|keys")


def test_axe_and_a_screen_reader_find_nothing(server: Server, scene: Scene, visit: Visit) -> None:
    """Each place is looked at in light and in dark, and read out as it is heard."""
    visitor = visit(server, username=None)
    visitor.page.add_init_script(path=AXE)
    visitor.page.goto("/")
    expect(visitor.heading("Sign in")).to_be_visible()
    found = _found_by_axe(visitor, "sign-in")

    visitor.sign_in(ADMIN)
    for place in _places(visitor, scene):
        found |= _found_by_axe(visitor, place)
        is_modal = bool(_OVER_THE_PAGE.search(place))
        found[f"{place}, read out"] = faults_in(visitor.page, is_modal=is_modal)
        # The same visit on a phone, where other parts stand in other places.
        visitor.resize(NARROWEST)
        visitor.page.evaluate(_DRAWN)
        found[f"{place}, read out on a phone"] = faults_in(visitor.page, is_modal=is_modal)
        visitor.resize(DESKTOP)
        visitor.page.evaluate(_DRAWN)
    assert {place: faults for place, faults in found.items() if faults} == {}


def _found_by_axe(visitor: Visitor, place: str) -> dict[str, list[str]]:
    found = {}
    themes: tuple[Literal["dark", "light"], ...] = ("dark", "light")
    for theme in themes:
        visitor.page.emulate_media(color_scheme=theme)
        expect(visitor.page.locator("html")).to_have_attribute("data-theme", theme)
        found[f"{place}, {theme}"] = visitor.page.evaluate(_FIND)
    return found


# Tells of whatever moves in any frame from now on. What is over within 0.01 ms is seen by nobody.
_WATCH = """
  const look = () => {
    for (const each of document.getAnimations()) {
      const { endTime } = each.effect.getComputedTiming();
      if (endTime > 0.01) {
        const name = each.animationName ?? each.transitionProperty;
        window.tellOfMotion(`${name} of ${each.effect.target?.className}`);
      }
    }
    requestAnimationFrame(look);
  };
  look();
"""


def test_nothing_moves_for_whoever_asked_for_less_motion(
    server: Server, scene: Scene, visit: Visit
) -> None:
    """Counted is every animation and transition of every frame, also of what still loads."""
    visitor = visit(server)
    moved: set[str] = set()
    visitor.page.expose_function("tellOfMotion", lambda what: moved.add(what))  # noqa: PLW0108 (Playwright wraps functions only)
    visitor.page.emulate_media(reduced_motion="reduce")
    visitor.page.add_init_script(_WATCH)
    held: list[Route] = []
    visitor.page.route("**/api/v2/cache/map", lambda route: held.append(route))  # noqa: PLW0108 (Playwright wraps functions only)
    visitor.page.goto("/storage")
    expect(visitor.heading("Updates")).to_be_visible()
    # This lets through what is held as well.
    visitor.page.unroute("**/api/v2/cache/map")
    for _ in _places(visitor, scene):
        pass
    assert moved == set()


# How often the live regions spoke, from now on.
_LISTEN = """() => {
  window.heard = [];
  const regions = "[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]";
  new MutationObserver(changes => {
    for (const { target } of changes) {
      const element = target instanceof Element ? target : target.parentElement;
      const region = element?.closest(regions);
      if (region?.textContent) window.heard.push(region.textContent);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def test_progress_is_shown_and_not_spoken(
    server: Server, hub: HubServer, custom_model: CustomModel, visit: Visit
) -> None:
    repo = custom_model(4_000_000)
    slowly(hub, repo, 500_000)
    visitor = visit(server)
    visitor.open_models(repo.id)
    server.api.start(repo.id)
    visitor.wait_for_percent(repo.id, 5)
    visitor.page.evaluate(_LISTEN)
    visitor.wait_for_percent(repo.id, 40)
    assert visitor.page.evaluate("window.heard") == []
    hub.faults.clear()
    expect(visitor.message(f"{repo.id} is installed")).to_be_visible()
    assert visitor.page.evaluate("window.heard").pop().startswith(f"{repo.id} is installed")


def test_a_narrow_phone_needs_no_sideways_scrolling(
    server: Server, scene: Scene, visit: Visit
) -> None:
    visitor = visit(server, viewport=NARROWEST)
    widths = {
        place: visitor.page.evaluate("document.documentElement.scrollWidth")
        for place in _places(visitor, scene)
    }
    assert len(widths) == 22
    assert {place: width for place, width in widths.items() if width > NARROWEST["width"]} == {}


def _places(visitor: Visitor, scene: Scene) -> Iterator[str]:
    """Lead from place to place and give the name of each on arrival."""
    visitor.open_models()
    expect(visitor.card("all-MiniLM-L6-v2")).to_be_visible()
    yield "models"
    visitor.page.get_by_title("Table").click()
    expect(visitor.card("all-MiniLM-L6-v2")).to_be_visible()
    visitor.page.get_by_role("checkbox", name="Select sentence-transformers/all-MiniLM").check()
    yield "models in a table"
    visitor.page.get_by_title("Cards").click()
    visitor.open_models(scene.paused.id)
    expect(visitor.card(name_of(scene.paused))).to_contain_text("Paused")
    yield "paused card"

    name = name_of(scene.available)
    visitor.open_models(scene.available.id)
    visitor.card(name).get_by_role("button", name=re.compile("^Download")).click()
    plan = visitor.dialog(f"Download {name}")
    expect(plan.get_by_role("button", name=re.compile(r"^Download \d"))).to_be_enabled()
    yield "download dialog"
    visitor.page.keyboard.press("Escape")

    name = name_of(scene.in_use)
    visitor.open_models(scene.in_use.id)
    visitor.card(name).get_by_role("button", name=re.compile("^Delete")).click()
    expect(visitor.dialog(f"Delete {name}")).to_contain_text("used by")
    yield "removal dialog"
    visitor.page.keyboard.press("Escape")

    visitor.card(name).get_by_role("link", name=name).click()
    expect(visitor.heading("Facts")).to_be_visible()
    expect(visitor.page.get_by_role("region", name="Memory")).to_contain_text("How large")
    yield "a model's own page"

    visitor.page.get_by_role("link", name="Downloads").click()
    expect(visitor.progress(scene.paused.id)).to_be_visible()
    yield "downloads"

    visitor.page.get_by_role("link", name="Storage").click()
    expect(visitor.page.get_by_role("heading", name="Largest models")).to_be_visible()
    expect(visitor.page.get_by_role("button", name="Verify all")).to_be_enabled()
    yield "storage"

    yield from _over_any_page(visitor)

    visitor.page.get_by_role("link", name="Collections").click()
    expect(visitor.heading(f"notes {scene.in_use.id}")).to_be_visible()
    yield "collections"
    visitor.page.get_by_role("button", name="Register a collection").click()
    expect(visitor.dialog("Register a collection")).to_be_visible()
    yield "collection dialog"
    visitor.page.keyboard.press("Escape")

    visitor.page.goto("/users")
    expect(visitor.heading("member")).to_be_visible()
    yield "users"
    visitor.page.get_by_role("button", name="Disable member").click()
    expect(visitor.dialog("Disable member?")).to_be_visible()
    yield "plan of a deed on a user"
    visitor.page.keyboard.press("Escape")

    visitor.page.goto("/tokens?whose=everyone")
    expect(visitor.heading("API tokens")).to_be_visible()
    yield "tokens"
    visitor.page.get_by_role("button", name="Create a token").click()
    expect(visitor.dialog("Create a token")).to_be_visible()
    yield "token dialog"
    visitor.page.keyboard.press("Escape")

    visitor.page.goto("/account")
    expect(visitor.heading("Sessions")).to_be_visible()
    yield "account"

    visitor.page.goto("/system")
    expect(visitor.heading("Settings in force")).to_be_visible()
    yield "system"

    visitor.page.goto("/audit")
    expect(visitor.page.get_by_role("listitem").first).to_be_visible()
    yield "audit"

    visitor.page.goto(f"/search?q={scene.available.id}")
    hits = visitor.page.get_by_role("list", name="Models on the Hub")
    expect(hits.get_by_role("listitem").first).to_be_visible()
    yield "search"

    visitor.page.goto("/welcome")
    expect(visitor.page.get_by_role("button", name="Check and save")).to_be_visible()
    yield "welcome"


def _over_any_page(visitor: Visitor) -> Iterator[str]:
    """What opens over whichever page is shown."""
    visitor.page.get_by_role("button", name=re.compile("^In progress")).click()
    expect(visitor.page.get_by_role("dialog", name="In progress")).to_be_visible()
    yield "tray"
    visitor.page.keyboard.press("Escape")

    visitor.page.keyboard.press("Control+k")
    expect(visitor.page.get_by_role("option").first).to_be_visible()
    yield "palette"
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.get_by_role("option").first).to_be_hidden()

    visitor.page.keyboard.press("?")
    expect(visitor.dialog("Keyboard shortcuts")).to_be_visible()
    yield "keys"
    visitor.page.keyboard.press("Escape")
