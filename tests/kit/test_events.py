"""News reaches who listens; who may have missed some is told so."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from modelshelf.kit.events import LISTENER_BACKLOG, Broadcast, Event, Gap, News, Publisher
from tests.support.valkey import Valkey, running_valkey
from tests.support.wait import until

NOBODY = "unix:///nowhere/valkey.sock"


class Listener:
    """Hears all news, once it has begun."""

    def __init__(self, broadcast: Broadcast) -> None:
        self.heard: list[News | None] = []
        self.task = asyncio.create_task(self._listen(broadcast))

    async def _listen(self, broadcast: Broadcast) -> None:
        async for news in broadcast.listen(60):
            self.heard += [news]

    async def until_heard(self, news: News, times: int = 1) -> None:
        async def heard() -> bool:
            return self.heard.count(news) >= times

        await until(heard)


@pytest.fixture
async def publisher(valkey: str) -> AsyncIterator[Publisher]:
    publisher = Publisher(valkey)
    yield publisher
    await publisher.close()


@contextmanager
def running(broadcast: Broadcast, *listeners: Listener) -> Iterator[None]:
    task = asyncio.create_task(broadcast.run())
    try:
        yield
    finally:
        for one in (task, *(listener.task for listener in listeners)):
            one.cancel()


async def test_a_gap_comes_first_then_everything_in_order(
    valkey: str, publisher: Publisher
) -> None:
    broadcast = Broadcast(valkey)
    listeners = [Listener(broadcast) for _ in range(3)]
    with running(broadcast, *listeners):
        for listener in listeners:
            await listener.until_heard(Gap(), times=2)  # One at the door, one with the line.
        for number in range(50):
            await publisher.publish("count", {"number": number, "text": "ü\n"})
        for listener in listeners:
            await listener.until_heard(Event("count", {"number": 49, "text": "ü\n"}))
            numbers = [news.data["number"] for news in listener.heard if isinstance(news, Event)]
            assert numbers == list(range(50))
            assert listener.heard[0] == Gap()


async def test_silence_is_told(valkey: str) -> None:
    broadcast = Broadcast(valkey)
    news = broadcast.listen(0.05)
    assert [await anext(news), await anext(news), await anext(news)] == [Gap(), None, None]
    await news.aclose()  # type: ignore[attr-defined] # It is a generator.


async def test_who_is_too_slow_is_told_of_a_gap_and_others_miss_nothing(
    valkey: str, publisher: Publisher
) -> None:
    broadcast = Broadcast(valkey)
    slow = broadcast.listen(60)
    assert await anext(slow) == Gap()
    quick = Listener(broadcast)
    last = Event("count", {"number": LISTENER_BACKLOG + 50})
    with running(broadcast, quick):
        await quick.until_heard(Gap(), times=2)
        for number in range(LISTENER_BACKLOG + 51):
            await publisher.publish("count", {"number": number})
        await quick.until_heard(last)
        assert sum(isinstance(news, Event) for news in quick.heard) == LISTENER_BACKLOG + 51
        left = [await anext(slow)]
        while left[-1] != last:
            left.append(await anext(slow))
    assert left[0] == Gap()
    assert len(left) < LISTENER_BACKLOG
    await slow.aclose()  # type: ignore[attr-defined] # It is a generator.


async def test_publishing_to_nobody_neither_fails_nor_waits() -> None:
    publisher = Publisher(NOBODY)
    begin = time.monotonic()
    for _ in range(20):
        await publisher.publish("count", {})
    assert time.monotonic() - begin < 2
    assert not await publisher.reachable()
    await publisher.close()


@pytest.fixture
def fragile_valkey() -> Iterator[Valkey]:
    """A Valkey that this test may kill."""
    with running_valkey() as valkey:
        yield valkey


async def test_the_line_comes_back_by_itself(fragile_valkey: Valkey) -> None:
    publisher = Publisher(fragile_valkey.url)
    broadcast = Broadcast(fragile_valkey.url)
    listener = Listener(broadcast)
    with running(broadcast, listener):
        await listener.until_heard(Gap(), times=2)
        assert await publisher.reachable()
        fragile_valkey.kill()
        await publisher.publish("lost", {})
        assert not await publisher.reachable()
        fragile_valkey.start()
        await listener.until_heard(Gap(), times=3)
        await publisher.publish("found", {})
        await listener.until_heard(Event("found", {}))
    assert Event("lost", {}) not in listener.heard
    await publisher.close()


async def test_a_server_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    broadcast = Broadcast(f"unix://{tmp_path / 'valkey.sock'}")
    task = asyncio.create_task(broadcast.run())
    await asyncio.wait([task], timeout=0.1)
    assert not task.done()
    task.cancel()
