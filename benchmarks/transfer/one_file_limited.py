"""One file from a server that limits each connection, as those of the Hub do."""

from benchmarks.result import MIB, Benchmark, Result, Scale, Target
from benchmarks.rounds import compete
from benchmarks.transfer.competitors import arena

_RATE_MIB = 20
_TUNED = "aria2c -x8 --file-allocation=none"
_HOW = """\
One file of {size:.0f} MB; each connection (not each request) gets {rate} MiB/s. Modelshelf, with
eight connections, is timed from `POST /models/download` until the list says `installed`, the
others from the start of the command to its end."""


def run(scale: Scale) -> Result:
    size_bytes = scale.size(300_000_000, 30_000_000)
    with arena(size_bytes, connection_bytes_per_second=_RATE_MIB * MIB) as ground:
        runs, missing = ground.runs("hf download", "aria2c -x8", _TUNED)
        contest = compete(runs, scale.rounds)
    wanted = {"hf download": 5.0, "aria2c -x8": 1.0}
    return Result(
        how=_HOW.format(size=size_bytes / 1e6, rate=_RATE_MIB),
        targets=tuple(
            Target.at_least(wanted[name], contest.times_faster(name), name)
            for name in wanted
            if name in runs
        ),
        contest=contest,
        fetched_bytes=size_bytes,
        left_out=missing,
    )


BENCHMARK = Benchmark("one_file_limited", "One file, 20 MiB/s per connection", run)
