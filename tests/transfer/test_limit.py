"""The cap on bytes per second."""

import asyncio
import time

import pytest

from modelshelf.hub.transfer.limit import RateLimiter
from tests.transfer.conftest import MakeShelf
from tests.transfer.shelf import WEIGHTS_BYTES, Shelf

_RATE = 8_000_000


def test_a_transfer_keeps_to_the_cap_and_uses_it(shelf: Shelf) -> None:
    began = time.monotonic()

    shelf.run(RateLimiter(_RATE))

    seconds = time.monotonic() - began
    shelf.check_installed()
    assert 0.93 < seconds / (WEIGHTS_BYTES / _RATE) < 1.8


def test_no_second_of_a_transfer_exceeds_the_cap(shelf: Shelf) -> None:
    moments: list[tuple[float, int]] = []
    shelf.on_report = lambda told: moments.append((time.monotonic(), told.bytes_done))

    shelf.run(RateLimiter(_RATE))

    allowed_in_memory = 2_000_000  # What was let through earlier, and is written in this moment.
    for since, before in moments:
        for until, after in moments:
            if until > since:
                assert after - before <= _RATE * (until - since) + allowed_in_memory


def test_two_transfers_share_one_cap(make_shelf: MakeShelf) -> None:
    one, other = make_shelf(), make_shelf()
    other.cache_dir = one.cache_dir.with_name("other")
    limiter = RateLimiter(2 * _RATE)

    async def both() -> None:
        await asyncio.gather(one.transfer(limiter), other.transfer(limiter))

    began = time.monotonic()
    asyncio.run(both())

    assert time.monotonic() - began > 0.93 * WEIGHTS_BYTES / _RATE
    one.check_installed()
    other.check_installed()


def test_a_low_rate_is_no_stall(shelf: Shelf) -> None:
    rate = 300_000  # Eight connections share it: each waits longer than the watchdog's patience.

    shelf.run_until(
        lambda told: told.bytes_done > 1.2 * shelf.patience.give_up_seconds * rate,
        RateLimiter(rate),
    )

    assert shelf.told[-1].notes == ()


def test_a_rate_of_zero_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="positive"):
        RateLimiter(0)
