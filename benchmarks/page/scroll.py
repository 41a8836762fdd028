"""How smoothly a list of thousands of models moves, and how soon it can be used."""

import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.page.scenes import (
    PIXELS,
    PIXELS_PER_SECOND,
    SETTLE_SECONDS,
    SIZES,
    Deed,
    Scene,
    scenes,
    turn_wheel,
)
from benchmarks.page.trace import CATEGORIES, KINDS, Scroll
from benchmarks.result import Benchmark, Figure, Result, Scale, Target
from benchmarks.rounds import Spread
from tests.cache.generate import make_cache
from tests.e2e.browser import running_browser
from tests.e2e.visitor import DESKTOP, Visitor
from tests.hub.process import HubProcess, hub_process
from tests.support.product import ADMIN, Product, Server
from tests.support.wait import wait_for

_FRAME_MS = 12.0
_USABLE_MS = 1000.0
_AS_PLAIN = 0.95
_ROW = 44
_DOWNLOADED = "Qwen/Qwen3-Embedding-0.6B"
_SLOW_BYTES_PER_SECOND = 200_000
_HOW = """\
A cache of {count:,} models; the page as the real server sends it, in headless Chromium {browser},
all {count:,} loaded. Each scroll is {pixels:,} pixels at {speed:,} a second by the wheel, in a
window of 1280 by 860 (desktop) or 390 by 844 (phone). *Plain lines* is the peer: as many lines of
text, as high, in a page with no script and no style but a hairline, scrolled in turns with ours:
the best that this machine can show. There is no GPU here: Chromium's own program fills every pixel
of every frame, and what else the machine does meanwhile takes frames from both. *Main thread* is
the processor time of the page's own thread from one frame to the next, tracing included, its 95th
percentile over the frames of a scroll; a frame of 60 a second lasts 16.7 ms. *Frames* are those
that the display showed of 60 a second. *Drawing* is what compositor and rasterizer spend on one
frame. *Usable*: from the last byte of the answer until a pressed box is ticked and the bar of
chosen models is there."""
_WHEN_USABLE = """wanted => {
  const look = () => {
    const item = document.querySelector(`[aria-setsize="${wanted}"] input[type=checkbox]`);
    if (item === null) return requestAnimationFrame(look);
    if (!item.checked) item.click();
    const told = () => {
      if (document.querySelector("section[aria-label='Selected models']") === null)
        return setTimeout(told, 1);
      const answers = performance.getEntriesByType("resource")
        .filter(({ name }) => name.includes("/api/v2/models?"));
      window.usableAfter = performance.now() - Math.max(...answers.map((one) => one.responseEnd));
    };
    told();
  };
  look();
}"""


def run(scale: Scale) -> Result:
    count = scale.size(5_000, 400)
    taken: dict[str, list[float]] = defaultdict(list)
    kinds: dict[str, list[float]] = defaultdict(list)
    with _running(count) as (hub, server), running_browser() as browser:
        for number in range(scale.rounds):
            for kind, viewport in SIZES.items():
                _note(taken, f"plain lines, {kind}", _plain(browser, server, viewport, count))
            for scene in scenes():
                scroll = _scene(browser, server, hub, scene, count)
                _note(taken, scene.name, scroll)
                for what in KINDS:
                    kinds[what].append(scroll.by_kind[what] / max(1, len(scroll.main)))
                print(f"    round {number + 1}: {scene.name} {_words(scroll)}", flush=True)
            for what, models in (("first page", min(200, count)), (f"all {count:,}", count)):
                taken[f"usable after the answer: {what}"].append(_usable(browser, server, models))
        version = browser.version
    spreads = {what: Spread.of(values) for what, values in taken.items()}
    of_kind = {f"main thread by frame: {what}": Spread.of(kinds[what]) for what in KINDS}
    figures = {what: Figure(_unit(what), spread) for what, spread in (spreads | of_kind).items()}
    return Result(
        how=_HOW.format(count=count, browser=version, pixels=PIXELS, speed=PIXELS_PER_SECOND),
        targets=tuple(_targets(spreads)),
        figures=figures,
    )


@contextmanager
def _running(count: int) -> Iterator[tuple[HubProcess, Server]]:
    with (
        tempfile.TemporaryDirectory(prefix="modelshelf-bench-") as name,
        hub_process("--state-dir", f"{name}/hub", "--rate", "0") as hub,
    ):
        product = Product(Path(name) / "shelf", hub.url)
        make_cache(product.cache_dir, count)
        with product.serving() as server:
            server.wait_until_ready()
            wait_for(lambda: _listed(server) == count, "the cache is listed")
            yield hub, server


def _listed(server: Server) -> int:
    return int(server.api.get("/models")["counts"]["other"]["installed"])


