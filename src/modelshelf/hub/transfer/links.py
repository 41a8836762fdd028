"""Nothing of ours goes through a link: it may lead anywhere, others may have put it there."""

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from modelshelf.hub.errors import CacheReadOnly
from modelshelf.hub.layout import RepoFolder


def open_file(path: Path, flags: int, folder_fd: int | None = None) -> int:
    """Open, or make, a file of our own and give its descriptor, without waiting for anybody.

    Args:
        folder_fd: Of its folder, where that is held open: then the path is for people only.

    Raises:
        CacheReadOnly: A link, or something that is no file, lies there.
    """
    place = path if folder_fd is None else path.name
    flags |= os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        fd = os.open(place, flags, 0o644, dir_fd=folder_fd)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise refused(path) from error
        if error.errno == errno.ENXIO:  # A pipe that nobody reads.
            raise _no_file(path) from error
        raise
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise _no_file(path)
    return fd


def read_file(path: Path, most_bytes: int, folder_fd: int | None = None) -> bytes | None:
    """The content of a small file of our own, without waiting for anybody.

    Args:
        folder_fd: As in `open_file`.

    Returns:
        None for all that we never make there: no file, a link, a pipe, a device, or more bytes.
    """
    place = path if folder_fd is None else path.name
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        fd = os.open(place, flags, dir_fd=folder_fd)
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
            raise refused(path)


def _no_file(path: Path) -> CacheReadOnly:
    return CacheReadOnly(
        f"{path} is no file, and a transfer writes there. Remove it, then retry the download."
    )


def refused(path: Path) -> CacheReadOnly:
    """What is told of a link in the way."""
    return CacheReadOnly(
        f"{path} is a link, and nothing is written through links inside of a model's folder. "
        "Put what it leads to in its place, or remove it, then retry the download."
    )
