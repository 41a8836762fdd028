"""Telling everybody that an operation moved: the listeners, and its node if it is concerned."""

from collections.abc import Sequence

from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.kit.queue import Delivery
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status
from modelshelf.operations.reports import reports
from modelshelf.operations.work import publish, tell

_CONCERNS_ITS_NODE = {Status.PENDING, Status.PAUSED, Status.CANCELLED}


class News:
    def __init__(self, database: Database, publisher: Publisher, delivery: Delivery) -> None:
        self._database = database
        self._publisher = publisher
        self._delivery = delivery

    async def moved(self, operation: Operation) -> None:
        """Call this after the commit. The messages are only hints: losing them loses no work.

        Args:
            operation: May have been read without each of its files.
        """
        if operation.status in _CONCERNS_ITS_NODE:
            self._delivery.wake(operation.node, str(operation.id))
        async with self._database.read() as session:
            told = await reports(session, [operation])
        for one in told:
            await tell(self._publisher, one)

    async def begun_together(self, operations: Sequence[Operation]) -> None:
        """As `moved`, of several that began together and are no downloads. Their node is only told
        that there is something: it takes them up a few at a time."""
        for operation in operations:
            await publish(self._publisher, operation)
        for first in operations[:1]:
            self._delivery.wake(first.node, str(first.id))
