"""The hint that there is work reaches the right node, or is lost without harm."""

import json
import time
from base64 import b64decode
from uuid import uuid4

from redis.asyncio import from_url

from modelshelf.kit.queue import TASK, Delivery, create_celery, queue_name


async def test_a_hint_carries_the_id_and_nothing_else(valkey: str) -> None:
    delivery = Delivery(create_celery(valkey.replace("unix://", "redis+socket://")))
    node, operation_id = f"gpu-{uuid4().hex[:8]}", str(uuid4())
    await delivery.wake(node, operation_id)
    async with from_url(valkey) as client:
        (message,) = await client.lrange(queue_name(node), 0, -1)
    envelope = json.loads(message)
    arguments, keywords, _ = json.loads(b64decode(envelope["body"]))
    assert envelope["headers"]["task"] == TASK
    assert (arguments, keywords) == ([operation_id], {})


async def test_with_the_broker_away_work_goes_on() -> None:
    delivery = Delivery(create_celery("redis+socket:///nowhere/valkey.sock"))
    begin = time.monotonic()
    await delivery.wake("local", str(uuid4()))
    assert time.monotonic() - begin < 5
