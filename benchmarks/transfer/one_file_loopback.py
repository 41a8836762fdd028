"""One file as fast as this machine can, with what it costs in processor time and memory."""

from benchmarks.result import GIB, MIB, Benchmark, Result, Scale, Target
from benchmarks.rounds import compete
from benchmarks.transfer.competitors import arena

_TUNED = "aria2c -x8 --file-allocation=none"
_HOW = """\
One file of {size:.2f} GiB from a Hub on the same machine, without any limit, so that the Hub and
who fetches share the cores. Modelshelf is timed from `POST /models/download` until the list says
`installed`: verified and flushed to the disk. `hf download` and `aria2c` check nothing, and none
of the others flushes."""
_MEMORY_MIB = 150


def run(scale: Scale) -> Result:
    size_bytes = scale.size(GIB, GIB // 16)
    with arena(size_bytes) as ground:
        runs, missing = ground.runs("hf download", "curl + sha256sum", "aria2c -x8", _TUNED)
        contest = compete(runs, scale.rounds)
    wanted = {"hf download": 2.5, "curl + sha256sum": 2.0, "aria2c -x8": 1.2}
    peak = contest.spread("Modelshelf", lambda effort: effort.peak_bytes / MIB)
    return Result(
        how=_HOW.format(size=size_bytes / GIB),
        targets=(
            *(
                Target.at_least(wanted[name], contest.times_faster(name), name)
                for name in wanted
                if name in runs
            ),
            Target.at_most(_MEMORY_MIB, peak.most, "MiB", "memory of the whole worker process"),
        ),
        contest=contest,
        fetched_bytes=size_bytes,
        left_out=missing,
    )


BENCHMARK = Benchmark("one_file_loopback", "One file of 1 GiB, without a limit", run)
