"""What must not be cut off is not, and whoever was cancelled meanwhile is so afterwards."""

import asyncio

import pytest

from modelshelf.kit.race import to_its_end


async def test_who_is_cancelled_again_and_again_still_waits_for_the_end() -> None:
    goes_on, done = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await goes_on.wait()
        done.set()

    waiting = asyncio.create_task(to_its_end(work()))
    for _ in range(3):
        await asyncio.sleep(0)
        waiting.cancel()
    await asyncio.sleep(0)
    assert not waiting.done()

    goes_on.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert done.is_set()


async def test_its_answer_and_its_error_are_given() -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    assert await to_its_end(asyncio.sleep(0, "answer")) == "answer"
    with pytest.raises(ZeroDivisionError):
        await to_its_end(fail())
