"""How fast it goes: a smoothed speed that neither jumps nor sticks, and the last minute's line."""

import math
import time
from dataclasses import dataclass

SMOOTHING_SECONDS = 3.0
LINE_READINGS = 60
_READING_SECONDS = 1.0


@dataclass(slots=True)
class Speedometer:
    """An exponential moving average of bytes per second.

    A sample counts by the time it spans (weight 1 - e^(-dt/SMOOTHING_SECONDS)), so that uneven
    reports do not distort it, and silence lets it fall towards zero.
    """

    _bytes: int | None = None
    _time: float = 0.0
    _speed: float | None = None

    def read(self, bytes_done: int, moment: float | None = None) -> int | None:
        """The speed in bytes per second after this reading; None after the first one."""
        moment = time.monotonic() if moment is None else moment
        if self._bytes is None or bytes_done < self._bytes:
            self._bytes, self._time = bytes_done, moment
            return None
        elapsed = moment - self._time
        if elapsed <= 0:
            return None if self._speed is None else round(self._speed)
        sample = (bytes_done - self._bytes) / elapsed
        weight = 1 - math.exp(-elapsed / SMOOTHING_SECONDS)
        self._speed = (
            sample if self._speed is None else self._speed + weight * (sample - self._speed)
        )
        self._bytes, self._time = bytes_done, moment
        return round(self._speed)


@dataclass(slots=True)
class SpeedLine:
    """What came in each of the last seconds, in bytes per second: nothing is smoothed, so that a
    silence is nought from its first second on. It may be read as often as one likes."""

    _bytes: int | None = None
    _time: float = 0.0
    _readings: tuple[int, ...] = ()

    def read(self, bytes_done: int, moment: float | None = None) -> list[int]:
        """The line after this reading, the newest last: one for each second, at most 60."""
        moment = time.monotonic() if moment is None else moment
        if self._bytes is None:
            self._bytes, self._time = bytes_done, moment
        elif (elapsed := moment - self._time) >= _READING_SECONDS:
            # Less than before: a file was wrong and begins again.
            came = max(0, bytes_done - self._bytes)
            self._readings = (*self._readings, round(came / elapsed))[-LINE_READINGS:]
            self._bytes, self._time = bytes_done, moment
        return list(self._readings)
