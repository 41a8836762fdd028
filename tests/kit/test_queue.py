"""The hint that there is work reaches the right node, or is lost without harm."""

import asyncio
import json
import subprocess
import sys
import time
from base64 import b64decode
from uuid import uuid4

from redis.asyncio import from_url

from modelshelf.kit.queue import TASK, Delivery, create_celery, queue_name
from tests.support.valkey import running_valkey


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
    assert time.monotonic() - begin < 1.5


async def test_a_worker_outlives_its_broker() -> None:
    first, second = str(uuid4()), str(uuid4())
    with running_valkey() as valkey:
        broker = valkey.url.replace("unix://", "redis+socket://")
        delivery = Delivery(create_celery(broker))
        command = [sys.executable, "-m", "tests.kit.receiver", broker, "local"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
            try:
                assert worker.stdout is not None
                await delivery.wake("local", first)
                assert await asyncio.to_thread(worker.stdout.readline) == f"{first}\n"
                valkey.kill()
                valkey.start()
                await delivery.wake("local", second)
                assert await asyncio.to_thread(worker.stdout.readline) == f"{second}\n"
            finally:
                worker.kill()
