"""Thousands of small files, where the requests cost more than the bytes."""

from benchmarks.result import Benchmark, Result, Scale, Target
from benchmarks.rounds import compete
from benchmarks.transfer.competitors import arena
from tests.hub.__main__ import LARGE_REPO
from tests.hub.process import HubProcess

_FILE_BYTES = 20_000
# The Hub's controls take about a megabyte at once.
_FILES_PER_COMMIT = 40
_HOW = """\
{count:,} files of {size:.0f} KB from a Hub on the same machine, without any limit; for Modelshelf
from `POST /models/download` until the list says `installed`."""


def run(scale: Scale) -> Result:
    count = scale.size(2000, 200)
    with arena(1) as ground:
        _fill(ground.hub, count)
        runs, missing = ground.runs("hf download")
        contest = compete(runs, scale.rounds)
    return Result(
        how=_HOW.format(count=count, size=_FILE_BYTES / 1000),
        targets=(Target.at_least(1.5, contest.times_faster("hf download"), "hf download"),),
        contest=contest,
        fetched_bytes=count * _FILE_BYTES,
        left_out=missing,
    )


def _fill(hub: HubProcess, count: int) -> None:
    for start in range(0, count, _FILES_PER_COMMIT):
        numbers = range(start, min(start + _FILES_PER_COMMIT, count))
        hub.commit(LARGE_REPO, {f"part-{number:05}.json": _content(number) for number in numbers})


def _content(number: int) -> str:
    line = f"{number:019}\n"
    return line * (_FILE_BYTES // len(line))


BENCHMARK = Benchmark("many_small", "2,000 files of 20 KB", run)
