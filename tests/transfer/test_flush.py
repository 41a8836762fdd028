"""What a disk says when it is asked to keep what was written, and that it is asked in time."""

import asyncio
import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from modelshelf.hub.door import HubFile
from modelshelf.hub.errors import CacheReadOnly
from modelshelf.hub.transfer import journal
from modelshelf.hub.transfer.attempt import Attempt
from modelshelf.hub.transfer.disk import DiskThreads
from modelshelf.hub.transfer.held import HeldFolder
from modelshelf.hub.transfer.partial import PartialFile, vouched
from modelshelf.hub.transfer.ranges import RangeSet
from tests.hub import Pattern
from tests.transfer.conftest import MakeShelf
from tests.transfer.shelf import WEIGHTS, Child, Shelf, leftovers

_MIB = 2**20
_STEP_BYTES = 64 * 1024
_CONNECTIONS = 8


class _SlowDisk(PartialFile):
    """A partial file whose flushes take their time, and are counted."""

    at_once = most_at_once = 0
    guard = threading.Lock()

    def flush(self, ranges: RangeSet) -> None:
        kind = type(self)
        with kind.guard:
            kind.at_once += 1
            kind.most_at_once = max(kind.most_at_once, kind.at_once)
        threading.Event().wait(0.03)  # The disk is busy.
        super().flush(ranges)
        with kind.guard:
            kind.at_once -= 1


async def test_connections_that_wait_for_one_flush_do_not_begin_many(tmp_path: Path) -> None:
    size_bytes = 32 * _MIB
    file = HubFile(WEIGHTS, size_bytes, "a" * 64, "a" * 64)
    threads = DiskThreads(_CONNECTIONS + 4, tmp_path)
    with HeldFolder.at(tmp_path) as blobs:
        partial = _SlowDisk.open(blobs, file)
        attempt = Attempt(file, partial, threads, _CONNECTIONS)
        worst_bytes = 0

        async def bring(start: int, end: int) -> None:
            nonlocal worst_bytes
            content = memoryview(bytearray(_STEP_BYTES))
            for at in range(start, end - _STEP_BYTES, _STEP_BYTES):
                await attempt.write(content, at)
                after_power_loss = journal.read(
                    blobs, f"{file.blob}.shelf.journal", file.blob, size_bytes, boot="another"
                )
                kept = after_power_loss.present.total_bytes
                worst_bytes = max(worst_bytes, attempt.segments.on_disk.total_bytes - kept)

        share = size_bytes // _CONNECTIONS
        parts = [(number * share, (number + 1) * share) for number in range(_CONNECTIONS)]
        await asyncio.gather(*(bring(*part) for part in parts))
        threads.shutdown()
        attempt.close()

    assert _SlowDisk.most_at_once == 1
    assert worst_bytes <= size_bytes // 20 + _CONNECTIONS * _STEP_BYTES


@contextmanager
def _failing(
    monkeypatch: pytest.MonkeyPatch, call: str, which: int, concerns: Callable[[int], bool]
) -> Iterator[None]:
    """One call of the system fails; as with Linux, it is told once."""
    real, guard = getattr(os, call), threading.Lock()
    count = 0

    def flush(fd: int) -> None:
        nonlocal count
        if concerns(fd):
            with guard:
                count += 1
                mine = count
            if mine == which:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(fd)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, flush)
        yield
    assert count >= which, "the flush that should fail was never asked for"


def _is_partial(fd: int) -> bool:
    return Path(f"/proc/self/fd/{fd}").readlink().name.endswith(".incomplete")


@pytest.mark.parametrize("which", [1, 2, 3])
def test_a_flush_that_fails_ends_the_transfer_and_what_it_concerned_is_fetched_again(
    make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    shelf = make_shelf({WEIGHTS: Pattern(24 * _MIB)})
    with (
        _failing(monkeypatch, "fdatasync", which, _is_partial),
        pytest.raises(CacheReadOnly, match=os.strerror(errno.EIO)),
    ):
        shelf.run()

    (weights,) = shelf.files
    with HeldFolder.at(shelf.folder.blobs) as blobs:
        found = vouched(blobs, weights)
    assert found.present == found.flushed
    shelf.run()
    shelf.check_installed()


def test_a_small_file_whose_flush_failed_becomes_no_blob(
    make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = make_shelf({"config.json": "{}"})
    with _failing(monkeypatch, "fsync", 1, _is_partial), pytest.raises(CacheReadOnly):
        shelf.run()

    assert list(shelf.folder.blobs.iterdir()) == []
    shelf.run()
    shelf.check_installed()


def test_two_processes_make_the_same_small_files(make_shelf: MakeShelf) -> None:
    shelf = make_shelf({f"{number}.json": f"{number}" * 4000 for number in range(60)})
    both = [Child(shelf), Child(shelf)]

    assert [child.wait_until_it_ends() for child in both] == [0, 0]
    shelf.check_installed()


def test_small_files_of_the_dead_are_used_or_cleared_away(shelf: Shelf) -> None:
    shelf.run()
    (whole,) = (file for file in shelf.files if file.path == "1_Pooling/config.json")
    (torn,) = (file for file in shelf.files if file.path == "config.json")
    blobs = shelf.folder.blobs
    (blobs / whole.blob).rename(blobs / f"{whole.blob}.0123abcd.shelf.incomplete")
    (blobs / torn.blob).rename(blobs / f"{torn.blob}.0123abcd.shelf.incomplete")
    os.truncate(blobs / f"{torn.blob}.0123abcd.shelf.incomplete", 3)
    sent_bytes = shelf.body_bytes(whole.path)

    shelf.run()

    assert shelf.body_bytes(whole.path) == sent_bytes
    assert leftovers(shelf.cache_dir) == []
    shelf.check_installed()
