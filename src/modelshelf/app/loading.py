"""Starting a process that stays: what it imports lives as long as it does."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Import here what a long-lived process is made of.

    Python looks for garbage among hundreds of thousands of new objects several times meanwhile,
    which takes a seventh of a start and finds next to nothing. Afterwards what was loaded is left
    out of every search for garbage, so that those are short.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
