"""Interrupted and continued: nothing that is on disk is fetched again."""

import os
import random
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from modelshelf.hub.layout import JOURNAL_SUFFIX
from modelshelf.hub.transfer.progress import Phase, Progress
from modelshelf.hub.transfer.remains import on_disk
from tests.hub import ChangedEtag, Options, Pattern, Rule, WrongByte
from tests.transfer.conftest import MakeShelf
from tests.transfer.shelf import WEIGHTS, WEIGHTS_BYTES, Child

_SLOW = Options(connection_bytes_per_second=1.5e6)


def _at_least(bytes_done: float) -> Callable[[Progress], bool]:
    return lambda progress: progress.bytes_done >= bytes_done


_half = _at_least(WEIGHTS_BYTES / 2)


def _open_files() -> list[str]:
    found = []
    for descriptor in list(Path("/proc/self/fd").iterdir()):
        with suppress(FileNotFoundError):  # Other threads close files meanwhile.
            found.append(str(descriptor.readlink()))
    return found


def test_a_paused_transfer_goes_on_where_it_was(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=_SLOW)
    shelf.run_until(_half)
    paused_at = on_disk(shelf.folder, shelf.files)
    shelf.told.clear()

    shelf.run()

    shelf.check_installed()
    assert paused_at[WEIGHTS] >= shelf.told[0].bytes_done / 2
    assert shelf.told[0].bytes_done == sum(paused_at.values())
    done = [progress.bytes_done for progress in shelf.told]
    assert done == sorted(done)
    assert shelf.body_bytes(WEIGHTS) <= WEIGHTS_BYTES * 1.05


def test_pausing_is_quick_and_lets_go_of_everything(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=Options(connection_bytes_per_second=3e5))
    shelf.run_until(_at_least(WEIGHTS_BYTES / 10))

    sent = shelf.body_bytes()
    assert sent < WEIGHTS_BYTES  # The rest, which takes seconds, was not waited for.
    assert not [path for path in _open_files() if str(shelf.cache_dir) in path]
    assert shelf.body_bytes() <= sent + 1_000_000


def test_paused_again_and_again(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=_SLOW)
    for part in (0.2, 0.4, 0.6, 0.8):
        shelf.run_until(_at_least(WEIGHTS_BYTES * part))

    shelf.run()

    shelf.check_installed()
    assert shelf.body_bytes(WEIGHTS) <= WEIGHTS_BYTES * 1.1


def test_a_file_that_changed_while_paused_begins_anew(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=_SLOW)
    shelf.run_until(_half)
    shelf.server.faults.set(Rule(ChangedEtag(), path=WEIGHTS, times=1))

    shelf.run()

    shelf.check_installed()
    assert "began anew" in shelf.notes[0]


def test_damage_from_before_the_pause_is_found(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=_SLOW)
    shelf.server.faults.set(Rule(WrongByte(after_bytes=10), path=WEIGHTS, times=1))
    shelf.run_until(_half)
    shelf.server.faults.clear()

    shelf.run()

    shelf.check_installed()
    assert "began anew" in shelf.notes[0]


def test_a_lost_partial_file_is_fetched_again(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=_SLOW)
    shelf.run_until(_half)
    (weights,) = (file for file in shelf.files if file.path == WEIGHTS)
    shelf.folder.partial(weights.blob).unlink()

    assert on_disk(shelf.folder, shelf.files)[WEIGHTS] == 0
    shelf.run()

    shelf.check_installed()
    assert shelf.told[-1].notes == ()


def test_a_torn_journal_costs_only_what_it_spoke_of(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=_SLOW)
    shelf.run_until(_half)
    (weights,) = (file for file in shelf.files if file.path == WEIGHTS)
    before = on_disk(shelf.folder, shelf.files)[WEIGHTS]
    journal = shelf.folder.blobs / (weights.blob + JOURNAL_SUFFIX)
    os.truncate(journal, journal.stat().st_size - 5)

    assert 0 < on_disk(shelf.folder, shelf.files)[WEIGHTS] <= before
    shelf.run()

    shelf.check_installed()


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_moment(make_shelf: MakeShelf, seed: int) -> None:
    size = 24_000_000
    shelf = make_shelf(
        {WEIGHTS: Pattern(size), "config.json": b"{}"}, Options(connection_bytes_per_second=3e6)
    )
    chance = random.Random(seed)
    child = Child(shelf)
    child.wait_for(chance.randrange(size // 10, size * 9 // 10))
    time.sleep(chance.uniform(0, 0.2))
    child.kill()
    kept = on_disk(shelf.folder, shelf.files)[WEIGHTS]

    shelf.run()

    shelf.check_installed()
    assert shelf.told[0].bytes_done >= kept
    assert shelf.body_bytes(WEIGHTS) - size <= size * 0.05
    assert shelf.told[-1].phase is Phase.DONE
