"""What is remembered of the Hub's answers, and how much of it."""

from modelshelf.hub.door import FoundPage
from modelshelf.registry.remembered import Answers

MIB = 2**20


def _kept(answers: Answers[int, FoundPage]) -> list[int]:
    return [n for n in range(100) if answers.get(n) is not None]


def test_an_answer_is_remembered_as_long_as_it_is_fresh() -> None:
    fresh, stale = Answers[int, FoundPage](60, 64), Answers[int, FoundPage](-1, 64)
    page = FoundPage((), answer_bytes=2 * MIB)
    for answers in (fresh, stale):
        answers.put(1, page)
    assert fresh.get(1) is page
    assert (fresh.get(2), stale.get(1)) == (None, None)


def test_a_hub_cannot_fill_the_memory_with_long_answers() -> None:
    answers = Answers[int, FoundPage](60, 64)
    answers.put(1, FoundPage((), answer_bytes=1))
    answers.put(1, FoundPage((), answer_bytes=2 * MIB + 1))
    assert answers.get(1) is None  # Nor is the one before it still true.
    for number in range(64):
        answers.put(number, FoundPage((), answer_bytes=2 * MIB))
    assert _kept(answers) == list(range(56, 64))


def test_no_more_than_a_few_are_remembered_the_last_ones() -> None:
    answers = Answers[int, FoundPage](60, 64)
    for number in range(100):
        answers.put(number, FoundPage((), answer_bytes=1))
    assert _kept(answers) == list(range(36, 100))
