"""Answers of the Hub come to an end: in time, and in size.

The library's client has no bound on either. A Hub that sends a byte now and then, or a small body
that unpacks to gigabytes, would otherwise take a thread or all memory.
"""

import time
from collections.abc import Iterator

import httpx2
from huggingface_hub.utils._http import default_client_factory

ANSWER_BYTES = 64 * 2**20


class AnswerRefused(httpx2.RequestError):
    """The answer was too slow, too large, or packed."""


class _BoundedStream(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, seconds: float) -> None:
        self._stream = stream
        self._deadline = time.monotonic() + seconds

    def __iter__(self) -> Iterator[bytes]:
        size_bytes = 0
        for chunk in self._stream:
            size_bytes += len(chunk)
            if size_bytes > ANSWER_BYTES:
                raise AnswerRefused(f"an answer of more than {ANSWER_BYTES} bytes")
            if time.monotonic() > self._deadline:
                raise AnswerRefused("an answer that does not end")
            yield chunk

    def close(self) -> None:
        self._stream.close()


def bounded_client(seconds: float) -> httpx2.Client:
    """The library's client, with a bound of so many seconds on each answer."""

    def bound(response: httpx2.Response) -> None:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise AnswerRefused("a packed answer, which was not asked for")
        if isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = _BoundedStream(response.stream, seconds)

    client = default_client_factory()
    client.timeout = httpx2.Timeout(seconds)
    client.headers["accept-encoding"] = "identity"
    client.event_hooks = {**client.event_hooks, "response": [bound]}
    return client
