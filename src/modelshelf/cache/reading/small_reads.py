"""Reading small files that others have put into a cache, without ever paying for what they are.

A cache is filled by many programs, and by whoever may write to it. A configuration that is a pipe
would block for ever, one that is a link to a device would never end, and a thousand links to one
large file would cost a thousand times its size.
"""

import os
import stat

CONFIGURATION_BYTES = 4 * 2**20
# The index of a model of a million tensors, and the header of one of its shards.
INDEX_BYTES = 32 * 2**20


class SmallReads:
    """Reads regular files, each up to a size of its own, and all together up to a budget.

    Args:
        budget_bytes: What may be read in all; beyond it every file is as good as absent.
    """

    def __init__(self, budget_bytes: int = INDEX_BYTES + CONFIGURATION_BYTES) -> None:
        self._left_bytes = budget_bytes

    def read(self, path: str, most_bytes: int = CONFIGURATION_BYTES) -> bytes | None:
        """The content; None where there is no regular file, or a larger one than is sensible."""
        return self._take(path, 0, None, most_bytes)

    def read_part(self, path: str, start: int, count: int) -> bytes | None:
        """So many bytes from a place on, or None where they are not there."""
        return self._take(path, start, count, count)

    def _take(self, path: str, start: int, count: int | None, most_bytes: int) -> bytes | None:
        opened = _open_regular(path)
        if opened is None:
            return None
        descriptor, size_bytes = opened
        try:
            wanted = size_bytes if count is None else count
            if wanted > min(most_bytes, size_bytes - start, self._left_bytes):
                return None
            self._left_bytes -= wanted
            content = os.pread(descriptor, wanted, start)
        except OSError:
            return None
        finally:
            os.close(descriptor)
        return content if len(content) == wanted else None


def read_start(path: str, count: int) -> bytes | None:
    """The first bytes of a regular file, as many as there are; None for all else."""
    opened = _open_regular(path)
    if opened is None:
        return None
    descriptor, _ = opened
    try:
        return os.read(descriptor, count)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def _open_regular(path: str) -> tuple[int, int] | None:
    """Descriptor and size of a regular file, without waiting for anybody; None for all else."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        return None
    return descriptor, status.st_size
