"""The list of a large cache: to ask for it, to make it, and to keep it true."""

import os
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import psutil
from huggingface_hub import scan_cache_dir

from benchmarks.cache.clients import ask
from benchmarks.cache.first_pass import bare_walk, first_pass, second_reader_bytes
from benchmarks.effort import measure_commands
from benchmarks.result import MIB, Benchmark, Figure, Result, Scale, Target
from benchmarks.rounds import Spread
from modelshelf.cli.kept import FILE
from tests.cache.generate import make_cache, make_repo
from tests.hub.process import hub_process
from tests.support.product import Product, Server

_CLIENTS = 10
_ASK_SECONDS = 3.0
_POLL_SECONDS = 0.002
_SETTLE_SECONDS = 2.0
_CHANGES = 8
_BESIDE = "modelshelf ls beside a worker"
_PAGE = "/api/v2/models?limit=50"
_HOW = """\
A cache of {count:,} repositories of twelve files, all of it in the kernel's memory; everything in
turns, {rounds} rounds. *Bare walk*: every folder listed and every entry looked at once. *First
pass*: all read, judged and listed in a new database, as the list is shown from then on; from 1,000
repositories on a second process reads some of them meanwhile, which is started and ended within the
time that is shown (*memory of the second reader* is what it holds at most). What each model is, is
looked for afterwards in its small files, and is counted by itself (*what each model is*).
The list is asked for with
`GET {page}`, signed in, from another process: by one client and by ten,
{seconds:.0f} s each, while nothing changes; and by one after each commit, so that it is read anew
(*after a commit*). *Until listed*: from the last link of a new repository until an answer shows it.
*Until gone*: from `DELETE` until it does not; both {changes} times a round. Commands are whole
processes; for `modelshelf ls` no server runs, and nothing has changed since it was called last;
*after a change* is the call after one. *Beside a worker* a server runs, and a repository came since
the last call. *Memory* is what the server's process holds at the end."""


def run(scale: Scale) -> Result:
    count = scale.size(5000, 100)
    taken: dict[str, list[float]] = defaultdict(list)
    with (
        tempfile.TemporaryDirectory(prefix="modelshelf-bench-") as name,
        hub_process("--empty") as hub,
    ):
        folder = Path(name)
        product = Product(folder / "shelf", hub.url)
        make_cache(product.cache_dir, count)
        os.sync()
        for number in range(scale.rounds):
            _read(product.cache_dir, folder / f"{number}.db", taken)
        taken["memory of the second reader"].append(second_reader_bytes(product.cache_dir) / MIB)
        _commands(product, scale, taken)
        with product.serving() as server:
            server.wait_until_ready()
            while server.api.get("/models")["counts"]["other"]["installed"] < count:
                time.sleep(_POLL_SECONDS)
            for number in range(scale.rounds):
                _ask(server, number, taken)
                for turn in range(_CHANGES):
                    _change(server, product.cache_dir, f"acme/0-{number}-{turn}", taken)
                _beside(product, server, number, taken)
            taken["memory"].append(psutil.Process(server.process.pid).memory_info().rss / MIB)
    spreads = {what: Spread.of(values) for what, values in taken.items()}
    return Result(
        how=_HOW.format(
            count=count,
            rounds=scale.rounds,
            seconds=_ASK_SECONDS,
            page=_PAGE,
            changes=_CHANGES,
        ),
        targets=_targets(spreads),
        figures={what: Figure(_unit(what), spread) for what, spread in spreads.items()},
    )


def _targets(spreads: dict[str, Spread]) -> tuple[Target, ...]:
    def median(what: str) -> float:
        return spreads[what].median

    scan, listed = median("scan_cache_dir"), median("one client, p95") / 1000
    return (
        Target.at_most(10, listed * 1000, "ms", "`GET /models`, p95, one client"),
        Target.at_least(500, scan / listed, "`scan_cache_dir`, by that p95"),
        Target(
            "ten clients: at least 500 requests/s",
            f"{median('ten clients'):.0f}",
            median("ten clients") >= 500,
        ),
        Target.at_most(2, median("first pass") / median("bare walk"), "×", "first pass / walk"),
        Target.at_most(3, median("until listed"), "s", "a change on disk until it is listed"),
        Target.at_most(50, median("until gone"), "ms", "deletion until gone from the list"),
        Target.at_most(150, median("memory"), "MiB", "memory of the server"),
        Target.at_least(15, median("hf cache ls") / median("modelshelf ls"), "hf cache ls"),
        Target.at_least(
            15,
            median("hf cache ls") / median(_BESIDE),
            "hf cache ls, beside a worker, after a change",
        ),
        Target.at_most(0.3, median("modelshelf --help"), "s", "`modelshelf --help`"),
    )


