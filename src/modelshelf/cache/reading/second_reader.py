"""The process that reads repositories beside the one that asked for it; see `readers`.

Its argument is the cache. First it says `HELLO`. Then each message on standard input, a list of
`Asked`, is answered by what was found. It ends with its input, and so with whoever started it. It
has little to import, for that is all that it costs.
"""

import os
import pickle
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from modelshelf.cache.reading.read import Asked, read_repo
from modelshelf.cache.reading.repo import Description, RepoOnDisk, Revision
from modelshelf.hub.door import HubFile

Found: TypeAlias = dict[str, RepoOnDisk | None]

# A first pass comes with the start of a server: this process takes what nobody else needs.
_POLITE = 10

LENGTH = struct.Struct("!Q")  # Goes before each message.

# How the classes are built that both must know alike: a package may be replaced while a server
# runs, which would then start a process of other classes.
HELLO = b"%a\n" % [
    (kind.__name__, [each.name for each in fields(kind)])
    for kind in (RepoOnDisk, Revision, Description, HubFile)
]


def packed(message: object) -> bytes:
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(content)) + content


def main() -> None:
    cache_dir = Path(sys.argv[1])
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    answers = sys.stdout.buffer
    answers.write(HELLO)
    answers.flush()
    while (asked := heard(sys.stdin.buffer)) is not None:
        answers.write(packed(_read(cache_dir, asked)))
        answers.flush()


def _read(cache_dir: Path, asked: Iterable[Asked]) -> Found:
    found: Found = {}
    for each in asked:
        # What fails is left out: whoever asked for it tries again, and knows what to say.
        with suppress(Exception):
            found[each.folder] = read_repo(cache_dir, *each)
    return found


def heard(source: BinaryIO) -> Any:
    length = source.read(LENGTH.size)
    if len(length) < LENGTH.size:
        return None
    return pickle.loads(source.read(*LENGTH.unpack(length)))  # noqa: S301 (of who started this)


if __name__ == "__main__":
    main()
