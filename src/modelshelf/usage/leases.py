"""Whether anybody at all has a file open, asked of the kernel and not of each process.

Linux grants a write lease on a file to its owner (or root) only while nobody else has it open, and
a mapped file counts as open (fcntl(2), F_SETLEASE). To ask takes some 20 microseconds a file and
needs no right to look into other users' processes. It does not say who it is.
"""

import errno
import fcntl
import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """Files that somebody may have open; as a truth value, whether there are any.

    Attributes:
        certain: They are open; False where the kernel could not be asked.
    """

    paths: tuple[str, ...]
    certain: bool

    def __bool__(self) -> bool:
        return bool(self.paths)


def held_files(paths: Iterable[str]) -> Held:
    """Which of these files may be open somewhere. Blocks: use a thread."""
    asked = [(path, _is_held(path)) for path in paths]
    certainly = tuple(path for path, held in asked if held)
    if certainly:
        return Held(certainly, certain=True)
    return Held(tuple(path for path, held in asked if held is None), certain=False)


def _is_held(path: str) -> bool | None:
    """None where the kernel does not say: another owner, a network disk, another system."""
    if sys.platform != "linux":
        return None
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError:
        return None
    try:
        # Whoever opens the file in this very moment makes the kernel send us a signal: one that
        # is ignored unless it is asked for, since the usual one (SIGIO) would end this process.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    else:
        return False
    finally:
        os.close(descriptor)