def _unit(what: str) -> str:
    if what == "ten clients":
        return "requests/s"
    if what.startswith("memory"):
        return "MiB"
    return "ms" if what.endswith(("p95", "after a commit", "until gone")) else "s"


def _read(cache_dir: Path, database: Path, taken: dict[str, list[float]]) -> None:
    taken["bare walk"].append(_seconds(lambda: bare_walk(str(cache_dir))))
    listed, described = first_pass(cache_dir, database)
    taken["first pass"].append(listed)
    taken["what each model is"].append(described)
    taken["scan_cache_dir"].append(_seconds(lambda: scan_cache_dir(cache_dir)))


def _commands(product: Product, scale: Scale, taken: dict[str, list[float]]) -> None:
    product.run("ls")  # Makes the database.
    commands = {
        "modelshelf ls": ("modelshelf", "ls"),
        "hf cache ls": ("hf", "cache", "ls"),
        "modelshelf --help": ("modelshelf", "--help"),
    }
    for number in range(scale.rounds):
        make_repo(product.cache_dir, f"acme/meanwhile-{number}")
        for what, (program, *rest) in {
            "modelshelf ls after a change": ("modelshelf", "ls"),
            **commands,
        }.items():
            taken[what].append(_command(product, program, *rest))


def _command(product: Product, program: str, *arguments: str) -> float:
    """How long a whole process takes, in seconds."""
    environment = product.environment({})
    if program == "hf":  # Ours has its own word for it; one more would be other settings to it.
        environment |= {"HF_HUB_CACHE": str(product.cache_dir)}
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    return measure_commands(command, folder=product.folder, environment=environment).wall_seconds


def _ask(server: Server, number: int, taken: dict[str, list[float]]) -> None:
    url, token = server.url + _PAGE, server.api.http.headers["Authorization"].split()[1]
    alone = ask(url, token, 1, _ASK_SECONDS)
    taken["one client, median"].append(Spread.of(alone).median)
    taken["one client, p95"].append(_p95(alone) * 1000)
    taken["ten clients"].append(len(ask(url, token, _CLIENTS, _ASK_SECONDS)) / _ASK_SECONDS)
    for turn in range(10):
        model_id = f"org-{turn}/model-{turn}"
        collection = {"name": f"c{number}-{turn}", "embedding_model": model_id}
        server.api.http.post("/api/v2/collections", json=collection)
        taken["after a commit"].append(_seconds(lambda: server.api.http.get(_PAGE)) * 1000)


def _change(server: Server, cache_dir: Path, model_id: str, taken: dict[str, list[float]]) -> None:
    """List a model that comes, and delete it; its name puts it first in the list."""
    made = make_repo(cache_dir, model_id)
    taken["until listed"].append(_seconds(lambda: _listed(server, model_id)))

    def delete() -> None:
        server.api.http.delete(f"/api/v2/models/{model_id}", params={"confirm": "true"})
        assert not _is_listed(server, model_id)

    assert made.root.is_dir()
    time.sleep(_SETTLE_SECONDS)  # Until the worker has nothing more to write about it.
    taken["until gone"].append(_seconds(delete) * 1000)


def _beside(product: Product, server: Server, number: int, taken: dict[str, list[float]]) -> None:
    # For the collections that were made meanwhile. With other settings it would keep another list.
    _command(product, "modelshelf", "ls")
    made = make_repo(product.cache_dir, f"acme/0-{number}-beside")
    _listed(server, f"acme/0-{number}-beside")
    kept = product.data_dir / FILE
    before = kept.stat().st_mtime_ns
    taken[_BESIDE].append(_command(product, "modelshelf", "ls"))
    assert kept.stat().st_mtime_ns == before, "the list was made anew, not told by its rows"
    shutil.rmtree(made.root)


def _listed(server: Server, model_id: str) -> None:
    while not _is_listed(server, model_id):
        time.sleep(_POLL_SECONDS)


def _is_listed(server: Server, model_id: str) -> bool:
    asked = {"installed_only": "true", "limit": "1"}
    answer = server.api.http.get("/api/v2/models", params=asked)
    return any(m["id"] == model_id for m in answer.json()["models"])


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _p95(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95)]


BENCHMARK = Benchmark("inventory", "The list of a large cache", run)
