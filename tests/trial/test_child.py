"""Programs within limits: whatever they do, they end, and nothing of them is left."""

import asyncio
import os
import time

import psutil
import pytest

from modelshelf.trial.child import Ended, Limits, run_limited
from tests.support.product import is_gone
from tests.trial import programs
from tests.trial.programs import program

MIB = 2**20
ENOUGH = Limits(memory_bytes=2**31, seconds=60)


async def run(text: str, limits: Limits = ENOUGH) -> Ended:
    return await run_limited(program(text), {"folder": "x"}, os.environ, limits)


async def test_what_it_answers_is_heard() -> None:
    ended = await run(programs.WORKS)

    assert [event["event"] for event in ended.events] == ["ready", "loaded", "done"]
    assert (ended.stopped, ended.exit_code) == (None, 0)


async def test_what_is_no_answer_is_passed_over() -> None:
    ended = await run("print('no json')\nprint('[1]')\n" + programs.WORKS)
    assert ended.event("done") is not None


async def test_too_much_memory_ends_it() -> None:
    ended = await run(programs.GROWS, Limits(memory_bytes=200 * MIB, seconds=60))

    assert ended.stopped == "memory"
    assert ended.peak_bytes > 200 * MIB


async def test_too_much_time_ends_it() -> None:
    started = time.monotonic()
    ended = await run(programs.HANGS, Limits(memory_bytes=2**31, seconds=0.5))

    assert ended.stopped == "time"
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("ending", ["limit", "cancelled"])
async def test_its_children_end_with_it(ending: str) -> None:
    limits = Limits(2**31, 3 if ending == "limit" else 600)
    running = asyncio.create_task(run(programs.LEAVES_A_CHILD, limits))
    before = set(psutil.Process().children())
    deadline = time.monotonic() + 30
    family: list[psutil.Process] = []
    while len(family) < 2 and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
        begun = [each for each in psutil.Process().children() if each not in before]
        family = begun + [child for each in begun for child in each.children(recursive=True)]
    if ending == "cancelled":
        running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert len(family) >= 2
    for process in family:
        with_patience = time.monotonic() + 10
        while not is_gone(process) and time.monotonic() < with_patience:
            await asyncio.sleep(0.05)
        assert is_gone(process)


async def test_what_a_dying_program_said_is_kept() -> None:
    ended = await run(programs.DIES)
    assert ended.exit_code == 9
    assert "Killed by a library" in ended.said
