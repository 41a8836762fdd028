"""Main memory as this process may use it: the machine's, or less where a cgroup limits us."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

# Where a limit is not set, version 1 shows the largest number of pages there is.
_NO_LIMIT_BYTES = 2**60
_ROOT = Path("/")


@dataclass(frozen=True, slots=True)
class Memory:
    """Attributes:
    total_bytes: What programs here may take together at most.
    available_bytes: What a new program could take now without another one giving way.
    limited: Whether a cgroup (a container, a service's limit) allows less than the machine has.
    """

    total_bytes: int
    available_bytes: int
    limited: bool = False


def read_memory(root: Path = _ROOT) -> Memory:
    """Main memory, within the limits of the cgroups that this process is in.

    Args:
        root: Where `proc` and `sys` are.
    """
    machine = psutil.virtual_memory()
    total, available, limited = machine.total, machine.available, False
    for limit_bytes, used_bytes in _limits(root):
        available = min(available, max(limit_bytes - used_bytes, 0))
        if limit_bytes < total:
            total, limited = limit_bytes, True
    return Memory(total, available, limited)


def _limits(root: Path) -> Iterator[tuple[int, int]]:
    """(limit, used) of each memory cgroup above this process, in bytes."""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:  # Not Linux.
        return
    for line in lines:
        number, controllers, path = line.split(":", 2)
        if number == "0" and not controllers:
            yield from _limits_above(root / "sys/fs/cgroup", path, _VERSION_2)
        elif "memory" in controllers.split(","):
            yield from _limits_above(root / "sys/fs/cgroup/memory", path, _VERSION_1)


# Files of the limit and of what is used, and the part of it that the kernel gives back on demand.
_VERSION_2 = ("memory.max", "memory.current", "inactive_file")
_VERSION_1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def _limits_above(mount: Path, path: str, names: tuple[str, str, str]) -> Iterator[tuple[int, int]]:
    limit_name, used_name, reclaimable = names
    # A container may see its own group as the root of the mount, whatever its path says.
    inner = mount / path.strip("/")
    for group in dict.fromkeys((inner, *(p for p in inner.parents if p.is_relative_to(mount)))):
        limit, used = _number(group / limit_name), _number(group / used_name)
        if limit is not None and used is not None and limit < _NO_LIMIT_BYTES:
            yield limit, max(used - _stat(group / "memory.stat", reclaimable), 0)


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text())
    except (OSError, ValueError):  # Absent, or `max`.
        return None


def _stat(file: Path, name: str) -> int:
    try:
        for line in file.read_text().splitlines():
            key, _, value = line.partition(" ")
            if key == name:
                return int(value)
    except (OSError, ValueError):
        pass
    return 0
