"""Segments: every byte is fetched by one connection, and none is forgotten."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from modelshelf.hub.transfer.ranges import RangeSet
from modelshelf.hub.transfer.segments import Segment, Segments

_MIB = 1024 * 1024


def _arrive(segments: Segments, segment: Segment, end: int) -> None:
    segments.on_disk.add(segment.start, end)
    segment.position = end


@settings(deadline=None)
@given(
    st.integers(1, 200 * _MIB),
    st.lists(st.tuples(st.integers(0, 200 * _MIB), st.integers(0, 20 * _MIB)), max_size=5),
    st.integers(1, 16),
    st.randoms(use_true_random=False),
)
def test_all_of_a_file_is_fetched_once_whatever_fails(
    size: int, found: list[tuple[int, int]], connections: int, chance: random.Random
) -> None:
    on_disk = RangeSet((s, s + n) for s, n in found).clipped(size)
    segments = Segments(size, on_disk, connections)
    segments.ranged = True
    fetched = on_disk.copy()
    active: list[Segment] = []
    while segments.missing_bytes:
        claimed = segments.claim() if len(active) < connections else None
        if claimed is not None:
            active.append(claimed)
            continue
        segment = active.pop(chance.randrange(len(active)))
        end = segment.end if chance.random() < 0.7 else (segment.start + segment.end) // 2
        assert fetched.add(segment.start, end) == end - segment.start
        _arrive(segments, segment, end)
        segments.give_back(segment)
    assert fetched == RangeSet([(0, size)])
    assert segments.claim() is None


def test_one_connection_asks_first_whether_the_server_answers_ranges() -> None:
    segments = Segments(100 * _MIB, RangeSet(), 8)

    assert segments.claim() is not None
    assert segments.claim() is None
    segments.ranged = True
    assert segments.claim() is not None


def test_a_server_without_ranges_gets_one_stream_over_the_whole_file() -> None:
    segments = Segments(100 * _MIB, RangeSet([(0, 10)]), 8)
    first = segments.claim()
    assert first is not None

    assert segments.single_stream(first)

    assert (first.start, first.end) == (0, 100 * _MIB)
    assert segments.claim() is None
    segments.give_back(first)
    again = segments.claim()
    assert again is not None
    assert (again.start, again.end) == (0, 100 * _MIB)


def test_an_idle_connection_takes_half_of_what_a_slow_one_has_left() -> None:
    segments = Segments(48 * _MIB, RangeSet(), 1)
    segments.ranged = True
    slow = segments.claim()
    assert slow is not None
    whole = slow.end
    slow.since = time.monotonic() - 10
    _arrive(segments, slow, 1000)

    stolen = segments.steal(worthwhile_seconds=1)

    assert stolen is not None
    assert slow.end == stolen.start
    assert stolen.end == whole
    assert abs((stolen.end - stolen.start) - (slow.end - slow.position)) <= 1


def test_a_fast_connection_keeps_its_segment() -> None:
    segments = Segments(48 * _MIB, RangeSet(), 1)
    segments.ranged = True
    fast = segments.claim()
    assert fast is not None
    fast.since = time.monotonic() - 0.1
    _arrive(segments, fast, fast.end // 2)

    assert segments.steal(worthwhile_seconds=1) is None
