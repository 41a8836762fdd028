"""Whether a model asks for code that comes from elsewhere, without any file that ends in `.py`."""

from dataclasses import replace

from modelshelf.hub.door import Hub, HubRepo
from modelshelf.hub.errors import ModelGated, TokenInvalid
from modelshelf.policy.foreign import MOST_BYTES, NAMING, signs_in, unread
from modelshelf.registry.detect.known_files import recognise

# One `modules.json`, and a few routers: more than any model has.
_MOST_FILES = 4


async def with_foreign_classes(hub: Hub, repo: HubRepo) -> HubRepo:
    """The same, with the classes outside of sentence-transformers that its files ask for.

    Most repositories hold the very `modules.json` that the library writes, which its hash tells;
    the others are asked for theirs. Behind a gate nothing is read, and nothing can be downloaded.

    Raises:
        What `Hub.read` raises.
    """
    named: list[str] = []
    files = [f for f in repo.files if NAMING.fullmatch(f.path) and f.size_bytes]
    for file in files[:_MOST_FILES]:
        if recognise(file.path, file.size_bytes, file.blob) is not None:
            continue
        if file.size_bytes > MOST_BYTES:
            named.append(f"{file.path}, which is too long")
            continue
        try:
            content = await hub.read(repo.model_id, repo.sha, file.path, size_bytes=file.size_bytes)
        except (ModelGated, TokenInvalid):
            break
        named += signs_in(file.path, content)
    else:
        named += [unread(file.path) for file in files[_MOST_FILES:]]
    return replace(repo, foreign_classes=tuple(dict.fromkeys(named)))
