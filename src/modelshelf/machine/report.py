"""What a machine is, told in one piece: read by its own worker, kept with its node."""

import functools
import importlib.metadata
import os
import platform
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from modelshelf.machine.accelerators import Accelerator, read_accelerators
from modelshelf.machine.memory import Memory, read_memory

# What decides whether and how a model runs here, and what to name when something is reported.
_PACKAGES = (
    "modelshelf", "huggingface_hub", "torch", "transformers", "sentence-transformers",
    "safetensors", "tokenizers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Machine:
    """Attributes:
    cores: Processors that this process may run on.
    system: Operating system and architecture.
    versions: Of Python and of those packages that are installed.
    """

    memory: Memory
    accelerators: tuple[Accelerator, ...] = ()
    cores: int = 1
    system: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Raises KeyError or TypeError for what another version wrote."""
        return cls(
            memory=Memory(**stored["memory"]),
            accelerators=tuple(Accelerator(**each) for each in stored["accelerators"]),
            cores=stored["cores"],
            system=stored["system"],
            versions=stored["versions"],
        )


def read_machine() -> Machine:
    """This machine at this moment. Blocks: call it in a thread."""
    memory = read_memory()
    return Machine(
        memory=memory,
        accelerators=read_accelerators(memory),
        cores=_cores(),
        system=f"{platform.system()} {platform.machine()}",
        versions=installed_versions(),
    )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def installed_versions() -> dict[str, str]:
    """Of Python, of this product, and of the libraries that models are loaded with."""
    return dict(_versions(_last_installed()))


def _last_installed() -> tuple[int, ...]:
    """Moves whenever something is installed or removed: that changes a folder of the path."""
    moments = []
    for folder in sys.path:
        with suppress(OSError):
            moments.append(Path(folder).stat().st_mtime_ns)
    return tuple(moments)


# Every beat of a node asks, and to read them takes longer than all the rest that it does.
@functools.lru_cache(maxsize=1)
def _versions(_installed: tuple[int, ...]) -> Mapping[str, str]:
    versions = {"Python": platform.python_version()}
    for name in _PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions
