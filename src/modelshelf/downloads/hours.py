"""The hours in which big downloads may run."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from modelshelf.kit.settings import Settings
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind

_MINUTE_SECONDS = 60
_DAY_MINUTES = 24 * 60
# The longest day, when the clock is put back, and one minute more.
_LONGEST_WAIT_MINUTES = _DAY_MINUTES + 2 * 60 + 1


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of each day, by the local time of this machine; it may go over midnight.

    Attributes:
        start: Its first minute, counted from midnight.
        end: The minute after its last one.
    """

    start: int
    end: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `HH:MM-HH:MM`, which the settings have checked."""
        start, end = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
        return cls(start, end)

    def opens_at(self, moment: datetime) -> datetime | None:
        """When they begin next; None when they have begun."""
        # Minute by minute, as a clock on the wall would be watched: so it is right on the days
        # that have 23 or 25 hours, and where the hours begin with a minute that is left out.
        second = int(moment.timestamp())
        if self._contain(second):
            return None
        second -= second % _MINUTE_SECONDS
        for _ in range(_LONGEST_WAIT_MINUTES):
            second += _MINUTE_SECONDS
            if self._contain(second):
                return datetime.fromtimestamp(second, UTC)
        return None  # A day without such a minute: when the whole of them is left out.

    def _contain(self, second: int) -> bool:
        local = time.localtime(second)
        minute = local.tm_hour * 60 + local.tm_min
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True)
class BigDownloads:
    """When a download may begin, or go on.

    Attributes:
        hours: When big ones may; None for always.
        size_bytes: From how many bytes that are still to come a download is big.
    """

    hours: Hours | None
    size_bytes: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        text = settings.big_download_hours
        return cls(Hours.parse(text) if text else None, settings.big_download_size)

    def wait_until(self, operation: Operation, moment: datetime) -> datetime | None:
        """When an operation may begin or go on; None if it may at this moment.

        What is nearly done is not big any more, and what somebody wants now does not wait.
        """
        if operation.kind is not Kind.DOWNLOAD or operation.hurried_by is not None:
            return None
        return self.opens_at(operation.bytes_total - operation.bytes_done, moment)

    def opens_at(self, bytes_to_come: int, moment: datetime) -> datetime | None:
        """The same for a download of so many bytes."""
        if self.hours is None or bytes_to_come < self.size_bytes:
            return None
        return self.hours.opens_at(moment)
