"""Telling everybody that an operation moved: the listeners, and its node if it is concerned."""

from modelshelf.kit.events import Publisher
from modelshelf.kit.queue import Delivery
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status
from modelshelf.operations.work import publish


_CONCERNS_ITS_NODE = {Status.PENDING, Status.PAUSED, Status.CANCELLED}


class News:
    def __init__(self, publisher: Publisher, delivery: Delivery) -> None:
        self._publisher = publisher
        self._delivery = delivery

    async def moved(self, operation: Operation) -> None:
        """Call this after the commit. Never raises: both messages are only hints."""
        await publish(self._publisher, operation)
        if operation.status in _CONCERNS_ITS_NODE:
            await self._delivery.wake(operation.node, str(operation.id))
