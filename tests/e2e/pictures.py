"""Take the pictures of the documentation: `python -m tests.e2e.pictures`.

They show the page as it is built, beside the demo's Hub, with cards in every state that matters.
"""

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.browser import running_browser
from tests.e2e.visitor import DESKTOP, PATIENCE_MS, Visitor
from tests.hub.minilm import MINILM
from tests.hub.process import HubProcess, hub_process
from tests.support.api import Api
from tests.support.product import ADMIN, CHECKOUT, Product

FOLDER = CHECKOUT / "docs/images"
SUFFIXES = ("", "-dark")
PHONE = {"width": 390, "height": 844}
IN_USE = "BAAI/bge-large-en-v1.5"
PAUSED = "Qwen/Qwen3-Embedding-0.6B"
# The running download begins quickly, and is then slow enough to be in its middle for a while.
FAST_BYTES_PER_SECOND = 8_000_000
SLOW_BYTES_PER_SECOND = 1_500_000
MIDDLE_BYTES = 35_000_000


def main() -> None:
    expect.set_options(timeout=PATIENCE_MS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="shelf-") as folder,
        hub_process("--state-dir", f"{folder}/hub", "--rate", "0") as hub,
        Product(Path(folder), hub.url).serving() as server,
        running_browser() as browser,
    ):
        server.wait_until_ready()
        _use_one_and_pause_one(server.api, hub)
        desktops = [_visit(browser, server.url, DESKTOP, dark=dark) for dark in (False, True)]
        phones = [_visit(browser, server.url, PHONE, dark=dark) for dark in (False, True)]
        for visitor, suffix in zip(desktops, SUFFIXES, strict=True):
            _shoot_dialogs(visitor, suffix)
            _shoot_pages(visitor, suffix)
        _download_to_the_middle(server.api, hub)
        for visitor, suffix in zip(desktops, SUFFIXES, strict=True):
            _shoot_models(visitor, f"models{suffix}")
        for visitor, suffix in zip(phones, SUFFIXES, strict=True):
            _shoot_models(visitor, f"models-phone{suffix}")


def _use_one_and_pause_one(api: Api, hub: HubProcess) -> None:
    api.download(IN_USE)
    for name in ("Product manuals", "Support tickets"):
        api.post("/collections", {"name": name, "embedding_model": IN_USE}, status=201)
    _slow_down(hub, PAUSED, SLOW_BYTES_PER_SECOND)
    task_id = api.start(PAUSED)
    api.wait_for_bytes(task_id, 2_000_000)
    api.post(f"/models/download/{task_id}/pause")


def _download_to_the_middle(api: Api, hub: HubProcess) -> None:
    _slow_down(hub, MINILM, FAST_BYTES_PER_SECOND)
    api.wait_for_bytes(api.start(MINILM), MIDDLE_BYTES)
    _slow_down(hub, MINILM, SLOW_BYTES_PER_SECOND)


def _slow_down(hub: HubProcess, model_id: str, bytes_per_second: int) -> None:
    action = {"kind": "rate", "bytes_per_second": bytes_per_second, "scope": "all"}
    hub.set_faults([{"action": action, "path": model_id}])


def _visit(browser: Browser, url: str, viewport: dict[str, int], *, dark: bool) -> Visitor:
    scale = 2 if viewport is PHONE else 1
    visitor = Visitor.with_browser(browser, url, viewport=viewport, dark=dark, scale=scale)
    visitor.sign_in(ADMIN)
    visitor.open_models()
    return visitor


def _shoot_dialogs(visitor: Visitor, suffix: str) -> None:
    card = visitor.card("all-MiniLM-L6-v2")
    card.get_by_role("button", name=re.compile("^Download")).click()
    plan = visitor.page.get_by_role("dialog")
    expect(plan.get_by_role("button", name=re.compile(r"^Download \d"))).to_be_enabled()
    _shoot(visitor, f"download{suffix}")
    visitor.page.keyboard.press("Escape")

    visitor.page.get_by_role("button", name=re.compile("^Delete .*in use")).click()
    expect(visitor.page.get_by_role("dialog")).to_contain_text("used by")
    _shoot(visitor, f"removal{suffix}")
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.get_by_role("dialog")).to_be_hidden()


def _shoot_pages(visitor: Visitor, suffix: str) -> None:
    """The list as a table, with several models chosen; and a model's own page."""
    page = visitor.page
    page.get_by_title("Table").click()
    for box in page.get_by_role("checkbox", name="Choose").all()[:3]:
        box.check()
    expect(page.get_by_role("region", name="Chosen models")).to_be_visible()
    _shoot(visitor, f"models-table{suffix}")
    page.get_by_title("Cards").click()
    page.goto(f"/models/{IN_USE}")
    expect(visitor.heading("Facts")).to_be_visible()
    expect(page.get_by_role("cell", name="float16")).to_be_visible()
    expect(page.get_by_role("region", name="Facts")).to_contain_text("Architecture")
    _shoot(visitor, f"model{suffix}")


def _shoot_models(visitor: Visitor, name: str) -> None:
    visitor.open_models()
    expect(visitor.card("all-MiniLM-L6-v2")).to_contain_text("left")
    _shoot(visitor, name)


def _shoot(visitor: Visitor, name: str) -> None:
    visitor.page.mouse.move(0, 0)
    visitor.page.screenshot(path=FOLDER / f"{name}.png", animations="disabled", caret="hide")


if __name__ == "__main__":
    main()
