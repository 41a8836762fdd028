"""Walking through a folder that others have filled, however deep it is nested.

Step by step and not by recursion: before Python 3.12 `os.walk` is recursive too, and a thousand
folders in each other, which anybody who may write to a cache can make, would end whoever looks.
"""

import errno
import os
from collections.abc import Callable, Iterator
from typing import TypeAlias

# No repository nests its folders so deep. Beyond, each path would take longer than the one before.
MOST_DEPTH = 100

Failed: TypeAlias = Callable[[str, OSError], None]


def walk(root: str, failed: Failed | None = None) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """All that lies in a folder and is no folder itself, by its path within it.

    Links are not followed, those to folders are given like files. What vanishes meanwhile is
    passed over. Blocks: call it in a thread.

    Args:
        failed: Is told of each folder that cannot be read, is gone, or lies too deep.
    """
    for below, entries in walk_folders(root, failed):
        for entry in entries:
            yield below + entry.name, entry


def walk_files(root: str) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """As `walk`, without links to folders: what a snapshot's files are. Blocks."""
    return ((path, entry) for path, entry in walk(root) if not leads_to_folder(entry))


def walk_folders(
    root: str, failed: Failed | None = None
) -> Iterator[tuple[str, list["os.DirEntry[str]"]]]:
    """The same by folder: its path, "" or with a slash at its end, and what lies in it."""
    waiting = [("", 0)]
    while waiting:
        below, depth = waiting.pop()
        try:
            if depth > MOST_DEPTH:
                raise OSError(errno.ENAMETOOLONG, "its folders are nested too deeply")
            with os.scandir(f"{root}/{below}") as entries:
                found = list(entries)
        except OSError as error:
            if failed is not None:
                failed(below, error)
            continue
        others = []
        for entry in found:
            try:
                own_folder = entry.is_dir(follow_symlinks=False)
            except OSError:
                own_folder = False
            if own_folder:
                waiting.append((f"{below}{entry.name}/", depth + 1))
            else:
                others.append(entry)
        yield below, others


def leads_to_folder(entry: "os.DirEntry[str]") -> bool:
    """Whether it is a link to a folder, or a folder; False for a link in a circle."""
    try:
        return entry.is_dir()
    except OSError:
        return False
