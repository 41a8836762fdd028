"""Does it fit here: what a model needs beside what a place has."""

from collections.abc import Iterable
from enum import StrEnum

MIB = 2**20

# Of what is free now: programs do not stand still, and an estimate may be a little low.
SPARE = 0.10
# Of all there is: the system and what must run beside it never give way.
RESERVED = 0.10
RESERVED_AT_LEAST_BYTES = 512 * MIB


class Fit(StrEnum):
    """Attributes:
    FITS: It goes into what is free now, and a tenth of that stays free.
    TIGHT: It takes the last tenth of what is free, or goes in once other programs give way.
    NO: It is more than the place has to give, whoever gives way.
    """

    FITS = "fits"
    TIGHT = "tight"
    NO = "no"


def fit(need_bytes: int, free_bytes: int, total_bytes: int) -> Fit:
    """The verdict on one place: main memory, or that of one accelerator."""
    if need_bytes <= free_bytes * (1 - SPARE):
        return Fit.FITS
    usable = min(total_bytes * (1 - RESERVED), max(total_bytes - RESERVED_AT_LEAST_BYTES, 0))
    # What is free now is free, even where others hold less than the reserve.
    return Fit.TIGHT if need_bytes <= max(usable, free_bytes) else Fit.NO


def best(verdicts: Iterable[Fit]) -> Fit:
    """Of several places one is enough."""
    return min(verdicts, key=list(Fit).index)
