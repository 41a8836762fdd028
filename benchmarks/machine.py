"""The machine and the programs that a result was measured with; nothing that names them."""

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Self

import psutil

_PEERS = {"aria2c": "aria2c", "curl": "curl", "sha256sum": "coreutils"}


@dataclass(frozen=True, slots=True)
class Machine:
    """A description of where a benchmark ran.

    Attributes:
        load_at_start: Average over a minute: more than a fraction of `cores` spoils the figures.
        real_time: All took part with real-time priority (`chrt --rr 1 python -m benchmarks`), so
            that whatever else made the load had to wait.
        versions: By program or package; those that are missing are left out.
    """

    cores: int
    memory_bytes: int
    processor: str
    kernel: str
    load_at_start: float
    real_time: bool
    versions: dict[str, str]

    @classmethod
    def here(cls) -> Self:
        return cls(
            cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else _cores(),
            memory_bytes=psutil.virtual_memory().total,
            processor=_processor(),
            kernel=f"{platform.system()} {platform.release()}",
            load_at_start=round(os.getloadavg()[0], 2),
            real_time=hasattr(os, "SCHED_RR") and os.sched_getscheduler(0) == os.SCHED_RR,
            versions=_versions(),
        )


def install_peers() -> None:
    """Install aria2c and curl where they are missing, we are root and there is apt."""
    missing = [name for name in ("aria2c", "curl") if shutil.which(name) is None]
    if not missing or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    packages = ["aria2" if name == "aria2c" else name for name in missing]
    # One that cannot be installed is left out of the contest, and the result says so.
    subprocess.run(["apt-get", "update", "-qq"], check=False)
    subprocess.run(["apt-get", "install", "-y", "-qq", *packages], check=False)


def _cores() -> int:
    return os.cpu_count() or 1


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _versions() -> dict[str, str]:
    ours = {name: version(name) for name in ("huggingface_hub", "aiohttp")}
    theirs = {
        name: _first_line(program)
        for program, name in _PEERS.items()
        if shutil.which(program) is not None
    }
    return {"Python": platform.python_version(), **ours, **theirs}


def _first_line(program: str) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    words = said.stdout.splitlines()[0].split() if said.stdout else []
    return next((word for word in words if word[:1].isdigit()), "unknown")
