"""Telling everybody that an operation moved: the listeners, and its node if it is concerned."""

from collections.abc import Sequence

from modelshelf.kit.database import Database
from modelshelf.kit.events import Publisher
from modelshelf.kit.queue import Delivery
from modelshelf.operations import repository
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status
from modelshelf.operations.work import publish

_CONCERNS_ITS_NODE = {Status.PENDING, Status.PAUSED, Status.CANCELLED}


class News:
    def __init__(self, database: Database, publisher: Publisher, delivery: Delivery) -> None:
        self._database = database
        self._publisher = publisher
        self._delivery = delivery

    async def moved(self, operation: Operation) -> None:
        """Call this after the commit. The messages are only hints: losing them loses no work."""
        if operation.status in _CONCERNS_ITS_NODE:
            self._delivery.wake(operation.node, str(operation.id))
        place = None
        if operation.status is Status.PENDING:
            async with self._database.read() as session:
                places = await repository.queue_positions(session, operation.node)
            place = places.get(operation.id)
        await publish(self._publisher, operation, place)

    async def begun_together(self, operations: Sequence[Operation]) -> None:
        """As `moved`, of several that began together and are no downloads. Their node is only told
        that there is something: it takes them up a few at a time."""
        for operation in operations:
            await publish(self._publisher, operation)
        for first in operations[:1]:
            self._delivery.wake(first.node, str(first.id))
