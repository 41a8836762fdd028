"""Processors beside the main one that models run on, and their memory.

NVIDIA's are asked through the driver's own library (NVML), Apple's share the main memory. Others
are not looked for: nothing is said of them, rather than a guess.
"""

import functools
import platform
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import structlog

from modelshelf.machine.memory import Memory

ASK_SECONDS = 2.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Accelerator:
    """Attributes:
    kind: Whose it is.
    unified: Its memory is part of the main memory.
    """

    kind: Literal["nvidia", "apple"]
    name: str
    total_bytes: int
    free_bytes: int
    unified: bool = False


def read_accelerators(memory: Memory) -> tuple[Accelerator, ...]:
    """All that can be asked. Blocks for some milliseconds, longer when a driver wakes up."""
    if platform.system() == "Darwin" and platform.machine() == "arm64":
        return (apple(memory, _apple_limit_bytes()),)
    return tuple(_nvidia())


def apple(memory: Memory, limit_bytes: int) -> Accelerator:
    """Apple's graphics processor, which takes its memory from the main memory.

    Args:
        limit_bytes: What the system lets it take (`iogpu.wired_limit_mb`); 0 stands for its
            default, of which Apple says no figure in advance: two thirds up to 36 GiB, else three
            quarters, are what Metal's `recommendedMaxWorkingSetSize` is seen to be.
    """
    small = memory.total_bytes <= 36 * 2**30
    share = memory.total_bytes * 2 // 3 if small else memory.total_bytes * 3 // 4
    total = min(limit_bytes or share, memory.total_bytes)
    return Accelerator("apple", "Apple GPU", total, min(total, memory.available_bytes), True)


def _apple_limit_bytes() -> int:
    try:
        said = subprocess.run(
            ["/usr/sbin/sysctl", "-n", "iogpu.wired_limit_mb"],
            capture_output=True,
            text=True,
            timeout=ASK_SECONDS,
            check=True,
        )
        return int(said.stdout) * 2**20
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def _nvidia() -> Iterator[Accelerator]:
    import pynvml  # noqa: PLC0415 (takes longer than all the rest of a beat)

    try:
        _wake_driver()
        count = pynvml.nvmlDeviceGetCount()
    except pynvml.NVMLError:  # No driver, or one that does not run.
        return
    for index in range(count):
        try:
            yield _nvidia_at(index)
        except pynvml.NVMLError as error:  # Lost, or not ours to ask.
            log.warning("accelerator_not_read", index=index, reason=str(error))


@functools.cache  # Only a success is kept.
def _wake_driver() -> None:
    """Once for the life of this process: a driver that nobody uses takes seconds to wake up."""
    import pynvml  # noqa: PLC0415 (not installed everywhere)

    pynvml.nvmlInit()


def _nvidia_at(index: int) -> Accelerator:
    import pynvml  # noqa: PLC0415 (not installed everywhere)

    device = pynvml.nvmlDeviceGetHandleByIndex(index)
    memory = pynvml.nvmlDeviceGetMemoryInfo(device)
    name = pynvml.nvmlDeviceGetName(device)
    text = name.decode(errors="replace") if isinstance(name, bytes) else str(name)
    return Accelerator("nvidia", text, int(memory.total), int(memory.free))
