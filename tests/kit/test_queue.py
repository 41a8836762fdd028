"""The hint that there is work reaches the right node, or is lost without harm."""

import asyncio
import json
import socket
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from uuid import uuid4

import pytest
from redis.asyncio import from_url

from modelshelf.kit.queue import MOST_WAITING, TASK, Delivery, queue_name
from tests.support.valkey import running_valkey
from tests.support.wait import PATIENCE_SECONDS


async def test_a_hint_carries_the_id_and_nothing_else(valkey: str) -> None:
    delivery = Delivery(valkey.replace("unix://", "redis+socket://"))
    node, operation_id = f"gpu-{uuid4().hex[:8]}", str(uuid4())
    delivery.wake(node, operation_id)
    async with from_url(valkey) as client:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (messages := await client.lrange(queue_name(node), 0, -1)):
                await asyncio.sleep(0.01)
    (message,) = messages
    envelope = json.loads(message)
    arguments, keywords, _ = json.loads(b64decode(envelope["body"]))
    assert envelope["headers"]["task"] == TASK
    assert (arguments, keywords) == ([operation_id], {})


def test_who_sends_a_hint_does_not_wait_for_the_broker(tmp_path: Path) -> None:
    address = tmp_path / "silent.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        listener.listen()
        listener.settimeout(PATIENCE_SECONDS)
        delivery = Delivery(f"redis+socket://{address}")

        delivery.wake("local", str(uuid4()))

        connection, _ = listener.accept()
        with connection:
            connection.settimeout(PATIENCE_SECONDS)
            assert connection.recv(1000)
            # Whoever has waited in vain has hung up by now.
            connection.setblocking(False)
            with pytest.raises(BlockingIOError):
                connection.recv(1000)


async def test_with_the_broker_away_work_goes_on() -> None:
    delivery = Delivery("redis+socket:///nowhere/valkey.sock")

    def wake_many() -> None:
        for _ in range(MOST_WAITING + 1):
            delivery.wake("local", str(uuid4()))

    # In a thread: who waited for the broker would hold the loop, and with it all patience.
    await asyncio.wait_for(asyncio.to_thread(wake_many), PATIENCE_SECONDS)


async def test_a_worker_outlives_its_broker() -> None:
    with running_valkey() as valkey:
        broker = valkey.url.replace("unix://", "redis+socket://")
        delivery = Delivery(broker)
        worker = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.kit.receiver", broker, "local"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

        async def deliver() -> None:
            operation_id = str(uuid4())
            delivery.wake("local", operation_id)
            assert worker.stdout is not None
            # What the broker was not told to be done before it went may come once more before it.
            line = await asyncio.wait_for(worker.stdout.readline(), PATIENCE_SECONDS)
            while line in delivered:
                line = await asyncio.wait_for(worker.stdout.readline(), PATIENCE_SECONDS)
            assert line.decode() == f"{operation_id}\n"
            delivered.append(line)

        delivered: list[bytes] = []
        try:
            await deliver()
            valkey.kill()
            valkey.start()
            await deliver()
        finally:
            worker.kill()
            await worker.communicate()
