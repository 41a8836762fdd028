"""Sets of byte ranges."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import TypeAlias

Range: TypeAlias = tuple[int, int]


class RangeSet:
    """A set of bytes, kept as sorted ranges `[start, end)` that neither touch nor overlap."""

    def __init__(self, ranges: Iterable[Range] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.total_bytes = 0
        for start, end in ranges:
            self.add(start, end)

    def __iter__(self) -> Iterator[Range]:
        return zip(self._starts, self._ends, strict=True)

    def __repr__(self) -> str:
        return f"RangeSet({list(self)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RangeSet) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # mutable, and compared by content

    def copy(self) -> "RangeSet":
        twin = RangeSet()
        twin._starts, twin._ends = self._starts.copy(), self._ends.copy()
        twin.total_bytes = self.total_bytes
        return twin

    def add(self, start: int, end: int) -> int:
        """Add the bytes from `start` up to but not including `end`.

        Returns:
            How many of them are new to the set.
        """
        if start >= end:
            return 0
        first = bisect_left(self._ends, start)
        last = bisect_right(self._starts, end)
        inside = sum(self._ends[i] - self._starts[i] for i in range(first, last))
        if first < last:
            start = min(start, self._starts[first])
            end = max(end, self._ends[last - 1])
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]
        new = end - start - inside
        self.total_bytes += new
        return new

    def remove(self, start: int, end: int) -> None:
        """Take the bytes from `start` up to but not including `end` out of the set."""
        if start >= end:
            return
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        if first >= last:
            return
        inside = sum(self._ends[i] - self._starts[i] for i in range(first, last))
        kept = []
        if self._starts[first] < start:
            kept.append((self._starts[first], start))
        if self._ends[last - 1] > end:
            kept.append((end, self._ends[last - 1]))
        self._starts[first:last] = [s for s, _ in kept]
        self._ends[first:last] = [e for _, e in kept]
        self.total_bytes += sum(e - s for s, e in kept) - inside

    def clipped(self, end: int) -> "RangeSet":
        """The part of the set that lies before `end`."""
        return RangeSet((s, min(e, end)) for s, e in self if s < end)

    def gaps(self, start: int, end: int) -> Iterator[Range]:
        """What of `[start, end)` is not in the set, in order."""
        at = start
        for i in range(bisect_right(self._ends, start), len(self._starts)):
            if self._starts[i] >= end:
                break
            if self._starts[i] > at:
                yield at, self._starts[i]
            at = self._ends[i]
        if at < end:
            yield at, end

    @property
    def prefix_bytes(self) -> int:
        """How many bytes from byte 0 on are in the set without a gap."""
        return self._ends[0] if self._starts and self._starts[0] == 0 else 0
