"""Starting a process that stays: what it imports lives as long as it does."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# A search among the newest for so many objects more than were given up, and for so many such
# searches one among those that outlived one, and for so many of these one among all. Python's own
# are 700, 10, 10: with them a plan of 60,000 files stopped everybody for 40 to 70 ms six times.
_SEARCHES = (5_000, 10, 20)


@contextmanager
def loading() -> Iterator[None]:
    """Import here what a long-lived process is made of.

    Python looks for garbage among hundreds of thousands of new objects several times meanwhile,
    which takes a seventh of a start and finds next to nothing. Afterwards what was loaded is left
    out of every search for garbage, so that those are short, and they are fewer: each stops all
    threads, and a plan of many files would set off one after the other.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*_SEARCHES)
        gc.enable()
