"""Programs within limits: whatever they do, they end, and nothing of them is left."""

import asyncio
import os
import time
from pathlib import Path

import psutil
import pytest

from modelshelf.trial.child import Ended, Limits, run_limited
from tests.support.product import is_gone
from tests.support.wait import until
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
async def test_its_children_end_with_it(ending: str, tmp_path: Path) -> None:
    may_grow = tmp_path / "may-grow"
    waits = programs.WAITS.format(path=str(may_grow))
    limits = Limits(memory_bytes=200 * MIB, seconds=600)
    before = set(psutil.Process().children())
    running = asyncio.create_task(run(programs.LEAVES_A_CHILD + waits + programs.GROWS, limits))
    family: list[psutil.Process] = []

    async def has_a_child() -> bool:
        begun = [each for each in psutil.Process().children() if each not in before]
        family[:] = begun + [child for each in begun for child in each.children(recursive=True)]
        return len(family) >= 2

    async def all_are_gone() -> bool:
        return all(is_gone(process) for process in family)

    await until(has_a_child)
    if ending == "cancelled":
        running.cancel()
    else:
        may_grow.touch()
    await asyncio.gather(running, return_exceptions=True)

    await until(all_are_gone)


async def test_what_a_dying_program_said_is_kept() -> None:
    ended = await run(programs.DIES)
    assert ended.exit_code == 9
    assert "Killed by a library" in ended.said
