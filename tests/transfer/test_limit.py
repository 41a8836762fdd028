"""The cap on bytes per second."""

import asyncio
import fcntl
import struct
import time
from pathlib import Path

import pytest

from modelshelf.hub.layout import rate_account
from modelshelf.hub.transfer.journal import boot_id
from modelshelf.hub.transfer.limit import RateLimiter
from tests.support.clock import LeapingClock, run_leaping
from tests.support.wait import PATIENCE_SECONDS
from tests.transfer.shelf import HASTY, WEIGHTS_BYTES, Shelf

_RATE = 8_000_000
_PORTIONS = 6
# What a node that fetched nothing may have saved up.
_SAVED_UP_SECONDS = 0.05


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> LeapingClock:
    """What the limiter sees of time: only waiting lets it pass."""
    clock = LeapingClock()
    monkeypatch.setattr(time, "monotonic", lambda: clock.now)
    return clock


async def take_all(limiter: RateLimiter) -> None:
    """Take as many bytes as the weights have, as the eight connections of a transfer do."""
    portion = limiter.portion_bytes

    async def take() -> None:
        for _ in range(_PORTIONS):
            await limiter.take(portion)

    await asyncio.gather(*(take() for _ in range(8)))


def test_connections_use_the_whole_cap_together(clock: LeapingClock, tmp_path: Path) -> None:
    limiter = RateLimiter(_RATE, tmp_path)

    seconds = run_leaping(clock, take_all(limiter))

    assert_booked(seconds, 8 * _PORTIONS * limiter.portion_bytes)


def test_all_of_a_node_use_the_whole_cap_together(clock: LeapingClock, tmp_path: Path) -> None:
    # Each with a limiter of its own, as two processes have.
    limiters = [RateLimiter(_RATE, tmp_path) for _ in range(2)]

    async def both() -> None:
        await asyncio.gather(*map(take_all, limiters))

    seconds = run_leaping(clock, both())

    assert_booked(seconds, 2 * 8 * _PORTIONS * limiters[0].portion_bytes)


def assert_booked(seconds: float, size_bytes: int) -> None:
    """They took as long as that many bytes take, but for what was saved up before, and for what is
    taken from the account ahead."""
    whole = size_bytes / _RATE - _SAVED_UP_SECONDS
    assert whole - 1e-6 <= seconds <= whole + 0.02 + 1e-6


def test_at_no_moment_has_a_transfer_had_more_than_the_cap_allows(shelf: Shelf) -> None:
    """However long nothing was fetched before. A busy machine only makes it fewer."""
    book(shelf.cache_dir, boot_id(), time.monotonic() - 3600)
    moments: list[tuple[float, int]] = []
    shelf.on_report = lambda told: moments.append((time.monotonic(), told.bytes_done))
    began = time.monotonic()

    shelf.run(RateLimiter(_RATE, shelf.cache_dir))

    moments.append((time.monotonic(), WEIGHTS_BYTES))
    shelf.check_installed()
    for moment, bytes_done in moments:
        assert bytes_done <= _RATE * (moment - began + _SAVED_UP_SECONDS)


def test_a_debt_from_before_the_last_boot_is_forgotten(shelf: Shelf) -> None:
    book(shelf.cache_dir, "another-boot", time.monotonic() + 1e6)

    shelf.run(RateLimiter(100 * _RATE, shelf.cache_dir))

    shelf.check_installed()


def book(cache_dir: Path, boot: str, paid_until: float) -> None:
    """Write what the account of a node says."""
    account = rate_account(cache_dir)
    account.parent.mkdir(parents=True)
    account.write_bytes(struct.pack("<36sd", boot.encode(), paid_until))


def test_a_process_that_is_stopped_while_it_books_holds_up_nobody_for_long(shelf: Shelf) -> None:
    account = rate_account(shelf.cache_dir)
    account.parent.mkdir(parents=True)
    with account.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        asyncio.run(asyncio.wait_for(RateLimiter(_RATE, shelf.cache_dir).take(1), PATIENCE_SECONDS))


def test_a_low_rate_is_no_stall(shelf: Shelf) -> None:
    shelf.patience = HASTY
    rate = 300_000  # Eight connections share it: each waits longer than the watchdog's patience.

    shelf.run_until(
        lambda told: told.bytes_done > 1.2 * shelf.patience.give_up_seconds * rate,
        RateLimiter(rate, shelf.cache_dir),
    )

    assert shelf.told[-1].notes == ()


def test_a_rate_of_zero_makes_no_sense(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="positive"):
        RateLimiter(0, tmp_path)
