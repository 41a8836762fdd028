"""How long it takes from a keystroke until the models are there, beyond what the Hub takes."""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2

from benchmarks.result import Benchmark, Figure, Result, Scale, Target
from benchmarks.rounds import Spread
from tests.hub.process import HubProcess, hub_process
from tests.support.product import Product, Server

_TARGET_MS = 300
_WORD = "embedding-model"
_TYPES = (None, "embedding")
# The page makes ready what a search needs a second after it was opened; nobody types sooner.
_AT_THE_PAGE_SECONDS = 2.0
_HOW = """\
A word of {letters} letters is typed, letter by letter and without a pause, into a server that has
just started, and once more with a type of model, which is two questions to the Hub. Each keystroke
is timed from `GET /hub/search` over HTTP to the last byte of the answer: twenty models with their
type, evidence, size, and whether they are on the shelf. The Hub, a process of its own on this
machine with {models:,} models, is asked the same again, two questions side by side as
before, and what it takes is taken off. The first keystroke after a start stands
by itself, in two figures: of a program that asks at once, and of somebody who opened the page
{seconds:g} seconds before, as nobody types into it sooner."""


def run(scale: Scale) -> Result:
    models = scale.size(60, 20)
    first: list[float] = []
    at_page: list[float] = []
    later: list[float] = []
    hubs: list[float] = []
    with (
        tempfile.TemporaryDirectory(prefix="modelshelf-bench-") as name,
        hub_process("--empty", "--models", str(models)) as hub,
    ):
        for number in range(2 * scale.rounds):
            product = Product(Path(name) / str(number), hub.url, cold=True)
            opens_page = number % 2 == 1
            with product.serving() as server:
                server.wait_until_ready()
                if opens_page:
                    httpx2.get(f"{server.url}/").raise_for_status()
                    time.sleep(_AT_THE_PAGE_SECONDS)
                begin, *rest = _typed(hub, server)
            (at_page if opens_page else first).append(begin[0] - begin[1])
            later += [in_all - hubs_own for in_all, hubs_own in rest]
            hubs += [hubs_own for _, hubs_own in rest]
    figures = {
        "on top of the Hub's own time": later,
        "the first keystroke after a start, on top": first,
        "the first keystroke at the page, on top": at_page,
        "the Hub's own time": hubs,
    }
    slowest = max(later)
    return Result(
        how=_HOW.format(letters=len(_WORD), models=models, seconds=_AT_THE_PAGE_SECONDS),
        targets=(
            Target.at_most(_TARGET_MS, slowest, "ms", "the slowest keystroke, on top of the Hub's"),
            Target.at_most(_TARGET_MS, max(first), "ms", "the first one after a start, on top"),
            Target.at_most(_TARGET_MS, max(at_page), "ms", "the first one at the page, on top"),
        ),
        figures={name: Figure("ms", Spread.of(values)) for name, values in figures.items()},
    )


def _typed(hub: HubProcess, server: Server) -> list[tuple[float, float]]:
    """For each keystroke its milliseconds in all, and those of the Hub."""
    found = []
    for model_type in _TYPES:
        for end in range(1, len(_WORD) + 1):
            query = {"q": _WORD[:end], "sort": "downloads"}
            if model_type is not None:
                query["model_type"] = model_type
            before = len(hub.stats()["seen"])
            started = time.perf_counter()
            answer = server.api.ask("GET", "/hub/search", params=query)
            in_all = (time.perf_counter() - started) * 1000
            assert answer.status_code == 200, answer.text
            assert answer.json()["models"], query
            found.append((in_all, _hubs_own(hub, before)))
    return found


def _hubs_own(hub: HubProcess, before: int) -> float:
    """Ask again what was asked, side by side; milliseconds until all is answered."""
    asked = hub.stats()["seen"][before:]
    paths = [f"{r['path']}?{r['query']}" for r in asked if r["path"] == "/api/models"]
    with httpx2.Client(base_url=hub.url, timeout=60) as client, ThreadPoolExecutor(2) as threads:
        # Connected, as Modelshelf is.
        list(threads.map(client.get, ["/api/whoami-v2"] * len(paths)))
        started = time.perf_counter()
        for answer in threads.map(client.get, paths):
            answer.raise_for_status()
        return (time.perf_counter() - started) * 1000


BENCHMARK = Benchmark("search", "From a keystroke to the models of the Hub", run)
