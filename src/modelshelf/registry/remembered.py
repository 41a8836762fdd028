"""What one process has read at the Hub, kept for whoever asks for it next."""

import time
from collections import OrderedDict

from modelshelf.hub.door import HubRepo

# For so long what the Hub said of a model holds: whoever looks at one asks several things of it.
FRESH_SECONDS = 120.0
_MOST_REPOS = 64
# Larger ones are asked for again: their lists would fill the memory, and they are rare.
_MOST_FILES = 2_000
_MOST_BYTES = 8 * 1024 * 1024


class Repos:
    """What the Hub said of models, for a short time."""

    def __init__(self) -> None:
        self._repos: OrderedDict[tuple[str, str | None], tuple[float, HubRepo]] = OrderedDict()

    def get(self, model_id: str, revision: str | None) -> HubRepo | None:
        until, repo = self._repos.get((model_id, revision), (0.0, None))
        return repo if time.monotonic() < until else None

    def put(self, model_id: str, revision: str | None, repo: HubRepo) -> None:
        moment = time.monotonic()
        for key in [key for key, (until, _) in self._repos.items() if until <= moment]:
            del self._repos[key]
        if len(repo.files) > _MOST_FILES:
            return
        self._repos[model_id, revision] = moment + FRESH_SECONDS, repo
        self._repos.move_to_end((model_id, revision))
        while len(self._repos) > _MOST_REPOS:
            self._repos.popitem(last=False)


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
