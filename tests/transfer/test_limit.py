"""The cap on bytes per second."""

import asyncio
import fcntl
import struct
import time
from pathlib import Path

import pytest

from modelshelf.hub.layout import rate_account
from modelshelf.hub.transfer.limit import RateLimiter
from tests.hub import Pattern
from tests.support.wait import PATIENCE_SECONDS
from tests.transfer.conftest import MakeShelf
from tests.transfer.shelf import HASTY, WEIGHTS, WEIGHTS_BYTES, Shelf

_RATE = 8_000_000


def test_a_transfer_keeps_to_the_cap_and_uses_it(shelf: Shelf) -> None:
    began = time.monotonic()

    shelf.run(RateLimiter(_RATE, shelf.cache_dir))

    seconds = time.monotonic() - began
    shelf.check_installed()
    # Were each of its eight connections held to its share alone, it could take eight times as long.
    assert 0.93 < seconds / (WEIGHTS_BYTES / _RATE) < 7


def test_no_second_of_a_transfer_exceeds_the_cap(shelf: Shelf) -> None:
    moments: list[tuple[float, int]] = []
    shelf.on_report = lambda told: moments.append((time.monotonic(), told.bytes_done))

    shelf.run(RateLimiter(_RATE, shelf.cache_dir))

    assert len(moments) > 5, "some four a second"
    allowed_in_memory = 2_000_000  # What was let through earlier, and is written in this moment.
    for since, before in moments:
        for until, after in moments:
            if until > since:
                assert after - before <= _RATE * (until - since) + allowed_in_memory


def test_transfers_of_one_node_share_one_cap(make_shelf: MakeShelf) -> None:
    one, other = make_shelf(), make_shelf({WEIGHTS: Pattern(WEIGHTS_BYTES, seed=1)})
    other.cache_dir = one.cache_dir
    other.repo.id = "demo/other"
    other.server.hub.repos["demo/other"] = other.repo

    async def both() -> None:
        # Each with a limiter of its own, as two processes have.
        await asyncio.gather(
            *(shelf.transfer(RateLimiter(2 * _RATE, shelf.cache_dir)) for shelf in (one, other))
        )

    began = time.monotonic()
    asyncio.run(both())

    assert time.monotonic() - began > 0.93 * WEIGHTS_BYTES / _RATE
    one.check_installed()
    other.check_installed()


def test_a_debt_from_before_the_last_boot_is_forgotten(shelf: Shelf) -> None:
    account = rate_account(shelf.cache_dir)
    account.parent.mkdir(parents=True)
    account.write_bytes(struct.pack("<36sd", b"another-boot", time.monotonic() + 1e6))

    shelf.run(RateLimiter(100 * _RATE, shelf.cache_dir))

    shelf.check_installed()


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
