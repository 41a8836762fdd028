"""Take the pictures of the documentation: `python -m tests.e2e.pictures`.

They show the page as it is built, beside the demo's Hub, with cards in every state that matters:
each on a desktop and a phone, light and dark. Those of a phone have twice the pixels.
"""

import base64
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.browser import running_browser
from tests.e2e.visitor import DESKTOP, PATIENCE_MS, Visitor
from tests.hub.minilm import MINILM
from tests.hub.process import HubProcess, hub_process
from tests.support.api import Api
from tests.support.product import ADMIN, CHECKOUT, Product

FOLDER = CHECKOUT / "docs/images"
PHONE = {"width": 390, "height": 844}
IN_USE = "BAAI/bge-large-en-v1.5"
FAILED = "BAAI/bge-reranker-v2-m3"
PAUSED = "Qwen/Qwen3-Embedding-0.6B"
# The running download begins quickly, and is then slow enough to be in its middle for a while.
FAST_BYTES_PER_SECOND = 8_000_000
SLOW_BYTES_PER_SECOND = 1_500_000
MIDDLE_BYTES = 30_000_000
# Of WebP: no difference is seen beside a lossless picture of twice the size or more.
QUALITY = 0.82
_TO_WEBP = """async ([png, quality]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


def main() -> None:
    expect.set_options(timeout=PATIENCE_MS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="shelf-") as folder,
        hub_process("--state-dir", f"{folder}/hub", "--rate", "0") as hub,
        (product := Product(Path(folder), hub.url)).serving() as server,
        running_browser() as browser,
    ):
        server.wait_until_ready()
        _use_one_and_pause_one(server.api, hub)
        visitors = {
            f"{where}{colours}": _visit(browser, server.url, viewport, dark=bool(colours))
            for where, viewport in (("", DESKTOP), ("-phone", PHONE))
            for colours in ("", "-dark")
        }
        for suffix, visitor in visitors.items():
            _shoot_pages(visitor, suffix)
            if "phone" not in suffix:
                _shoot_dialogs(visitor, suffix)
                _shoot_models_closely(visitor, suffix)
        _fail_one(server.api, hub)
        for suffix, visitor in visitors.items():
            _shoot_failed(visitor, suffix)
        with _out_of_sight(product.cache_dir):
            for suffix, visitor in visitors.items():
                _shoot_out_of_sight(visitor, suffix)
        _download_to_the_middle(server.api, hub)
        for suffix, visitor in visitors.items():
            _shoot_progress(visitor, suffix)


def _use_one_and_pause_one(api: Api, hub: HubProcess) -> None:
    api.download(IN_USE)
    for name in ("Product manuals", "Support tickets"):
        api.post("/collections", {"name": name, "embedding_model": IN_USE}, status=201)
    _slow_down(hub, PAUSED, SLOW_BYTES_PER_SECOND)
    task_id = api.start(PAUSED)
    api.wait_for_bytes(task_id, 2_000_000)
    api.post(f"/models/download/{task_id}/pause")


def _fail_one(api: Api, hub: HubProcess) -> None:
    """Its weights are gone from the Hub since they were listed."""
    action = {"kind": "status", "status": 404, "error_code": "EntryNotFound"}
    hub.set_faults([{"action": action, "path": f"{FAILED}.*safetensors"}])
    api.wait_until(api.start(FAILED), "failed")


@contextmanager
def _out_of_sight(cache_dir: Path) -> Iterator[None]:
    """As when its disk is not mounted."""
    aside = cache_dir.with_name("aside")
    cache_dir.rename(aside)
    yield
    aside.rename(cache_dir)


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


def _shoot_models_closely(visitor: Visitor, suffix: str) -> None:
    """The list as a table, with several models chosen; and a model's own page."""
    page = visitor.page
    page.get_by_title("Table").click()
    for box in page.get_by_role("checkbox", name="Select").all()[:3]:
        box.check()
    expect(page.get_by_role("region", name="Selected models")).to_be_visible()
    _shoot(visitor, f"models-table{suffix}")
    page.get_by_title("Cards").click()
    page.goto(f"/models/{IN_USE}")
    expect(visitor.heading("Facts")).to_be_visible()
    expect(page.get_by_role("cell", name="float16")).to_be_visible()
    expect(page.get_by_role("region", name="Facts")).to_contain_text("Architecture")
    _shoot(visitor, f"model{suffix}")


def _shoot_pages(visitor: Visitor, suffix: str) -> None:
    """What does not move, each once it has all that it shows."""
    page = visitor.page
    page.goto("/storage")
    expect(page.get_by_role("heading", name="Largest models")).to_be_visible()
    expect(page.get_by_role("button", name="Verify all")).to_be_enabled()
    _shoot(visitor, f"storage{suffix}")
    page.goto("/search?q=qwen")
    hits = page.get_by_role("list", name="Models on the Hub")
    expect(hits.get_by_role("listitem").first).to_be_visible()
    _shoot(visitor, f"search{suffix}")
    page.goto("/welcome")
    expect(page.get_by_text("models found in it")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(r"^Download \d"))).to_be_enabled()
    _shoot(visitor, f"welcome{suffix}")
    page.goto("/collections")
    expect(visitor.heading("Support tickets")).to_be_visible()
    _shoot(visitor, f"collections{suffix}")
    visitor.open_models()


def _shoot_failed(visitor: Visitor, suffix: str) -> None:
    visitor.open_models(tab="reranker")
    main = visitor.page.get_by_role("main")
    expect(main.get_by_role("region", name="Why it failed")).to_be_visible()
    _shoot(visitor, f"failed{suffix}")


def _shoot_out_of_sight(visitor: Visitor, suffix: str) -> None:
    visitor.open_models()
    warnings = visitor.page.get_by_text("in the cache needs attention")
    # It is told within a second, and a list that was read before is read again.
    expect(warnings).to_be_visible()
    warnings.click()
    _shoot(visitor, f"out-of-sight{suffix}")


def _shoot_progress(visitor: Visitor, suffix: str) -> None:
    visitor.open_models()
    expect(visitor.card("all-MiniLM-L6-v2")).to_contain_text("left")
    _shoot(visitor, f"models{suffix}")
    visitor.page.goto("/downloads")
    expect(visitor.progress(MINILM)).to_be_visible()
    expect(visitor.page.get_by_role("main")).to_contain_text("left")
    _shoot(visitor, f"downloads{suffix}")
    visitor.page.get_by_role("button", name="In progress").click()
    expect(visitor.page.get_by_role("dialog", name="In progress")).to_contain_text("left")
    _shoot(visitor, f"tray{suffix}")
    visitor.page.keyboard.press("Escape")


def _shoot(visitor: Visitor, name: str) -> None:
    visitor.page.mouse.move(0, 0)
    taken = visitor.page.screenshot(animations="disabled", caret="hide")
    # Playwright offers no WebP, and the browser does. Not in our page, whose policy forbids it.
    desk = visitor.context.new_page()
    packed: str = desk.evaluate(_TO_WEBP, [base64.b64encode(taken).decode(), QUALITY])
    desk.close()
    (FOLDER / f"{name}.webp").write_bytes(base64.b64decode(packed))


if __name__ == "__main__":
    main()
