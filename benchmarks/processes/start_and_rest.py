"""How long `modelshelf serve` takes to start, and what it costs while nobody asks it anything."""

import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.result import Benchmark, Figure, Result, Scale, Target
from benchmarks.rounds import Spread
from tests.hub.process import hub_process
from tests.support.product import Product, Server

_START_SECONDS = 3.0
_IDLE_PERCENT = 2.0
_SETTLE_SECONDS = 5.0
_HOW = """\
From the start of the command until `/ready` says that database, worker and messages are there:
with a new data folder, in which the tables are made, and with the same one again. At rest, the
processor time of the server, its worker and its Valkey together over {seconds:.0f} s in which
nobody asks them anything, in percent of one core."""


def run(scale: Scale) -> Result:
    seconds = 10.0 if scale.quick else 30.0
    first, again, idle = [], [], []
    with (
        tempfile.TemporaryDirectory(prefix="modelshelf-bench-") as name,
        hub_process("--empty") as hub,
    ):
        for number in range(scale.rounds):
            product = Product(Path(name) / str(number), hub.url, cold=True)
            first.append(_seconds_to_ready(product))
            again.append(_seconds_to_ready(product))
        with product.serving() as server:
            server.wait_until_ready()
            time.sleep(_SETTLE_SECONDS)
            idle.append(_percent_at_rest(server, seconds))
    starts = {"first start": first, "next start": again}
    rest = Spread.of(idle)
    return Result(
        how=_HOW.format(seconds=seconds),
        targets=(
            *(
                Target.at_most(_START_SECONDS, Spread.of(taken).median, "s", what)
                for what, taken in starts.items()
            ),
            Target.at_most(_IDLE_PERCENT, rest.median, "%", "at rest"),
        ),
        figures={what: Figure("s", Spread.of(taken)) for what, taken in starts.items()}
        | {"at rest": Figure("%", rest)},
    )


def _seconds_to_ready(product: Product) -> float:
    started = time.perf_counter()
    with product.serving() as server:
        server.wait_until_ready()
        return time.perf_counter() - started


def _percent_at_rest(server: Server, seconds: float) -> float:
    before = _cpu_seconds(server)
    time.sleep(seconds)
    return 100 * (_cpu_seconds(server) - before) / seconds


def _cpu_seconds(server: Server) -> float:
    processes = [psutil.Process(each.pid) for each in server.tree()]
    return sum(sum(process.cpu_times()[:2]) for process in processes)


BENCHMARK = Benchmark("start_and_rest", "Start, and rest", run)
