"""The classes that a model of sentence-transformers asks for, by its own files.

The library imports what these files name. Classes of other packages, or of the model's own
repository, are code that nobody here chose to run: a class is loaded by a method that its package
may give any meaning, so not even those of well-known packages pass.

One rule for everybody: the request, the inspection, the worker and the trial each give it what they
have read, and read what it still asks for. It follows the files as sentence-transformers 6.2 does
(`base/model.py`, `base/modules/router.py`, `sentence_transformer/modules/word_embeddings.py`):
`modules.json` names the parts of a model, a Router those of its own folder, in `router_config.json`
or, as older versions wrote it, in its `config.json`; and a part of a Router may be one again.
"""

import asyncio
import json
import posixpath
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from modelshelf.kit.text import one_line

MOST_BYTES = 64 * 1024
"""A longer file is no list of parts, and is not read: those of real models have some hundred bytes
a part."""

MOST_READ = 8
"""Files of one model that are asked for over the network: more than any model has."""

_LIST = "modules.json"
_ROUTER = "router_config.json"
_WORDS = "wordembedding_config.json"
# The library finds them in the folder of any part, so they count wherever they lie.
_NAMING = (_LIST, _ROUTER, _WORDS)
_ROUTERS = ("Router", "Asym")  # `Asym`: as it was called before version 5.
_OURS = "sentence_transformers."
_SHOWN_CHARACTERS = 100
_MOST_SIGNS = 20
_MOST_PARTS = 256
_MOST_NAMING = 2_000


@dataclass(frozen=True, slots=True)
class Sign:
    """Of code from elsewhere: a class that a file names, or why the file tells nothing."""

    path: str
    name: str = ""
    why: str = ""

    def __str__(self) -> str:
        return f"{self.name} in {self.path}" if self.name else f"{self.path}, {self.why}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model asks for, as far as its files were read.

    Attributes:
        unread: Files that may name more and whose content was not given, the first to read first.
    """

    signs: tuple[Sign, ...]
    unread: tuple[str, ...]

    @property
    def said(self) -> tuple[str, ...]:
        """For people, where the rest cannot be read."""
        return tuple(map(str, self.signs))

    @property
    def all_said(self) -> tuple[str, ...]:
        """The same where the rest will not be read: it is a sign by itself."""
        unread = (str(Sign(path, why="which was not read")) for path in self.unread)
        return (*self.said, *unread)[:_MOST_SIGNS]


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a model: its class, and the folder that the library loads it from."""

    type: object
    folder: str


def asked_for(sizes: Mapping[str, int], contents: Mapping[str, bytes]) -> Asked:
    """The classes from outside of sentence-transformers that a model names.

    Args:
        sizes: Bytes of every file of the model, by its path.
        contents: Those that were read.
    """
    return _asked_for(_all_naming(sizes), sizes, contents)


def _asked_for(
    naming: Sequence[str], sizes: Mapping[str, int], contents: Mapping[str, bytes]
) -> Asked:
    if len(naming) > _MOST_NAMING:  # Whoever made them wants us to be busy with them.
        return Asked((Sign(naming[0], why="one of more such files than any model has"),), ())
    todo = list(naming)
    signs: dict[Sign, None] = {}
    unread: list[str] = []
    done: set[str] = set()
    while todo and len(signs) < _MOST_SIGNS:
        path = todo.pop(0)
        if path in done or not sizes[path]:  # Routers may name each other, and themselves.
            continue
        done.add(path)
        if sizes[path] > MOST_BYTES:
            signs[Sign(path, why="which is too long")] = None
        elif (content := contents.get(path)) is None:
            unread.append(path)
        else:
            parts = _parts(path, content)
            signs |= dict.fromkeys(_signs(path, parts))
            todo += [more for part in parts or () if (more := _old_router(part, sizes, contents))]
    return Asked(tuple(signs)[:_MOST_SIGNS], tuple(unread))


async def follow(
    sizes: Mapping[str, int],
    contents: dict[str, bytes],
    read: Callable[[str], Awaitable[bytes | None]],
) -> Asked:
    """The same, reading on; `contents` gets what was read.

    Args:
        read: Gives the content of a file; None ends it.
    """
    # Once, and in a thread: a repository may have a hundred thousand files.
    naming = await asyncio.to_thread(_all_naming, sizes)
    asked = _asked_for(naming, sizes, contents)
    while asked.unread and (content := await read(asked.unread[0])) is not None:
        contents[asked.unread[0]] = content
        asked = _asked_for(naming, sizes, contents)
    return asked


def is_foreign(name: object) -> bool:
    """Whether what a file names as a class is none of sentence-transformers."""
    return not (isinstance(name, str) and name.startswith(_OURS))


def _all_naming(paths: Iterable[str]) -> list[str]:
    return sorted(filter(_naming, paths), key=lambda path: path.count("/"))


def _naming(path: str) -> bool:
    return path.rpartition("/")[2] in _NAMING


def _signs(path: str, parts: list[_Part] | None) -> Iterator[Sign]:
    if parts is None:
        yield Sign(path, why="which cannot be read")
    for part in parts or ():
        if is_foreign(part.type):
            named = one_line(str(part.type)[:_SHOWN_CHARACTERS])
            yield Sign(path, named or "a class without a name")
        elif part.folder.startswith(("..", "/")) or "\\" in part.folder:
            yield Sign(path, why="which leads out of the model")


def _parts(path: str, content: bytes) -> list[_Part] | None:
    """None: it cannot be read, or has no end, so what it would run is not known."""
    try:
        named = list(islice(_named(path, json.loads(content)), _MOST_PARTS + 1))
    except (ValueError, RecursionError):
        return None
    if len(named) > _MOST_PARTS:
        return None
    folder = posixpath.dirname(path)
    return [_Part(kind, _joined(folder, place)) for kind, place in named]


def _named(path: str, content: Any) -> Iterator[tuple[object, object]]:
    """Classes, each with its folder inside that of the file.

    Of `modules.json` each entry's `type` and `path`; of a Router the values of `types` by their
    keys; of words' vectors the tokenizer.
    """
    if isinstance(content, list):
        for entry in content:
            if isinstance(entry, dict):
                yield entry.get("type"), entry.get("path")
            else:
                yield entry, ""
    elif isinstance(content, dict):
        if path.endswith(_WORDS):
            yield content.get("tokenizer_class"), ""
        types = content.get("types")
        if isinstance(types, dict):
            yield from ((kind, place) for place, kind in types.items())


def _joined(folder: str, place: object) -> str:
    joined = posixpath.normpath(posixpath.join(folder, place if isinstance(place, str) else ""))
    return "" if joined == "." else joined


def _old_router(part: _Part, sizes: Mapping[str, int], contents: Mapping[str, bytes]) -> str | None:
    """The `config.json` of a Router that has no file of its own, or an empty one."""
    if not isinstance(part.type, str) or part.type.rpartition(".")[2] not in _ROUTERS:
        return None
    own, old = posixpath.join(part.folder, _ROUTER), posixpath.join(part.folder, "config.json")
    if old not in sizes or (sizes.get(own) and contents.get(own, b"").strip() != b"{}"):
        return None
    return old
