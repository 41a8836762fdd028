"""Which connection fetches which part of one file. Pure bookkeeping, without any I/O."""

import time
from dataclasses import dataclass, field

from modelshelf.hub.transfer.ranges import RangeSet

_MIB = 1024 * 1024
_MIN_SEGMENT_BYTES = _MIB // 8
_MAX_SEGMENT_BYTES = 16 * _MIB
# When we are killed, a server goes on sending what it was asked for, into its own buffers and ours:
# so no more is asked for at once, over all connections, than this part of a file.
_LOSS_SHARE = 28
# A connection stands still from a request to its answer. A segment takes so many times as long, so
# that far from the server at most an eleventh of the speed is lost.
_ANSWERS_PER_SEGMENT = 10
# Of a connection, until the first segment has told.
_GUESSED_BYTES_PER_SECOND = 4 * _MIB
_SMOOTHING = 0.3
# Where segments meet, so that no page of memory belongs to two.
_ALIGNED_BYTES = 64 * 1024
_MIN_STOLEN_BYTES = 16 * 1024


@dataclass(slots=True, eq=False)
class Segment:
    """A part of a file that one connection fetches.

    Attributes:
        position: Up to here its bytes have arrived.
        end: Where it ends. Another connection may take over the rest: then it ends earlier.
    """

    start: int
    end: int
    position: int
    since: float = field(default_factory=time.monotonic)

    @property
    def seconds_left(self) -> float:
        """How long the rest takes at the speed so far; before the first byte, as long as so far."""
        elapsed = time.monotonic() - self.since
        arrived = self.position - self.start
        return elapsed * (self.end - self.position) / arrived if arrived else elapsed


class Segments:
    """The parts of one file: on disk, under way, free.

    Args:
        connections: How many connections share the work.

    Attributes:
        on_disk: What need not be fetched.
        ranged: Whether the server answers ranges; None until it has answered once.
    """

    def __init__(self, size_bytes: int, on_disk: RangeSet, connections: int) -> None:
        self.on_disk = on_disk
        self.ranged: bool | None = None
        self._size_bytes = size_bytes
        self._connections = connections
        self._taken = on_disk.copy()
        self._active: list[Segment] = []
        self._answer_seconds = 0.0
        self._bytes_per_second: float = _GUESSED_BYTES_PER_SECOND

    @property
    def missing_bytes(self) -> int:
        return self._size_bytes - self.on_disk.total_bytes

    @property
    def active(self) -> int:
        """How many segments are being fetched."""
        return len(self._active)

    def claim(self) -> Segment | None:
        """The next part that nobody fetches yet; None when there is none at the moment."""
        free = self._size_bytes - self._taken.total_bytes
        if free == 0:
            return None
        if self._active and not self.ranged:
            # One stream: the server ignores ranges, or has not answered for the first time.
            return None
        if self.ranged is False:
            return self._begin(0, self._size_bytes)
        start, end = next(self._taken.gaps(0, self._size_bytes))
        behind = start + self._segment_bytes(free)
        return self._begin(start, min(end, behind - behind % _ALIGNED_BYTES))

    def answered(self, segment: Segment) -> None:
        """The server's answer to the request for a segment has begun to arrive."""
        took = time.monotonic() - segment.since
        # The quickest one tells how far the server is; others tell how busy it was, or we were.
        self._answer_seconds = min(took, self._answer_seconds or took)

    def steal(self, worthwhile_seconds: float) -> Segment | None:
        """Half of what is left of the slowest part, if it would take long."""
        if not self._active or not self.ranged:
            return None
        slowest = max(self._active, key=lambda segment: segment.seconds_left)
        middle = (slowest.position + slowest.end) // 2
        if slowest.end - middle < _MIN_STOLEN_BYTES or slowest.seconds_left < worthwhile_seconds:
            return None
        end, slowest.end = slowest.end, middle
        return self._begin(middle, end)

    def single_stream(self, segment: Segment) -> bool:
        """The server sends the whole file, whatever was asked for: `segment` becomes all of it.

        Returns:
            False when other connections are at work on the file, and `segment` has to wait.
        """
        self.ranged = False
        if self._active != [segment]:
            return False
        segment.start, segment.end = 0, self._size_bytes
        self._taken.add(0, self._size_bytes)
        return True

    def give_back(self, segment: Segment) -> None:
        """Nobody works on this part any more; what of it is not on disk is free again."""
        self._active.remove(segment)
        if segment.position == segment.end > segment.start:
            speed = (segment.end - segment.start) / max(time.monotonic() - segment.since, 1e-6)
            self._bytes_per_second += _SMOOTHING * (speed - self._bytes_per_second)
        for start, end in list(self.on_disk.gaps(segment.start, segment.end)):
            self._taken.remove(start, end)

    def _segment_bytes(self, free_bytes: int) -> int:
        """How much to ask for at once while so much of the file is left to ask for."""
        worthwhile = int(_ANSWERS_PER_SEGMENT * self._answer_seconds * self._bytes_per_second)
        at_stake = self._size_bytes // (_LOSS_SHARE * self._connections)
        # Ever smaller towards the end, so that all connections finish at about the same time.
        share = free_bytes // (2 * self._connections)
        wanted = min(share, max(worthwhile, at_stake))
        return max(_MIN_SEGMENT_BYTES, min(wanted, _MAX_SEGMENT_BYTES))

    def _begin(self, start: int, end: int) -> Segment:
        segment = Segment(start, end, start)
        self._active.append(segment)
        self._taken.add(start, end)
        return segment
