"""What cannot be done with a model, as far as its files here are concerned."""

from pathlib import Path
from typing import Self

from modelshelf.hub.layout import LOCKS
from modelshelf.kit.errors import Conflict, NotFound


class NotComplete(Conflict):
    code = "not_complete"
    title = "Not all of the model is on the disk"


class NotInstalled(NotFound):
    code = "not_installed"
    title = "Nothing of it is on the disk"


class CacheAway(Conflict):
    """The disk of the cache is not mounted, and whatever is written to its place is not found in
    the cache once it is."""

    code = "cache_away"
    title = "The disk of the cache is away"

    @classmethod
    def of(cls, cache_dir: Path) -> Self:
        return cls(
            f"The disk of the cache {cache_dir} is away, and nothing is written to its place. "
            "Mount it, then try again; if the cache is empty now, make an empty folder "
            f"{cache_dir / LOCKS}."
        )
