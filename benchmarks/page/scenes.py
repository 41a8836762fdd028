"""Ways to look at the long list and to move it, each of which is measured by itself."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from playwright.sync_api import CDPSession, Page

from tests.e2e.visitor import DESKTOP

Deed: TypeAlias = Callable[[Page, CDPSession], None]

SIZES = {"desktop": DESKTOP, "phone": {"width": 390, "height": 844}}
PIXELS = 9_000
PIXELS_PER_SECOND = 3_000
SETTLE_SECONDS = 0.5
_KEY_SECONDS = 0.15


def turn_wheel(page: Page, session: CDPSession) -> None:
    size = page.viewport_size or DESKTOP
    session.send(
        "Input.synthesizeScrollGesture",
        {
            "x": size["width"] // 2,
            "y": size["height"] // 2,
            "yDistance": -PIXELS,
            "speed": PIXELS_PER_SECOND,
            "preventFling": True,
            "gestureSourceType": "mouse",
        },
    )


def _choose(page: Page) -> None:
    """Choose 40 models, wherever they are in the list."""
    page.evaluate(
        """async () => {
          const chosen = new Set();
          while (chosen.size < 40) {
            for (const box of document.querySelectorAll("article input[type=checkbox]")) {
              if (!box.checked) box.click();
              chosen.add(box.ariaLabel);
            }
            scrollBy(0, innerHeight / 2);
            await new Promise(requestAnimationFrame);
          }
          scrollTo(0, 0);
        }"""
    )


def _press_keys(page: Page, _session: CDPSession) -> None:
    page.locator("article").first.focus()
    for key in (*["PageDown"] * 8, *["ArrowDown"] * 24, "End", "Home"):
        page.keyboard.press(key)
        time.sleep(_KEY_SECONDS)


def _type(page: Page, _session: CDPSession) -> None:
    page.get_by_role("searchbox").press_sequentially("model-12", delay=1000 * _KEY_SECONDS)
    time.sleep(SETTLE_SECONDS)


@dataclass(frozen=True, slots=True)
class Scene:
    """A way to look at the list, what is done with it, and what happens meanwhile.

    Attributes:
        pages: How many pages of the list are there at the start; None for all.
    """

    name: str
    view: str
    deed: Deed = turn_wheel
    viewport: Mapping[str, int] = field(default_factory=DESKTOP.copy)
    dark: bool = False
    downloading: bool = False
    pages: int | None = None
    prepare: Callable[[Page], None] = lambda _page: None


def scenes() -> Iterator[Scene]:
    for view in ("table", "cards"):
        for kind, viewport in SIZES.items():
            for colours, dark in (("light", False), ("dark", True)):
                yield Scene(f"{view}, {kind}, {colours}", view, viewport=viewport, dark=dark)
    yield Scene("table, 40 chosen", "table", prepare=_choose)
    yield Scene("table, while a download runs", "table", downloading=True)
    yield Scene("cards, while a download runs", "cards", downloading=True)
    yield Scene("table, more pages come", "table", pages=1)
    yield Scene("table, by keys", "table", deed=_press_keys)
    yield Scene("table, while typing into the filter", "table", deed=_type)
