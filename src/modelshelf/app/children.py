"""Child processes that never outlive us, however we end.

On Linux the kernel sends a child its death signal when the thread that started it ends (prctl
PR_SET_PDEATHSIG), kill -9 of the parent included. Children are therefore started from the main
thread. Elsewhere a file with the child's pid lets the next start end what was left over.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import structlog

LINUX = sys.platform == "linux"
_PR_SET_PDEATHSIG = 1
STOP_SECONDS = 8.0

log = structlog.get_logger()


@dataclass(slots=True)
class Child:
    """A process that is started, watched and stopped.

    Attributes:
        command: Program and arguments. They are visible to everyone on the machine: no secrets.
        pid_file: Tells the next start what to end if this process should survive us after all.
        environment: Added to our own.
    """

    name: str
    command: Sequence[str]
    pid_file: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        self.end_leftover()
        self._process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, **self.environment},
            # A group of its own: Ctrl-C in the terminal is for us, and we stop it in order.
            process_group=0,
            preexec_fn=_die_with(os.getpid()) if LINUX else None,  # noqa: PLW1509 (one thread yet)
        )
        self.pid_file.write_text(f"{self._process.pid} {_started(self._process.pid)}")

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ask it to end, and make it end when it does not."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                log.warning("child_killed", child=self.name)
                self._process.kill()
                self._process.wait()
        self.pid_file.unlink(missing_ok=True)

    def end_leftover(self) -> None:
        """End the process of an earlier run, if it lives and is the one we wrote down."""
        try:
            pid, started = self.pid_file.read_text().split()
            if _started(int(pid)) == started:
                log.warning("child_left_over", child=self.name, pid=pid)
                psutil.Process(int(pid)).kill()
                psutil.Process(int(pid)).wait(STOP_SECONDS)
        except (OSError, ValueError, psutil.Error):
            pass
        self.pid_file.unlink(missing_ok=True)


def _started(pid: int) -> str:
    return str(round(psutil.Process(pid).create_time() * 1000))


def _die_with(parent: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)

    def in_child() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # It died between the fork and the line above.
            os._exit(1)

    return in_child
