"""Whether a model asks for code that comes from elsewhere, without any file that ends in `.py`."""

import asyncio
from dataclasses import replace

from modelshelf.hub.door import Hub, HubFile, HubRepo
from modelshelf.hub.errors import ModelGated, TokenInvalid
from modelshelf.policy.foreign import MOST_READ, follow
from modelshelf.registry.detect.known_files import recognise


async def with_foreign_classes(hub: Hub, repo: HubRepo) -> HubRepo:
    """The same, with the classes outside of sentence-transformers that its files ask for.

    Most repositories hold the very `modules.json` that the library writes, which its hash tells;
    the others are asked for theirs. Behind a gate nothing is read, and nothing can be downloaded.

    Raises:
        What `Hub.read` raises.
    """
    # Of a hundred thousand files it takes a while, in which others want an answer.
    files, sizes = await asyncio.to_thread(_by_path, repo)
    left, closed = MOST_READ, False

    async def read(path: str) -> bytes | None:
        nonlocal left, closed
        file = files[path]
        if (content := recognise(path, file.size_bytes, file.blob)) is not None or not left:
            return content
        left -= 1
        try:
            return await hub.read(repo.model_id, repo.sha, path, size_bytes=file.size_bytes)
        except (ModelGated, TokenInvalid):
            closed = True
            return None

    asked = await follow(sizes, {}, read)
    return replace(repo, foreign_classes=asked.said if closed else asked.all_said)


def _by_path(repo: HubRepo) -> tuple[dict[str, HubFile], dict[str, int]]:
    """Files, and their sizes."""
    files = {file.path: file for file in repo.files}
    return files, {path: file.size_bytes for path, file in files.items()}
