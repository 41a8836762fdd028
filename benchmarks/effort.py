"""What a piece of work costs: time on the wall, processor time, memory."""

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

_SAMPLE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Effort:
    """What one run took.

    Attributes:
        cpu_seconds: User and system time of all processes that worked on it.
        peak_bytes: Most resident memory seen in the process that moves the bytes.
    """

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int


class MemoryWatch:
    """Looks at the resident memory of one process, fifty times a second, while the block runs."""

    def __init__(self, pid: int) -> None:
        self.peak_bytes = 0
        self._process = psutil.Process(pid)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "MemoryWatch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            while True:
                self.peak_bytes = max(self.peak_bytes, self._process.memory_info().rss)
                if self._stopped.wait(_SAMPLE_SECONDS):
                    return


class Meter:
    """Measures work that processes which run all the time do while the block runs.

    Args:
        pids: All that take part.
        mover: The one of them that moves the bytes.
    """

    def __init__(self, pids: Iterable[int], mover: int) -> None:
        self._processes = [psutil.Process(pid) for pid in pids]
        self._mover = mover

    @contextmanager
    def measure(self) -> Iterator[list[Effort]]:
        """Gives a list that holds the effort once the block has ended."""
        efforts: list[Effort] = []
        before = self._cpu_seconds()
        started = time.perf_counter()
        with MemoryWatch(self._mover) as memory:
            yield efforts
            wall = time.perf_counter() - started
        efforts.append(Effort(wall, self._cpu_seconds() - before, memory.peak_bytes))

    def _cpu_seconds(self) -> float:
        return sum(sum(process.cpu_times()[:4]) for process in self._processes)


def measure_commands(
    *commands: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> Effort:
    """Run commands one after the other in `folder`, and tell what they took together.

    Raises:
        RuntimeError: One of them failed.
    """
    cpu, peak = 0.0, 0
    started = time.perf_counter()
    for command in commands:
        with (
            subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            ) as process,
            MemoryWatch(process.pid) as memory,
        ):
            assert process.stderr is not None
            said = process.stderr.read()
            # Counts the command's own children with it, which it has waited for.
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RuntimeError(f"{command[0]} failed: {said.decode(errors='replace')[-2000:]}")
        cpu += usage.ru_utime + usage.ru_stime
        peak = max(peak, memory.peak_bytes)
    return Effort(time.perf_counter() - started, cpu, peak)
