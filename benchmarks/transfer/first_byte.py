"""How long it takes from the request until bytes arrive."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import httpx2

from benchmarks.result import Benchmark, Figure, Result, Scale, Target
from benchmarks.rounds import Spread
from benchmarks.transfer.competitors import LARGE_FILE, Arena, arena
from modelshelf.hub.layout import JOURNAL_SUFFIX, RepoFolder
from tests.hub.__main__ import LARGE_REPO

_POLL_SECONDS = 0.001
_PATIENCE_SECONDS = 30.0
_ROUNDS_EACH = 3
_HOW = """\
From `POST /models/download` until the first bytes of a file lie in the cache, so that writing them
counts too. The Hub's own answers are what the same requests take when they are sent to it again,
one after the other, to the first byte of each."""


def run(scale: Scale) -> Result:
    totals, answers = [], []
    with arena(16_000_000) as ground:
        for _ in range(scale.rounds * _ROUNDS_EACH):
            before = len(ground.hub.stats()["seen"])
            totals.append(_milliseconds_to_first_byte(ground))
            answers.append(_milliseconds_of_answers(ground, before))
            ground.remove()
    ours = [total - answer for total, answer in zip(totals, answers, strict=True)]
    spread = Spread.of(ours)
    figures = {"in all": totals, "the Hub's answers": answers, "on top of them": ours}
    return Result(
        how=_HOW,
        targets=(Target.at_most(300, spread.median, "ms", "on top of the Hub's own answers"),),
        figures={name: Figure("ms", Spread.of(values)) for name, values in figures.items()},
    )


def _milliseconds_to_first_byte(ground: Arena) -> float:
    blobs = RepoFolder(ground.product.cache_dir, LARGE_REPO).blobs
    api = ground.server.api
    with ThreadPoolExecutor(1) as threads:
        started = time.perf_counter()
        asked: Future[str] = threads.submit(api.start, LARGE_REPO, files="all")
        while not _has_bytes(blobs):
            if asked.done():
                asked.result()  # A refusal ends the wait.
            assert time.perf_counter() - started < _PATIENCE_SECONDS, "no byte arrived"
            time.sleep(_POLL_SECONDS)
        took = time.perf_counter() - started
    api.wait_until(asked.result(), "completed")
    api.wait_for_status(LARGE_REPO, "installed")
    return took * 1000


def _has_bytes(blobs: Path) -> bool:
    try:
        files = [path for path in blobs.iterdir() if JOURNAL_SUFFIX not in path.name]
        return any(path.stat().st_size for path in files)
    except FileNotFoundError:
        return False


def _milliseconds_of_answers(ground: Arena, before: int) -> float:
    """Send again what was asked of the Hub up to the first part of the large file."""
    seen = ground.hub.stats()["seen"][before:]
    first = next(i for i, request in enumerate(seen) if LARGE_FILE in request["path"])
    took = 0.0
    with httpx2.Client(base_url=ground.hub.url) as client:
        for request in seen[: first + 1]:
            address = f"{request['path']}?{request['query']}".rstrip("?")
            started = time.perf_counter()
            with client.stream(request["method"], address, headers=_asked(request)) as answer:
                next(answer.iter_bytes(), b"")
            took += time.perf_counter() - started
    return took * 1000


def _asked(request: dict[str, dict[str, str]]) -> dict[str, str]:
    return {name: value for name, value in request["headers"].items() if name == "range"}


BENCHMARK = Benchmark("first_byte", "From the request to the first byte", run)
