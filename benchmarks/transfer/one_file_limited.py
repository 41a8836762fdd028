"""One file from a server that limits each connection, as those of the Hub do."""

from benchmarks.result import MIB, Benchmark, Figure, Result, Scale, Target
from benchmarks.rounds import Spread, compete
from benchmarks.transfer.competitors import arena

_RATE_MIB = 20
_TUNED = "aria2c -x8 --file-allocation=none"
_HOW = """\
One file of {size:.0f} MB; each connection (not each request) gets {rate} MiB/s. Modelshelf, with
eight connections, is timed from `POST /models/download` until the list says `installed`, the
others from the start of the command to its end. Eight such connections cannot bring the file in
less than {floor:.2f} s: what is on top of that is told for those who use eight."""
_CONNECTIONS = 8


def run(scale: Scale) -> Result:
    size_bytes = scale.size(300_000_000, 30_000_000)
    with arena(size_bytes, connection_bytes_per_second=_RATE_MIB * MIB) as ground:
        runs, missing = ground.runs("hf download", "aria2c -x8", _TUNED)
        contest = compete(runs, scale.rounds)
    floor_seconds = size_bytes / (_CONNECTIONS * _RATE_MIB * MIB)

    def on_top(name: str) -> Figure:
        spread = contest.spread(name, lambda effort: effort.wall_seconds - floor_seconds)
        return Figure("ms", Spread(spread.median * 1e3, spread.least * 1e3, spread.most * 1e3))

    wanted = {"hf download": 5.0, "aria2c -x8": 1.0}
    return Result(
        how=_HOW.format(size=size_bytes / 1e6, rate=_RATE_MIB, floor=floor_seconds),
        targets=tuple(
            Target.at_least(wanted[name], contest.times_faster(name), name)
            for name in wanted
            if name in runs
        ),
        contest=contest,
        fetched_bytes=size_bytes,
        figures={
            f"{name}, on top of {floor_seconds:.2f} s": on_top(name)
            for name in runs
            if name != "hf download"
        },
        left_out=missing,
    )


BENCHMARK = Benchmark("one_file_limited", "One file, 20 MiB/s per connection", run)
