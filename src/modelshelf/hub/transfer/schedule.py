"""Who fetches what next."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from modelshelf.hub.transfer.attempt import Attempt
from modelshelf.hub.transfer.blob import Blob, Stage
from modelshelf.hub.transfer.segments import Segment


@dataclass(frozen=True, slots=True)
class Small:
    """A small file, to be fetched as a whole."""

    blob: Blob


@dataclass(frozen=True, slots=True)
class Opening:
    """A large file, whose partial file has to be opened."""

    blob: Blob


@dataclass(frozen=True, slots=True)
class Part:
    """A segment of a large file, to be fetched."""

    blob: Blob
    attempt: Attempt
    segment: Segment


Work: TypeAlias = Small | Opening | Part


class Schedule:
    """Gives work to idle connections.

    Small and large files have an equal right to the connections as long as there are both, so
    neither waits for the other. Large files are begun one after the other: the first of them are
    finished early, and few are open at once.

    Args:
        steal_seconds: What a connection must save by taking over half of another's segment.
    """

    def __init__(self, blobs: Sequence[Blob], steal_seconds: float) -> None:
        self._blobs = [blob for blob in blobs if blob.stage is not Stage.DONE]
        self._small = deque(b for b in self._blobs if b.small and b.stage is Stage.NEW)
        self._large = deque(blob for blob in self._blobs if not blob.small)
        self._small_busy = 0
        self._large_busy = 0
        self._storing = {blob for blob in self._blobs if blob.stage is Stage.STORING}
        self._steal_seconds = steal_seconds
        self._changed = asyncio.Event()

    async def take(self) -> Work | None:
        """The next piece of work, as soon as there is one; None when every blob is done."""
        while True:
            if (work := self._next()) is not None:
                if isinstance(work, Small):
                    self._small_busy += 1
                else:
                    self._large_busy += 1
                return work
            if not (self._large or self._small or self._small_busy or self._storing):
                return None
            self._changed.clear()
            await self._changed.wait()

    def give_back(self, work: Work) -> None:
        """The connection no longer works on it, be it done or not."""
        match work:
            case Small(blob):
                self._small_busy -= 1
                if blob.stage is Stage.STORING:
                    self._storing.add(blob)
                elif blob.stage is not Stage.DONE:
                    self._again(blob)
            case Opening(blob):
                self._large_busy -= 1
                if blob.stage is Stage.OPENING:
                    blob.stage = Stage.NEW
            case Part(_, attempt, segment):
                self._large_busy -= 1
                attempt.segments.give_back(segment)
        self.wake()

    def settled(self, blob: Blob) -> None:
        """A small file that was here is a blob now, or is to be fetched anew."""
        self._storing.discard(blob)
        if blob.stage is not Stage.DONE:
            self._again(blob)
        self.wake()

    def wake(self) -> None:
        """Something changed that idle connections may wait for."""
        self._changed.set()

    @property
    def wants_bytes(self) -> bool:
        """Whether anything has to come over the network."""
        return bool(self._small) or self._small_busy > 0 or any(b.wants_bytes for b in self._large)

    def _next(self) -> Work | None:
        small_first = self._small_busy <= self._large_busy
        if small_first and self._small:
            return self._next_small()
        if (work := self._next_large()) is not None:
            return work
        if self._small:
            return self._next_small()
        return self._stolen()

    def _again(self, blob: Blob) -> None:
        blob.stage = Stage.NEW
        self._small.append(blob)

    def _next_small(self) -> Small:
        blob = self._small.popleft()
        blob.stage = Stage.OPENING
        return Small(blob)

    def _next_large(self) -> Opening | Part | None:
        while self._large and self._large[0].stage is Stage.DONE:
            self._large.popleft()
        now = time.monotonic()
        for blob in self._large:
            unlocked = blob.stage is Stage.LOCKED and blob.look_again_at <= now
            if blob.stage is Stage.NEW or unlocked:
                blob.stage = Stage.OPENING
                return Opening(blob)
            if blob.attempt is not None and (segment := blob.attempt.segments.claim()):
                return Part(blob, blob.attempt, segment)
        return None

    def _stolen(self) -> Part | None:
        for blob in self._large:
            if blob.attempt is not None:
                segment = blob.attempt.segments.steal(self._steal_seconds)
                if segment is not None:
                    return Part(blob, blob.attempt, segment)
        return None
