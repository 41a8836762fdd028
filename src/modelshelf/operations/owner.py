"""Who works on an operation: a process, named so that others can tell whether it still lives."""

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

import psutil

from modelshelf.kit.clock import now

BEAT_SECONDS = 10.0
GONE_AFTER = timedelta(seconds=3 * BEAT_SECONDS)


@dataclass(frozen=True, slots=True)
class Owner:
    """A process on a host. A pid alone may be given to another process, so its start counts too."""

    host: str
    pid: int
    started: int

    @classmethod
    def this_process(cls) -> Self:
        return cls(socket.gethostname(), os.getpid(), _started(os.getpid()))

    @classmethod
    def parse(cls, text: str) -> Self:
        host, pid, started = text.rsplit("/", 2)
        return cls(host, int(pid), int(started))

    def __str__(self) -> str:
        return f"{self.host}/{self.pid}/{self.started}"

    @property
    def is_here(self) -> bool:
        """Whether it is on this host (or in this container), where we see what it sees."""
        return self.host == socket.gethostname()

    def surely_dead(self) -> bool:
        """True if the process was on this host and is gone; False where it cannot be known."""
        if not self.is_here:
            return False
        try:
            return _started(self.pid) != self.started
        except psutil.NoSuchProcess:
            return True
        except psutil.AccessDenied:
            return False


def lives(owner: str, seen_at: datetime) -> bool:
    """Whether a worker lives that was seen at that moment, as far as can be told from here."""
    return now() - seen_at < GONE_AFTER and not Owner.parse(owner).surely_dead()


def _started(pid: int) -> int:
    """When a process began, in milliseconds since 1970."""
    return round(psutil.Process(pid).create_time() * 1000)
