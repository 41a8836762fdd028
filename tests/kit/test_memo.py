"""Answers that are kept are never older than the last commit."""

import asyncio
import subprocess
import sys

import pytest
from sqlalchemy import text

from modelshelf.kit.database import Database


class Question:
    """A number in a table, and how often it was looked up."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.looked_up = 0

    async def prepare(self) -> None:
        async with self._database.write() as session:
            await session.execute(text("CREATE TABLE counter (number BIGINT NOT NULL)"))
            await session.execute(text("INSERT INTO counter VALUES (0)"))

    async def write(self, number: int) -> None:
        async with self._database.write() as session:
            await session.execute(text("UPDATE counter SET number = :n"), {"n": number})

    async def ask(self, key: str = "counter", size_bytes: int = 0) -> int:
        return await self._database.memo.get(key, self._look_up, lambda _: size_bytes)

    async def _look_up(self) -> int:
        self.looked_up += 1
        async with self._database.read() as session:
            return await session.scalar(text("SELECT number FROM counter")) or 0


@pytest.fixture
async def question(database: Database) -> Question:
    question = Question(database)
    await question.prepare()
    return question


async def test_an_answer_is_looked_up_once_and_again_after_a_commit(question: Question) -> None:
    assert [await question.ask() for _ in range(5)] == [0] * 5
    assert question.looked_up == 1
    await question.write(7)
    assert [await question.ask() for _ in range(5)] == [7] * 5
    assert question.looked_up == 2


async def test_a_commit_of_another_process_counts(question: Question, database_url: str) -> None:
    assert await question.ask() == 0
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.kit.increment", database_url, "1", "3",
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    await other.communicate(b"now\n")
    assert await question.ask() == 3


async def test_nobody_is_given_what_was_read_before_a_commit(question: Question) -> None:
    over = asyncio.Event()

    async def keep_asking() -> None:
        while not over.is_set():
            await question.ask()
            await asyncio.sleep(0)  # A kept answer gives nobody else a turn.

    readers = [asyncio.create_task(keep_asking()) for _ in range(4)]
    for number in range(1, 60):
        await question.write(number)
        assert await question.ask() == number
    over.set()
    await asyncio.gather(*readers)


async def test_many_who_ask_at_once_are_answered_by_one_look(question: Question) -> None:
    answers = await asyncio.gather(*(question.ask() for _ in range(50)))
    assert answers == [0] * 50
    assert question.looked_up == 1


async def test_who_goes_away_takes_the_answer_from_nobody(question: Question) -> None:
    first = asyncio.create_task(question.ask())
    await asyncio.sleep(0)
    second = asyncio.create_task(question.ask())
    first.cancel()
    assert await second == 0


async def test_what_failed_is_asked_again(database: Database) -> None:
    async def fail() -> int:
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await database.memo.get("x", fail)


async def test_what_was_not_asked_for_the_longest_makes_room(question: Question) -> None:
    megabyte = 2**20
    for number in range(12):
        await question.ask(str(number), megabyte)
    assert question.looked_up == 12
    await question.ask("11", megabyte)
    assert question.looked_up == 12
    await question.ask("0", megabyte)
    assert question.looked_up == 13
