"""Nothing of ours goes through a link: it may lead anywhere, others may have put it there."""

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from modelshelf.hub.errors import CacheReadOnly
from modelshelf.hub.layout import RepoFolder


def open_file(path: Path, flags: int) -> int:
    """Open, or make, a file of our own and give its descriptor.

    Raises:
        CacheReadOnly: A link lies there.
    """
    try:
        return os.open(path, os.O_CREAT | os.O_NOFOLLOW | flags, 0o644)
    except OSError as error:
        if error.errno == errno.ELOOP and path.is_symlink():
            raise _refused(path) from error
        raise


def read_file(path: Path, most_bytes: int) -> bytes | None:
    """The content of a small file of our own, without waiting for anybody.

    Returns:
        None for all that we never make there: no file, a link, a pipe, a device, or more bytes.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode) or status.st_size > most_bytes:
            return None
        return os.read(fd, status.st_size)
    except OSError:
        return None
    finally:
        os.close(fd)


def refuse_links(folder: RepoFolder, ways: Iterable[Path]) -> None:
    """Make sure that no folder on the way to any of these places is a link.

    The cache itself may be one, and so may finished blobs, which are only ever replaced.

    Args:
        ways: Places in the folder of the model, each of which something will be written to.

    Raises:
        CacheReadOnly: One is a link, with what to do.
    """
    parents = {parent for way in ways for parent in (way.parent, *way.parent.parents)}
    inside = {parent for parent in parents if parent.is_relative_to(folder.root)}
    for path in sorted({*inside, folder.root, folder.blobs, folder.locks}):
        if path.is_symlink():
            raise _refused(path)


def _refused(path: Path) -> CacheReadOnly:
    return CacheReadOnly(
        f"{path} is a link, and nothing is written through links inside of a model's folder. "
        "Put what it leads to in its place, or remove it, then retry the download."
    )
