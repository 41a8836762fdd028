from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from modelshelf.hub.transfer.ranges import RangeSet

_END = 40
_PLACES = st.integers(0, _END)
_RANGES = st.tuples(_PLACES, _PLACES)
_STEPS = st.lists(st.tuples(st.sampled_from(["add", "remove"]), _RANGES), max_size=30)


def _after(steps: list[tuple[str, tuple[int, int]]]) -> tuple[RangeSet, set[int]]:
    ranges, numbers = RangeSet(), set[int]()
    for step, (start, end) in steps:
        if step == "add":
            new = ranges.add(start, end)
            assert new == len(set(range(start, end)) - numbers)
            numbers |= set(range(start, end))
        else:
            ranges.remove(start, end)
            numbers -= set(range(start, end))
    return ranges, numbers


@given(_STEPS)
def test_holds_the_bytes_that_a_set_of_numbers_holds(
    steps: list[tuple[str, tuple[int, int]]],
) -> None:
    ranges, numbers = _after(steps)

    assert {n for start, end in ranges for n in range(start, end)} == numbers
    assert ranges.total_bytes == len(numbers)
    assert all(one[1] < next_one[0] for one, next_one in pairwise(ranges))


@given(_STEPS, _RANGES)
def test_gaps_are_what_is_missing(
    steps: list[tuple[str, tuple[int, int]]], window: tuple[int, int]
) -> None:
    ranges, numbers = _after(steps)

    gaps = [n for start, end in ranges.gaps(*window) for n in range(start, end)]

    assert gaps == [n for n in range(*window) if n not in numbers]


@given(_STEPS, _PLACES)
def test_clipping_and_prefix(steps: list[tuple[str, tuple[int, int]]], end: int) -> None:
    ranges, numbers = _after(steps)

    assert ranges.clipped(end) == RangeSet((n, n + 1) for n in numbers if n < end)
    prefix = next(n for n in range(_END + 1) if n not in numbers)
    assert ranges.prefix_bytes == prefix


def test_a_copy_goes_its_own_way() -> None:
    ranges = RangeSet([(0, 4)])
    twin = ranges.copy()

    twin.add(4, 8)

    assert ranges == RangeSet([(0, 4)])
    assert twin == RangeSet([(0, 8)])