def _visitor(browser: Browser, server: Server, viewport: Mapping[str, int], dark: bool) -> Visitor:
    visitor = Visitor.with_browser(browser, server.url, viewport=dict(viewport), dark=dark)
    visitor.sign_in(ADMIN)
    return visitor


def _scene(browser: Browser, server: Server, hub: HubProcess, scene: Scene, count: int) -> Scroll:
    visitor = _visitor(browser, server, scene.viewport, scene.dark)
    page = visitor.page
    pages = scene.pages or -(-count // 200)
    page.goto(f"/settings/models?type=other&view={scene.view}&page={pages}")
    page.locator(f"[aria-setsize='{min(count, 200 * pages)}']").first.wait_for()
    scene.prepare(page)
    task = _download(server, hub) if scene.downloading else None
    try:
        return _traced(browser, page, scene.deed)
    finally:
        if task is not None:
            server.api.post(f"/models/download/{task}/cancel")
            wait_for(
                lambda: server.api.operation(task)["status"] == "cancelled", "it is called off"
            )
        visitor.context.close()


def _download(server: Server, hub: HubProcess) -> str:
    """A slow one, whose progress the page hears of four times a second."""
    rate = {"kind": "rate", "bytes_per_second": _SLOW_BYTES_PER_SECOND, "scope": "all"}
    hub.set_faults([{"action": rate, "path": _DOWNLOADED}])
    task = server.api.start(_DOWNLOADED)
    server.api.wait_for_bytes(task, 1)
    return task


def _plain(browser: Browser, server: Server, viewport: Mapping[str, int], count: int) -> Scroll:
    visitor = _visitor(browser, server, viewport, dark=False)
    lines = "".join(f"<p>org-{number % 97}/model-{number}</p>" for number in range(count))
    style = f"p {{ height: {_ROW - 1}px; margin: 0; border-bottom: 1px solid #ddd }}"
    visitor.page.set_content(f"<!doctype html><style>{style}</style>{lines}")
    try:
        return _traced(browser, visitor.page, turn_wheel)
    finally:
        visitor.context.close()


def _traced(browser: Browser, page: Page, deed: Deed) -> Scroll:
    session = page.context.new_cdp_session(page)
    time.sleep(SETTLE_SECONDS)
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        browser.start_tracing(page=page, path=file.name, categories=list(CATEGORIES))
        deed(page, session)
        browser.stop_tracing()
        return Scroll.read(Path(file.name))


def _usable(browser: Browser, server: Server, models: int) -> float:
    """Milliseconds from the last answer of the list until a press is answered."""
    visitor = _visitor(browser, server, DESKTOP, dark=False)
    page = visitor.page
    try:
        page.add_init_script(f"({_WHEN_USABLE})({models})")
        page.goto(f"/settings/models?type=other&view=table&page={-(-models // 200)}")
        page.wait_for_function("() => window.usableAfter")
        return float(page.evaluate("window.usableAfter"))
    finally:
        visitor.context.close()


def _note(taken: dict[str, list[float]], name: str, scroll: Scroll) -> None:
    taken[f"{name}: main thread"].append(scroll.p95_ms)
    if scroll.shown:  # What keys and typing move is no scroll to the compositor.
        taken[f"{name}: frames"].append(scroll.frames_per_second)
        taken[f"{name}: drawing"].append(scroll.drawing_per_frame_ms)


def _words(scroll: Scroll) -> str:
    return (
        f"{scroll.p95_ms:.1f} ms of {len(scroll.main)} frames, {scroll.frames_per_second:.1f} "
        f"frames/s, {scroll.blank} with blank parts"
    )


def _unit(what: str) -> str:
    return "frames/s" if what.endswith(": frames") else "ms"


def _targets(spreads: Mapping[str, Spread]) -> Iterator[Target]:
    scrolled = {what.removesuffix(": frames") for what in spreads if what.endswith(": frames")}
    worst = max(spreads[f"{scene}: main thread"].median for scene in scrolled)
    yield Target.at_most(_FRAME_MS, worst, "ms", "scrolling, main thread by frame, worst p95")
    for kind in ("desktop", "phone"):
        plain = spreads[f"plain lines, {kind}: frames"].median
        ours = [
            spread.median
            for what, spread in spreads.items()
            if what.endswith(": frames") and f", {kind}," in what
        ]
        yield Target(
            f"frames on a {kind}: at least {_AS_PLAIN:.0%} of the plain page's",
            f"{min(ours):.1f} of {plain:.1f} frames/s",
            min(ours) >= _AS_PLAIN * plain,
        )
    usable = max(spread.median for what, spread in spreads.items() if what.startswith("usable"))
    yield Target.at_most(_USABLE_MS, usable, "ms", "usable after the answer")


BENCHMARK = Benchmark("scroll", "Scrolling through 5,000 models", run)
