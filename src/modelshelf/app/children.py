"""Child processes that never outlive us, however we end.

On Linux the kernel sends a child its death signal when the thread that started it ends (prctl
PR_SET_PDEATHSIG, see `bound`), kill -9 of the parent included. Children are therefore started from
the main thread. Elsewhere a file with the child's pid lets the next start end what was left over.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

BOUND = Path(__file__).with_name("bound.py")
STOP_SECONDS = 8.0


@dataclass(slots=True)
class Child:
    """A process that is started, watched and stopped.

    Attributes:
        command: Program and arguments. They are visible to everyone on the machine: no secrets.
        pid_file: Tells the next start what to end if this process should survive us after all.
    """

    name: str
    command: Sequence[str]
    pid_file: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        self.end_leftover()
        self._process = subprocess.Popen(
            self._bound_command(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            # A group of its own: Ctrl-C in the terminal is for us, and we stop it in order.
            process_group=0,
        )
        self.pid_file.write_text(f"{self._process.pid} {_started(self._process.pid)}")

    def _bound_command(self) -> Sequence[str]:
        if sys.platform != "linux":
            return self.command
        return [sys.executable, "-I", "-S", str(BOUND), str(os.getpid()), *self.command]

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
                _warn("child_killed", child=self.name)
                self._process.kill()
                self._process.wait()
        self.pid_file.unlink(missing_ok=True)

    def end_leftover(self) -> None:
        """End the process of an earlier run, if it lives and is the one we wrote down."""
        try:
            pid, started = self.pid_file.read_text().split()
            if _started(int(pid)) == started:
                _warn("child_left_over", child=self.name, pid=pid)
                psutil.Process(int(pid)).kill()
                psutil.Process(int(pid)).wait(STOP_SECONDS)
        except (OSError, ValueError, psutil.Error):
            pass
        self.pid_file.unlink(missing_ok=True)


def _warn(event: str, **facts: object) -> None:
    import structlog  # noqa: PLC0415 (rarely needed, and the worker's start waits for this module)

    structlog.get_logger().warning(event, **facts)


def _started(pid: int) -> str:
    return str(round(psutil.Process(pid).create_time() * 1000))
