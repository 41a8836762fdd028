"""Whether files are all that a model's folder holds, and whether those that lay there are right."""

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import BLOBS, RepoFolder, check_name
from modelshelf.hub.transfer.links import read_file
from modelshelf.hub.transfer.partial import is_right

# Reading so much takes less than a second; who wants more read asks for a verification.
MOST_READ_BYTES = 64 * 2**20


def holds_only(folder: RepoFolder, sha: str, files: Sequence[HubFile]) -> bool:
    """Whether these files of a commit, as a transfer leaves them, are all that there is.

    False also where something cannot be read. Blocks: call it in a thread.
    """
    wanted = {
        f"{sha}/{file.path}": "../" * (file.path.count("/") + 2) + f"{BLOBS}/{file.blob}"
        for file in files
    }
    try:
        return {entry.name for entry in folder.blobs.iterdir()} == {
            file.blob for file in files
        } and dict(_links(folder.snapshots)) == wanted
    except (OSError, RecursionError):  # Before Python 3.12 it can be nested too deeply.
        return False


def are_right(folder: RepoFolder, files: Collection[HubFile]) -> bool:
    """Whether these finished files are what their checksums say, read anew.

    False also where they are more than is read in passing. Blocks: call it in a thread.
    """
    blobs = {file.blob: file for file in files}.values()
    if sum(file.size_bytes for file in blobs) > MOST_READ_BYTES:
        return False
    for file in blobs:
        content = read_file(folder.blobs / check_name(file.blob), file.size_bytes)
        if content is None or not is_right(file, content):
            return False
    return True


def _links(snapshots: Path) -> Iterator[tuple[str, str]]:
    """Where each link leads, by its path. Raises: OSError, also of what is no link."""
    for top, folders, names in os.walk(snapshots, onerror=_raise):
        paths = [Path(top, name) for name in names]
        paths += [path for name in folders if (path := Path(top, name)).is_symlink()]
        for path in paths:
            yield path.relative_to(snapshots).as_posix(), str(path.readlink())


def _raise(error: OSError) -> None:
    raise error
