"""What does the work of one kind of operation."""

from typing import Protocol

from modelshelf.operations.models import Operation
from modelshelf.operations.work import Work


class Handler(Protocol):
    """Does one kind of operation."""

    async def run(self, work: Work) -> None:
        """Do it. Returning means done; a Problem means failed; cancellation means stop at once.

        Raises:
            Postponed: It has to wait for a later moment.
        """
        ...

    async def clear(self, operation: Operation) -> None:
        """Remove what a cancelled operation left on the disk."""
        ...
