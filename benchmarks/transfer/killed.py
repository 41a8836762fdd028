"""What is fetched a second time when the worker is killed in the middle."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

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
download by itself. The Hub counts what it hands to its kernel. What still lay in the Hub's send
buffers when the worker died was never fetched: the target is judged without it."""


@dataclass(frozen=True, slots=True)
class Death:
    """A download with a death in it.

    Attributes:
        sent_bytes: What the Hub handed to its kernel, in all.
        unsent_bytes: What of it lay in the Hub's send buffers when the worker died.
        away_seconds: From the death until the Hub sent again.
    """

    sent_bytes: int
    unsent_bytes: int
    away_seconds: float


def run(scale: Scale) -> Result:
    size_bytes = scale.size(120_000_000, 60_000_000)
    deaths = []
    with arena(size_bytes, connection_bytes_per_second=_RATE_MIB * MIB) as ground:
        for _ in range(scale.rounds):
            deaths.append(_kill_at_half(ground, size_bytes))
            ground.remove()

    def percent(count: Callable[[Death], int]) -> Spread:
        return Spread.of([100 * count(death) / size_bytes for death in deaths])

    fetched = percent(lambda death: death.sent_bytes - death.unsent_bytes - size_bytes)
    return Result(
        how=_HOW.format(size=size_bytes / 1e6, rate=_RATE_MIB),
        targets=(Target.at_most(5, fetched.median, "%", "fetched twice"),),
        figures={
            "fetched twice": Figure("%", fetched),
            "sent twice": Figure("%", percent(lambda death: death.sent_bytes - size_bytes)),
            "until the Hub sends again": Figure(
                "s", Spread.of([death.away_seconds for death in deaths])
            ),
        },
    )


def _kill_at_half(ground: Arena, size_bytes: int) -> Death:
    before = _sent_bytes(ground)
    task_id = ground.server.api.start(LARGE_REPO, files="all")
    worker = ground.server.child("worker")
    _wait_for_more(ground, before + size_bytes // 2)
    unsent_bytes = _unsent_bytes(ground)
    worker.kill()
    killed_at = time.monotonic()
    # What was on its way to the dead comes to an end at once, long before another worker asks.
    time.sleep(_SETTLE_SECONDS)
    _wait_for_more(ground, _sent_bytes(ground) + 1)
    away_seconds = time.monotonic() - killed_at
    ground.server.api.wait_until(task_id, "completed")
    ground.server.api.wait_for_status(LARGE_REPO, "installed")
    return Death(_sent_bytes(ground) - before, unsent_bytes, away_seconds)


def _wait_for_more(ground: Arena, count: int) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while _sent_bytes(ground) < count:
        assert time.monotonic() < deadline, "the Hub was not asked for more"
        time.sleep(_POLL_SECONDS)


def _sent_bytes(ground: Arena) -> int:
    return int(ground.hub.stats()["total_body_bytes"])


def _unsent_bytes(ground: Arena) -> int:
    """What waits in the send buffers of the Hub's connections; 0 where it cannot be known."""
    table, port = Path("/proc/net/tcp"), urlsplit(ground.hub.url).port or 0
    if not table.exists():
        return 0
    rows = (line.split() for line in table.read_text().splitlines()[1:])
    # Columns of the kernel's table: 1 is the local address, 4 the send and receive queues, in hex.
    return sum(int(row[4].partition(":")[0], 16) for row in rows if row[1].endswith(f":{port:04X}"))


BENCHMARK = Benchmark("killed", "Killed at half of a file", run)
