"""What one process has read at the Hub, kept for whoever asks for it next."""

import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, NamedTuple, Protocol, TypeVar

# A longer answer is asked for again: it would fill the memory, and such answers are rare.
_MOST_ANSWER_BYTES = 2 * 1024 * 1024
_MOST_ANSWERS_BYTES = 16 * 1024 * 1024
_MOST_BYTES = 8 * 1024 * 1024


class _Answer(Protocol):
    @property
    def answer_bytes(self) -> int: ...


Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer", bound=_Answer)


class _Kept(NamedTuple, Generic[Answer]):
    until: float
    answer: Answer


class Answers(Generic[Question, Answer]):
    """What the Hub said, for a short time: whoever looks at a model asks several things of it.

    Args:
        fresh_seconds: For so long an answer holds.
        most: So many are kept, as far as they are not too long together.
    """

    def __init__(self, fresh_seconds: float, most: int) -> None:
        self._fresh_seconds = fresh_seconds
        self._most = most
        self._kept: OrderedDict[Question, _Kept[Answer]] = OrderedDict()

    def get(self, question: Question) -> Answer | None:
        kept = self._kept.get(question)
        return kept.answer if kept is not None and time.monotonic() < kept.until else None

    def put(self, question: Question, answer: Answer) -> None:
        moment = time.monotonic()
        for old in [old for old, kept in self._kept.items() if kept.until <= moment]:
            del self._kept[old]
        self._kept.pop(question, None)
        if answer.answer_bytes > _MOST_ANSWER_BYTES:
            return
        self._kept[question] = _Kept(moment + self._fresh_seconds, answer)
        size_bytes = sum(kept.answer.answer_bytes for kept in self._kept.values())
        while len(self._kept) > self._most or size_bytes > _MOST_ANSWERS_BYTES:
            _, forgotten = self._kept.popitem(last=False)
            size_bytes -= forgotten.answer.answer_bytes


class Contents:
    """Small files by their hashes, the longest unused forgotten first."""

    def __init__(self) -> None:
        self._contents: OrderedDict[str, bytes] = OrderedDict()
        self._size_bytes = 0

    def get(self, blob: str) -> bytes | None:
        content = self._contents.get(blob)
        if content is not None:
            self._contents.move_to_end(blob)
        return content

    def put(self, blob: str, content: bytes) -> None:
        if blob in self._contents:
            return
        self._contents[blob] = content
        self._size_bytes += len(content)
        while self._size_bytes > _MOST_BYTES:
            _, forgotten = self._contents.popitem(last=False)
            self._size_bytes -= len(forgotten)
