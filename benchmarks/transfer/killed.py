"""What is fetched a second time when the worker is killed in the middle."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.result import MIB, Benchmark, Figure, Result, Scale, Target
from benchmarks.rounds import Spread
from benchmarks.transfer.competitors import Arena, arena
from tests.hub.__main__ import LARGE_REPO

_RATE_MIB = 20
_POLL_SECONDS = 0.005
_PATIENCE_SECONDS = 60.0
_SETTLE_SECONDS = 0.3
_HOW = """\
One file of {size:.0f} MB at {rate} MiB/s per connection, eight connections. When the Hub has sent
half of it, the worker gets SIGKILL; `modelshelf serve` starts another, which completes the
download by itself. *Sent twice* is what the Hub handed to its kernel beyond the file's size, so it
counts what lay in buffers when the worker died; the worst round is judged. *Without a death* is
the same for a download that nobody disturbs."""


@dataclass(frozen=True, slots=True)
class Death:
    """A download with a death in it.

    Attributes:
        sent_bytes: What the Hub handed to its kernel, in all.
        away_seconds: From the death until the Hub sent again.
    """

    sent_bytes: int
    away_seconds: float


def run(scale: Scale) -> Result:
    size_bytes = scale.size(120_000_000, 60_000_000)
    deaths, undisturbed = [], []
    with arena(size_bytes, connection_bytes_per_second=_RATE_MIB * MIB) as ground:
        for _ in range(scale.rounds):
            undisturbed.append(_download(ground))
            ground.remove()
            deaths.append(_kill_at_half(ground, size_bytes))
            ground.remove()

    def percent(sent: Sequence[int]) -> Spread:
        return Spread.of([100 * (each - size_bytes) / size_bytes for each in sent])

    twice = percent([death.sent_bytes for death in deaths])
    away = Spread.of([death.away_seconds for death in deaths])
    return Result(
        how=_HOW.format(size=size_bytes / 1e6, rate=_RATE_MIB),
        targets=(Target.at_most(5, twice.most, "%", "sent twice, in the worst round"),),
        figures={
            "sent twice": Figure("%", twice),
            "without a death": Figure("%", percent(undisturbed)),
            "until the Hub sends again": Figure("s", away),
        },
    )


def _download(ground: Arena) -> int:
    """Download undisturbed; gives what the Hub sent."""
    before = _sent_bytes(ground)
    task_id = ground.server.api.start(LARGE_REPO, files="all")
    ground.server.api.wait_until(task_id, "completed")
    ground.server.api.wait_for_status(LARGE_REPO, "installed")
    return _sent_bytes(ground) - before


def _kill_at_half(ground: Arena, size_bytes: int) -> Death:
    before = _sent_bytes(ground)
    task_id = ground.server.api.start(LARGE_REPO, files="all")
    worker = ground.server.child("worker")
    _wait_for_more(ground, before + size_bytes // 2)
    worker.kill()
    killed_at = time.monotonic()
    # What was on its way to the dead comes to an end at once, long before another worker asks.
    time.sleep(_SETTLE_SECONDS)
    _wait_for_more(ground, _sent_bytes(ground) + 1)
    away_seconds = time.monotonic() - killed_at
    ground.server.api.wait_until(task_id, "completed")
    ground.server.api.wait_for_status(LARGE_REPO, "installed")
    return Death(_sent_bytes(ground) - before, away_seconds)


def _wait_for_more(ground: Arena, count: int) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while _sent_bytes(ground) < count:
        assert time.monotonic() < deadline, "the Hub was not asked for more"
        time.sleep(_POLL_SECONDS)


def _sent_bytes(ground: Arena) -> int:
    return int(ground.hub.stats()["total_body_bytes"])


BENCHMARK = Benchmark("killed", "Killed at half of a file", run)
