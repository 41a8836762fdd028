"""What Lighthouse makes of the built page, as the real server sends it."""

import statistics
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks.page.tool import CATEGORIES, LighthouseMissing, NoReport, audit, install
from benchmarks.result import Benchmark, Figure, Result, Scale, Target
from benchmarks.rounds import Spread
from tests.cache.generate import make_cache
from tests.hub.process import hub_process
from tests.support.product import ADMIN, PASSWORD, Product, Server
from tests.support.wait import wait_for

Report: TypeAlias = dict[str, Any]

_SCORE = 95
_MODELS = 100
_MODEL = "org-1/model-1"
PAGES = {
    "sign-in": "/sign-in",
    "models": "/settings/models",
    "everything else": "/settings/models?type=other",
    "a model": f"/models/{_MODEL}",
    "storage": "/storage",
    "search": "/search",
    "downloads": "/downloads",
    "collections": "/collections",
    "system": "/system",
    "account": "/account",
    "users": "/users",
    "tokens": "/tokens",
    "audit": "/audit",
}
_DESKTOP = ", desktop"
_PUBLIC = {"sign-in"}
_TIMINGS = {
    "first contentful paint": ("first-contentful-paint", "ms"),
    "largest contentful paint": ("largest-contentful-paint", "ms"),
    "speed index": ("speed-index", "ms"),
    "total blocking time": ("total-blocking-time", "ms"),
    "layout shift": ("cumulative-layout-shift", ""),
}
_HOW = """\
Lighthouse {version} opens each page of a running `modelshelf serve`, whose cache holds
{models:,} models, in Chromium with an empty cache of its own: signed in, but for the sign-in form.
Throttling is Lighthouse's default, a slow phone (four times slower than this machine) at
1.6 Mbit/s with 150 ms to and fro, both simulated; *desktop* is its setting for desktops. Judged are
the medians of the scores for performance, accessibility and best practices, in this order; the
times are those of the phone. Whatever else this machine does meanwhile makes it slower still."""


@dataclass
class _Visits:
    """What came of a page's rounds: reports, and why there is none."""

    reports: list[Report] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, url: str, headers: dict[str, str], *, desktop: bool) -> str:
        """Visit it once more; gives what came out, in words."""
        try:
            self.reports.append(audit(url, headers, desktop=desktop))
        except NoReport as error:
            self.failures.append(str(error))
            return str(error)
        return str(_scores(self.reports[-1]))


def run(scale: Scale) -> Result:
    models = scale.size(_MODELS, 10)
    try:
        version = install()
    except LighthouseMissing as error:
        how = _HOW.format(version="(missing)", models=models)
        return Result(how, (), left_out=(f"all of it: {error}.",))
    pages = {page: path for page, path in PAGES.items() if page in (scale.pages or PAGES)}
    visits = _visited(scale.rounds, models, pages)
    return Result(
        how=_HOW.format(version=version, models=models),
        targets=tuple(_target(what, found.reports) for what, found in visits.items()),
        figures=_figures(visits),
        left_out=tuple(
            f"a round of {what}: {why}" for what, found in visits.items() for why in found.failures
        ),
    )


def _visited(rounds: int, models: int, pages: Mapping[str, str]) -> dict[str, _Visits]:
    """What came of each page, on the slow phone and on a desktop."""
    visits: dict[str, _Visits] = defaultdict(_Visits)
    with (
        tempfile.TemporaryDirectory(prefix="modelshelf-bench-") as name,
        hub_process("--empty", "--models", str(models)) as hub,
    ):
        product = Product(Path(name) / "shelf", hub.url)
        make_cache(product.cache_dir, models)
        with product.serving() as server:
            server.wait_until_ready()
            wait_for(lambda: _listed(server) == models, "the cache is listed")
            cookie = _session_cookie(server)
            for number in range(rounds):
                for page, path in pages.items():
                    headers = {} if page in _PUBLIC else {"Cookie": cookie}
                    for what, desktop in ((page, False), (page + _DESKTOP, True)):
                        came = visits[what].add(server.url + path, headers, desktop=desktop)
                        print(f"    round {number + 1}: {what} {came}", flush=True)
    return visits


def _target(what: str, reports: list[Report]) -> Target:
    wanted = f"{what}: each at least {_SCORE}"
    if not reports:
        return Target(wanted, "no report", False)
    medians = [statistics.median(each) for each in zip(*map(_scores, reports), strict=True)]
    measured = ", ".join(f"{median:g}" for median in medians)
    return Target(wanted, measured, min(medians) >= _SCORE)


def _figures(visits: dict[str, _Visits]) -> dict[str, Figure]:
    return {
        f"{page}: {what}": Figure(
            unit, Spread.of([report["audits"][key]["numericValue"] for report in found.reports])
        )
        for page, found in visits.items()
        if found.reports and not page.endswith(_DESKTOP)
        for what, (key, unit) in _TIMINGS.items()
    }


def _scores(report: Report) -> list[int]:
    return [round(report["categories"][each]["score"] * 100) for each in CATEGORIES]


def _listed(server: Server) -> int:
    return int(server.api.get("/models")["counts"]["other"]["installed"])


def _session_cookie(server: Server) -> str:
    """The cookie of a browser in which the administrator signed in."""
    form = {"username": ADMIN, "password": PASSWORD}
    with server.as_nobody() as api:
        answer = api.ask("POST", "/auth/login", json=form)
        assert answer.status_code == 200, answer.text
        return "; ".join(f"{name}={value}" for name, value in api.http.cookies.items())


BENCHMARK = Benchmark("lighthouse", "The page, by Lighthouse", run)
