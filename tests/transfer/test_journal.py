"""The journal never vouches for a byte that is not on disk, whatever happened to it."""

import errno
import os
import resource
import signal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelshelf.hub.transfer import journal
from modelshelf.hub.transfer.held import HeldFolder
from modelshelf.hub.transfer.journal import Journal, Vouched
from modelshelf.hub.transfer.ranges import RangeSet

_BLOB = "a" * 64
_SIZE = 1000
_NOTHING = Vouched(RangeSet(), RangeSet())
_RANGES = st.tuples(st.integers(0, _SIZE), st.integers(0, _SIZE)).map(
    lambda ends: (min(ends), max(ends))
)
_STEPS = st.lists(st.one_of(_RANGES, st.just("flush")), max_size=20)


def _begin(path: Path, found: Vouched) -> Journal:
    with HeldFolder.at(path.parent) as folder:
        return Journal.begin(folder, path.name, _BLOB, _SIZE, found)


def _read(path: Path, blob: str = _BLOB, size: int = _SIZE, boot: str | None = None) -> Vouched:
    with HeldFolder.at(path.parent) as folder:
        return journal.read(folder, path.name, blob, size, boot)


class _Machine:
    """A machine that writes a file and its journal, and knows what a crash would leave."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written, self.flushed = RangeSet(), RangeSet()
        self.journal = _begin(path, _NOTHING)

    def run(self, steps: list[tuple[int, int] | str]) -> None:
        for step in steps:
            if isinstance(step, tuple):
                self.written.add(*step)
                self.journal.written(*step)
            else:
                self.flushed = self.written.copy()
                self.journal.flushed(self.flushed)
        self.journal.close()

    def tear(self, keep: float, garbage: bytes) -> None:
        """Cut the journal somewhere and let garbage follow."""
        data = self.path.read_bytes()
        self.path.write_bytes(data[: round(len(data) * keep)] + garbage)


def _within(part: RangeSet, whole: RangeSet) -> bool:
    return all(list(whole.gaps(start, end)) == [] for start, end in part)


@settings(deadline=None)  # It flushes to a disk that others use too.
@given(_STEPS)
def test_without_a_crash_it_vouches_for_all_that_was_written(
    steps: list[tuple[int, int] | str],
) -> None:
    with TemporaryDirectory() as folder:
        machine = _Machine(Path(folder, "journal"))
        machine.run(steps)

        found = _read(machine.path)

    assert found.present == machine.written
    assert found.flushed == machine.flushed


@settings(deadline=None)
@given(_STEPS, st.floats(0, 1), st.binary(max_size=60), st.booleans())
def test_after_any_crash_it_vouches_only_for_what_is_there(
    steps: list[tuple[int, int] | str], keep: float, garbage: bytes, power_lost: bool
) -> None:
    with TemporaryDirectory() as folder:
        machine = _Machine(Path(folder, "journal"))
        machine.run(steps)
        machine.tear(keep, garbage)
        boot = "another boot" if power_lost else None

        found = _read(machine.path, boot=boot)

    assert _within(found.flushed, machine.flushed)
    assert _within(found.present, machine.flushed if power_lost else machine.written)


@settings(deadline=None)
@given(_STEPS, _STEPS, st.floats(0, 1))
def test_it_goes_on_after_a_crash(
    before: list[tuple[int, int] | str], after: list[tuple[int, int] | str], keep: float
) -> None:
    with TemporaryDirectory() as folder:
        machine = _Machine(Path(folder, "journal"))
        machine.run(before)
        machine.tear(keep, b"")
        found = _read(machine.path)
        machine.written, machine.flushed = found.present.copy(), found.flushed.copy()
        machine.journal = _begin(machine.path, found)
        machine.run(after)

        again = _read(machine.path)

    assert again.present == machine.written
    assert again.flushed == machine.flushed


@pytest.mark.parametrize(
    ("blob", "size"), [("b" * 64, _SIZE), (_BLOB, _SIZE + 1), (_BLOB[:40], _SIZE)]
)
def test_it_says_nothing_of_another_file(tmp_path: Path, blob: str, size: int) -> None:
    machine = _Machine(tmp_path / "journal")
    machine.run([(0, 500), "flush"])

    assert _read(machine.path, blob, size) == _NOTHING


def test_a_missing_journal_vouches_for_nothing(tmp_path: Path) -> None:
    assert _read(tmp_path / "none") == _NOTHING


def test_where_boots_cannot_be_told_apart_only_flushed_bytes_count(tmp_path: Path) -> None:
    machine = _Machine(tmp_path / "journal")
    machine.run([(0, 500), "flush", (500, 600)])

    assert _read(machine.path, boot="").present == RangeSet([(0, 500)])


@pytest.mark.parametrize("target", ["/dev/zero", "fifo", "large", "folder", "link"])
def test_what_is_no_journal_vouches_for_nothing_and_ends(tmp_path: Path, target: str) -> None:
    """Whoever may write to a shared cache can put anything in its place."""
    path = tmp_path / "journal"
    if target == "fifo":
        os.mkfifo(path)
    elif target == "folder":
        path.mkdir()
    elif target == "link":
        own = tmp_path / "elsewhere"
        _begin(own, Vouched(RangeSet([(0, 9)]), RangeSet([(0, 9)]))).close()
        path.symlink_to(own)
    elif target == "large":
        _begin(path, Vouched(RangeSet([(0, 9)]), RangeSet([(0, 9)]))).close()
        os.truncate(path, 2**40)
    else:
        path.symlink_to(target)
    assert not _read(path).present.total_bytes


def test_a_journal_of_very_many_notes_says_the_same_with_few(tmp_path: Path) -> None:
    name, step = "blob.shelf.journal", 4
    with HeldFolder.at(tmp_path) as folder:
        notes = Journal.begin(folder, name, _BLOB, 2**40, _NOTHING)
        for start in range(0, 300_000 * step, step):
            notes.written(start, start + step)
        notes.close()
        found = journal.read(folder, name, _BLOB, 2**40)

    assert list(found.present) == [(0, 300_000 * step)]
    # Fewer than were written: it was begun anew on the way.
    assert (tmp_path / name).stat().st_size < 100_000 * 21


def test_a_journal_that_was_thrown_away_does_not_come_back(tmp_path: Path) -> None:
    name = "blob.shelf.journal"
    with HeldFolder.at(tmp_path) as folder:
        notes = Journal.begin(folder, name, _BLOB, 2**40, _NOTHING)
        journal.remove(folder, name)
        for start in range(270_000):
            notes.written(start, start + 1)
        notes.close()

    assert list(tmp_path.iterdir()) == []


def test_a_note_that_the_disk_took_only_in_part_is_an_error(tmp_path: Path) -> None:
    notes = _begin(tmp_path / "journal", _NOTHING)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The system writes as much of a record as the limit leaves room for, and says how much.
    room = (tmp_path / "journal").stat().st_size + 5
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            notes.written(0, 10)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
        notes.close()
