"""News reaches who listens; who may have missed some is told so."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from modelshelf.kit.events import LISTENER_BACKLOG, Broadcast, Event, Gap, News, Publisher
from tests.support.valkey import Valkey, running_valkey
from tests.support.wait import PATIENCE_SECONDS, until

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


@asynccontextmanager
async def running(broadcast: Broadcast, *listeners: Listener) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(broadcast.run()), *(listener.task for listener in listeners)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_gap_comes_first_then_everything_in_order(
    valkey: str, publisher: Publisher
) -> None:
    broadcast = Broadcast(valkey)
    listeners = [Listener(broadcast) for _ in range(3)]
    async with running(broadcast, *listeners):
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
    async with running(broadcast, quick):
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


async def test_who_is_sent_away_as_news_comes_does_leave(valkey: str, publisher: Publisher) -> None:
    broadcast = Broadcast(valkey)
    tasks: list[asyncio.Task[None]] = []
    gaps = 0
    sent_away = False

    async def listen() -> None:
        nonlocal gaps, sent_away
        async for news in broadcast.listen(60):
            if isinstance(news, Gap):
                gaps += 1
            elif not sent_away:
                sent_away = True
                for task in tasks:
                    task.cancel()

    async def connected() -> bool:
        return gaps == 2 * len(tasks)

    tasks += [asyncio.create_task(listen()) for _ in range(3)]
    async with running(broadcast):
        await until(connected)
        await publisher.publish("go", {})
        await asyncio.wait(tasks, timeout=PATIENCE_SECONDS)
    assert all(task.cancelled() for task in tasks)


async def test_publishing_to_nobody_neither_fails_nor_waits() -> None:
    publisher = Publisher(NOBODY)
    for _ in range(20):
        with pytest.raises(StopIteration):  # It ends without waiting for anything.
            publisher.publish("count", {}).send(None)
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
    async with running(broadcast, listener):
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


async def test_a_server_that_is_not_there_yet_is_waited_for() -> None:
    with running_valkey() as valkey:
        valkey.stop()
        broadcast = Broadcast(valkey.url)
        listener = Listener(broadcast)
        async with running(broadcast, listener):
            await listener.until_heard(Gap())
            valkey.start()
            await listener.until_heard(Gap(), times=2)
